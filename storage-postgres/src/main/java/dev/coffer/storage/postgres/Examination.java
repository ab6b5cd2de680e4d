package dev.coffer.storage.postgres;

import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.jdbi.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What a check gets to see.
 *
 * @param config how the storage is opened
 * @param migrations that make its tables
 * @param tls how its connections are secured
 * @param schema that has them
 * @param handle a connection as the pool's, in a transaction of the check's own
 */
record Examination(StorageConfig config, List<Migration> migrations, Tls tls, SchemaNames schema, Handle handle) {

    /** By the clock that decides what is expired. */
    Instant now() {
        return config.clock().instant();
    }

    String setting(String name) {
        return optionalSetting(name).orElse("");
    }

    /** Empty if this server has no such setting. */
    Optional<String> optionalSetting(String name) {
        return handle.createQuery("SELECT current_setting(:name, true)")
                .bind("name", name)
                .mapTo(String.class)
                .findOne();
    }

    long numberSetting(String name) {
        return optionalSetting(name).map(Long::parseLong).orElse(0L);
    }

    boolean is(String question) {
        return handle.createQuery(question).mapTo(Boolean.class).one();
    }

    long number(String question) {
        return handle.createQuery(question).mapTo(Long.class).one();
    }

    String text(String question) {
        return handle.createQuery(question).mapTo(String.class).one();
    }

    /** What a question about {@code :schema} is answered with. */
    List<String> names(String question) {
        return handle.createQuery(question)
                .bind("schema", schema.schema())
                .mapTo(String.class)
                .list();
    }

    /** As a statement names the role. */
    String role() {
        return text("SELECT quote_ident(current_user)");
    }

    /** How the role gets to see what others do. One that inherits no rights, such as that of row-level security, has to be let. */
    String statisticsGrant() {
        String role = role();
        if (is("SELECT rolinherit FROM pg_catalog.pg_roles WHERE rolname = current_user")) {
            return "GRANT pg_read_all_stats TO " + role;
        }
        return version() >= 16
                ? "GRANT pg_read_all_stats TO " + role + " WITH INHERIT TRUE"
                : "ALTER ROLE " + role + " INHERIT; GRANT pg_read_all_stats TO " + role;
    }

    int version() {
        return (int) (numberSetting("server_version_num") / 10_000);
    }

    /** For people. */
    static String time(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + " ms";
        }
        if (time.compareTo(Duration.ofMinutes(2)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (time.compareTo(Duration.ofHours(2)) < 0) {
            return time.toMinutes() + " minutes";
        }
        return time.compareTo(Duration.ofDays(2)) < 0 ? time.toHours() + " hours" : time.toDays() + " days";
    }
}
