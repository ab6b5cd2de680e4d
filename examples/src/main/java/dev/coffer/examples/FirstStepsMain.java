package dev.coffer.examples;

import dev.coffer.storage.Authenticated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import java.time.Duration;
import java.util.Optional;

/** What the README shows first. Writes {@code app.db} into the working directory, and leaves it there. */
public final class FirstStepsMain {
    private FirstStepsMain() {}

    public static void main(String[] args) {
        try (Storage storage = Storage.open("sqlite:app.db")) {
            NewUser newUser = NewUser.withEmail("ada@example.org").password("correct horse battery");
            User ada = storage.users().create(newUser);
            Optional<User> known = storage.users().authenticate("Ada@Example.org", "correct horse battery");
            System.out.println("Right password: " + known.isPresent());

            NewSession forAMonth = NewSession.forUser(ada.id()).lasting(Duration.ofDays(30));
            IssuedSession issued = storage.sessions().issue(forAMonth);
            Optional<Authenticated> caller = storage.sessions().authenticate(issued.token());
            caller.ifPresent(found -> System.out.println("Hello " + found.user().email()));

            String id = ada.id().toString();
            storage.keyValues().namespace("profiles").record(id).put("theme", "dark");

            // All of it or nothing.
            storage.inTransaction(tx -> {
                tx.users().delete(ada.id()); // the sessions of a user go with it
                tx.keyValues().namespace("profiles").record(id).clear();
            });
        }
    }
}
