package dev.coffer.storage.testkit;

import static dev.coffer.storage.testkit.Breakage.users;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.spi.StoredUser;
import dev.coffer.storage.spi.UserStorage;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Faults of a database that knows better than the canonical form when two addresses are one. */
final class EmailFaults {
    private EmailFaults() {}

    private static Fault fault(String rule, String fault, UnaryOperator<UserStorage> broken) {
        return new Fault(EmailRules.class, rule, fault, users(sound -> broken.apply(sound.users())));
    }

    /** Refuses addresses that are one for the database. */
    private static UserStorage folding(UserStorage sound, UnaryOperator<String> fold) {
        return new ForwardingUsers(sound) {
            private final Set<String> folded = new HashSet<>();

            @Override
            public void insert(List<StoredUser> users) {
                if (!folded.add(fold.apply(users.get(0).canonicalEmail()))) {
                    throw new Duplicate("email", null);
                }
                super.insert(users);
            }
        };
    }

    static List<Fault> all() {
        return List.of(
                fault("email_isKeptAsGiven", "the canonical form is kept", sound -> new ForwardingUsers(sound) {
                    @Override
                    public void insert(List<StoredUser> users) {
                        super.insert(users.stream()
                                .map(user -> Altered.stored(user, given -> Altered.email(given, user.canonicalEmail())))
                                .toList());
                    }
                }),
                fault(
                        "email_isLowerCasedByNoLanguage",
                        "addresses are compared in upper case, where a dotless i is an I",
                        sound -> folding(sound, email -> email.toUpperCase(Locale.ROOT))),
                fault(
                        "email_isNotFolded",
                        "addresses are compared by a collation in which \u00df is ss",
                        sound -> folding(sound, email -> email.replace("\u00df", "ss"))),
                fault("email_hasAtMost320CodePoints", "the column has 320 bytes", sound -> new ForwardingUsers(sound) {
                    @Override
                    public void insert(List<StoredUser> users) {
                        if (users.get(0).canonicalEmail().getBytes(UTF_8).length > 320) {
                            throw new InvalidInput("email", "is too long for the column");
                        }
                        super.insert(users);
                    }
                }),
                fault(
                        "email_withALongerCanonicalForm_isKept",
                        "the column of the canonical form has 320 code points",
                        sound -> new ForwardingUsers(sound) {
                            @Override
                            public void insert(List<StoredUser> users) {
                                String canonical = users.get(0).canonicalEmail();
                                if (canonical.codePointCount(0, canonical.length()) > 320) {
                                    throw new InvalidInput("email", "is too long for the column");
                                }
                                super.insert(users);
                            }
                        }));
    }
}
