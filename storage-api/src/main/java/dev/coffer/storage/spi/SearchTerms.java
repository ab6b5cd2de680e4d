package dev.coffer.storage.spi;

import java.util.List;

/**
 * What has to be there of a user in an index.
 *
 * @param all at least one, each text once
 * @param partly whether at least one of them has to be there as the beginning of a word only, not as a whole word
 */
public record SearchTerms(List<SearchTerm> all, boolean partly) {
    /**
     * Copies.
     *
     * @param all at least one
     * @param partly whether whole words alone will not do
     */
    public SearchTerms {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a search needs a term");
        }
    }
}
