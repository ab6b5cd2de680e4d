package dev.coffer.examples;

import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.User;
import java.io.IOException;

/** Errors: one class for each thing that a caller handles in its own way, with what it needs to know as fields. */
public final class ErrorsMain {
    private ErrorsMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory();
                Storage storage = Storage.open("sqlite:" + scratch.file("app.db"))) {
            System.out.println(signUp(storage, "ada@example.org", "correct horse battery"));
            System.out.println(signUp(storage, "Ada@Example.org", "correct horse battery"));
            System.out.println(signUp(storage, "ada at example.org", "correct horse battery"));
            System.out.println(signUp(storage, "alan@example.org", ""));
        }
    }

    /** What the sign-up page says. */
    static String signUp(Storage storage, String email, String password) {
        try {
            User user = storage.users().create(NewUser.withEmail(email).password(password));
            return "Welcome " + user.email();
        } catch (Duplicate e) {
            return "This " + e.field() + " has an account already";
        } catch (InvalidInput e) {
            return "Please correct the " + e.field() + ": " + e.getMessage();
        } catch (StorageException e) {
            return switch (e.retry()) {
                case OPERATION, TRANSACTION, LATER -> "Please try again in a minute"; // nothing has happened
                case IF_IDEMPOTENT -> "Please log in; if that fails, sign up again"; // it may have happened
                case NEVER -> "Sorry, something is wrong on our side";
            };
        }
    }
}
