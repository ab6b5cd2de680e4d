package dev.coffer.benchmarks.features;

import dev.coffer.benchmarks.Contender;
import dev.coffer.benchmarks.Operation;
import dev.coffer.benchmarks.requests.Sample;
import dev.coffer.storage.Actor;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * One way for a user's request to reach the rows.
 *
 * @param access what the request of the user with this id uses
 */
public record Way(String name, Function<UUID, StorageAccess> access) {
    /** All requests use the storage itself. */
    public static Way through(String name, Storage storage) {
        return new Way(name, id -> storage);
    }

    /** Each request says who makes it. */
    static Way inTheName(String name, Storage storage) {
        return new Way(name, id -> storage.as(Actor.of("user:" + id).inRequest("request-of-" + id)));
    }

    /** What a user wants; whether it was got. */
    @FunctionalInterface
    public interface Request {
        boolean make(StorageAccess access, int user, SplittableRandom random);
    }

    /** Requests of users at random. */
    public static Operation operation(String name, int threads, int users, List<Way> ways, Request request) {
        return new Operation(
                name,
                1,
                threads,
                ways.stream().map(way -> way.contender(users, request)).toList());
    }

    private Contender contender(int users, Request request) {
        return new Contender(name, () -> {
            SplittableRandom random =
                    new SplittableRandom(ThreadLocalRandom.current().nextLong());
            return () -> {
                int user = random.nextInt(users);
                if (!request.make(access.apply(Sample.id(user)), user, random)) {
                    throw new IllegalStateException("not what was asked for");
                }
                return true;
            };
        });
    }
}
