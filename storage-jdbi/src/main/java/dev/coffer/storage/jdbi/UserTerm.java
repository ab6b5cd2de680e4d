package dev.coffer.storage.jdbi;

import dev.coffer.storage.User;
import dev.coffer.storage.UserSearch;
import java.util.List;

/**
 * A row of {@code coffer_user_terms}.
 *
 * @param text a word, or the beginning of one
 * @param part {@link #WHOLE} or {@link #BEGINNING}
 * @param canonicalEmail of the user that has it
 */
public record UserTerm(String text, int part, String canonicalEmail) {
    /** Of a word as a whole. */
    public static final int WHOLE = 0;

    /** Of what is only the beginning of a word. */
    public static final int BEGINNING = 1;

    /** The rows of a user. */
    public static List<UserTerm> of(UserSearch search, User user, String canonicalEmail) {
        return search.terms(user).stream()
                .map(term -> new UserTerm(term.text(), term.whole() ? WHOLE : BEGINNING, canonicalEmail))
                .toList();
    }
}
