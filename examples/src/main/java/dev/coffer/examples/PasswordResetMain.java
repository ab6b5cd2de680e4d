package dev.coffer.examples;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewToken;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.OneTimeToken;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Sessions and one-time tokens in a password reset: by a link that works once, after which all old sessions are dead. */
public final class PasswordResetMain {
    private static final String PURPOSE = "password-reset";

    private PasswordResetMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory();
                Storage storage = Storage.open("sqlite:" + scratch.file("app.db"))) {
            NewUser newUser = NewUser.withEmail("ada@example.org").password("a password she forgot");
            User ada = storage.users().create(newUser);
            NewSession phone = NewSession.forUser(ada.id()).userAgent("her phone");
            IssuedSession onHerPhone = storage.sessions().issue(phone);

            System.out.println("A mail to an unknown address: "
                    + request(storage, "eve@example.org").isPresent());
            String token = request(storage, "ada@example.org").orElseThrow();
            System.out.println("A mail to hers, with a token of " + token.length() + " characters");

            try {
                reset(storage, token, "");
            } catch (InvalidInput e) {
                System.out.println("Refused: " + e.getMessage()); // and the link is still good
            }
            IssuedSession fresh = reset(storage, token, "correct horse battery").orElseThrow();
            System.out.println("Her new session lives: "
                    + storage.sessions().authenticate(fresh.token()).isPresent());
            System.out.println("The old one on her phone: "
                    + storage.sessions().authenticate(onHerPhone.token()).isPresent());
            System.out.println("The link works again: "
                    + reset(storage, token, "somebody else's").isPresent());
        }
    }

    /** The token to send to the address, if somebody has it. The page that asks says the same in either case. */
    static Optional<String> request(Storage storage, String email) {
        return storage.users().findByEmail(email).map(user -> {
            NewToken token = NewToken.forUser(user.id(), PURPOSE).lasting(Duration.ofMinutes(15));
            return storage.tokens().issue(token).token();
        });
    }

    /**
     * In one transaction: if the new password is refused, the link stays good. The hashing happens in it too, which holds
     * SQLite's one writer for a quarter of a second. A reset is rare enough for that.
     *
     * @return a session of the user; empty if the link is unknown, too old or used
     * @throws InvalidInput if the password is refused
     */
    static Optional<IssuedSession> reset(Storage storage, String token, String newPassword) {
        return storage.callInTransaction(tx -> {
            Optional<OneTimeToken> consumed = tx.tokens().consume(PURPOSE, token); // works once, for one caller
            return consumed.map(oneTime -> {
                UUID userId = oneTime.userId();
                tx.users().setPassword(userId, newPassword); // ends all sessions of the user
                tx.tokens().revokeAll(userId, PURPOSE); // links from earlier mails
                return tx.sessions().issue(NewSession.forUser(userId));
            });
        });
    }
}
