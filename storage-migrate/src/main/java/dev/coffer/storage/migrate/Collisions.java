package dev.coffer.storage.migrate;

import dev.coffer.storage.spi.RecordTarget;

/** Why a record was refused beside others, in words. */
final class Collisions {
    private Collisions() {}

    static String problem(String field) {
        return switch (field) {
            case "userId" -> "is that of no user";
            case "email" -> "is that of another user (upper and lower case are the same)";
            default -> "is that of another record";
        };
    }

    /** Why it was refused by a target that is in use. */
    static String problem(RecordTarget.Refusal refusal) {
        boolean isOfKey = refusal.field().equals("id") || refusal.field().equals("key");
        return isOfKey ? "is that of a record that differs in the target, left as it is" : problem(refusal.field());
    }
}
