package dev.coffer.storage.testkit;

import java.util.List;

/** Faults in the search of users. */
final class SearchFaults {
    private SearchFaults() {}

    static List<Fault> all() {
        return List.of();
    }
}
