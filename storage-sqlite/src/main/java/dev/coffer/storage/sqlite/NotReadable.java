package dev.coffer.storage.sqlite;

/** A column holds what no record can have. */
final class NotReadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    NotReadable(String field, String problem) {
        super(problem, null, false, false);
        this.field = field;
        this.problem = problem;
    }

    String field() {
        return field;
    }

    /** What is wrong with it, without its value. */
    String problem() {
        return problem;
    }
}
