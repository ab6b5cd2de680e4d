package dev.coffer.examples;

import dev.coffer.storage.EndSessions;
import dev.coffer.storage.FoundOrCreated;
import dev.coffer.storage.IssuedSession;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Page;
import dev.coffer.storage.PageRequest;
import dev.coffer.storage.Storage;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import dev.coffer.storage.VersionConflict;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Users and passwords: find or create, change with a version, change the password, lock out, list. */
public final class UsersMain {
    private UsersMain() {}

    public static void main(String[] args) throws IOException {
        try (ScratchDirectory scratch = new ScratchDirectory();
                Storage storage = Storage.open("sqlite:" + scratch.file("app.db"))) {
            FoundOrCreated first = storage.users().findOrCreate(NewUser.withEmail("ada@example.org"));
            FoundOrCreated second = storage.users().findOrCreate(NewUser.withEmail("ADA@example.org"));
            System.out.println("Created: " + first.created() + ", then " + second.created());
            User ada = first.user();

            rename(storage, ada);
            changePassword(storage, ada);
            lockOut(storage, ada);
            list(storage);
        }
    }

    private static void rename(Storage storage, User ada) {
        UserUpdate proved = UserUpdate.emailVerifiedAt(Instant.now()).withMetadata(Map.of("name", "Ada", "points", 7));
        User changed = storage.users().update(ada.id(), proved.ifVersion(ada.version()));
        System.out.println("Changed: " + changed.metadata().get("name") + ", version " + changed.version());
        try {
            storage.users().update(ada.id(), UserUpdate.email("ada@example.net").ifVersion(ada.version()));
        } catch (VersionConflict e) {
            System.out.println("Refused: the version is " + e.currentVersion().getAsLong() + " now");
        }
    }

    private static void changePassword(Storage storage, User ada) {
        IssuedSession here = storage.sessions().issue(NewSession.forUser(ada.id()));
        IssuedSession elsewhere = storage.sessions().issue(NewSession.forUser(ada.id()));
        EndSessions theOthers = EndSessions.allExcept(here.session().id());
        storage.users().setPassword(ada.id(), "correct horse battery", theOthers);

        System.out.println("The session here lives: "
                + storage.sessions().find(here.token()).isPresent());
        System.out.println("The one elsewhere lives: "
                + storage.sessions().find(elsewhere.token()).isPresent());
    }

    private static void lockOut(Storage storage, User ada) {
        storage.users().lock(ada.id());
        Optional<User> known = storage.users().authenticate("ada@example.org", "correct horse battery");
        System.out.println("The right password of a locked user: " + known.isPresent());
        storage.users().unlock(ada.id());
    }

    private static void list(Storage storage) {
        storage.users().create(NewUser.withEmail("alan@example.org"));
        storage.users().create(NewUser.withEmail("grace@example.org"));
        PageRequest two = PageRequest.first(2);
        Page<User> page = storage.users().list(two);
        Page<User> rest = storage.users().list(two.after(page.nextCursor().orElseThrow()));
        System.out.println(
                "Listed: " + page.items().size() + ", then " + rest.items().size());
    }
}
