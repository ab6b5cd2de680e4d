package dev.coffer.benchmarks.features;

import dev.coffer.benchmarks.requests.Coffer;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.NewSession;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.User;
import dev.coffer.storage.UserUpdate;
import java.util.SplittableRandom;
import java.util.UUID;

/** Requests that change a row. */
public final class Writes {
    private static final String KEY = "seen";

    private Writes() {}

    static boolean create(StorageAccess access, int user, SplittableRandom random) {
        String email = Sample.freshEmail();
        User created = access.users()
                .create(NewUser.withEmail(email)
                        .passwordHash(Sample.PASSWORD_HASH)
                        .metadata(People.anybody(random).metadata()));
        return created.email().equals(email);
    }

    static boolean updateMetadata(StorageAccess access, int user, SplittableRandom random) {
        UUID id = Sample.id(user);
        return access.users()
                .update(id, UserUpdate.metadata(People.anybody(random).metadata()))
                .id()
                .equals(id);
    }

    static boolean issue(StorageAccess access, int user, SplittableRandom random) {
        UUID id = Sample.id(user);
        return access.sessions()
                .issue(NewSession.forUser(id).lasting(Coffer.LIFETIME))
                .session()
                .userId()
                .equals(id);
    }

    /** One item of the user's record. */
    public static Way.Request put(String namespace) {
        return (access, user, random) -> access.keyValues()
                        .namespace(namespace)
                        .record(Sample.id(user).toString())
                        .put(KEY, Sample.value(random))
                > 0;
    }
}
