package dev.coffer.storage.migrate;

/** Why a record was refused beside others, in words. */
final class Collisions {
    private Collisions() {}

    static String problem(String field) {
        return switch (field) {
            case "userId" -> "is that of no user";
            case "email" -> "is that of another user";
            default -> "is that of another record";
        };
    }
}
