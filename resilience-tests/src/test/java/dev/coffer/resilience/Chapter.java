package dev.coffer.resilience;

/** What the scenarios are about, in the order of the table. */
enum Chapter {
    FAIL_OVER(1, "Fail-over"),
    EXACTLY_ONCE(2, "Exactly once"),
    NETWORK(3, "Network"),
    SQLITE(4, "SQLite"),
    LOAD(5, "Load"),
    LINEARIZABILITY(6, "Linearizability"),
    HOSTILE_INPUT(7, "Hostile input"),
    SECRETS(8, "Secrets"),
    ENUMERATION(9, "Enumeration");

    private final int number;
    private final String title;

    Chapter(int number, String title) {
        this.number = number;
        this.title = title;
    }

    int number() {
        return number;
    }

    @Override
    public String toString() {
        return title;
    }
}
