package dev.coffer.storage.cli;

import dev.coffer.storage.postgres.PostgresAddress;
import dev.coffer.storage.spi.DatabaseCredentials;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds user name and password where libpq does (PostgreSQL manual, 34.15 and 34.16): those that a URL lacks come from {@code PGUSER} or
 * are the system's user, from {@code PGPASSWORD}, from the password file, or from whoever sits at the terminal.
 *
 * @param around where to look
 */
record PostgresLogin(Surroundings around) {
    private static final String NO_PASSWORD = "";

    /**
     * What to connect with.
     *
     * @param option which the URL came with
     * @return empty if the URL says it all
     */
    Optional<DatabaseCredentials> find(String option, PostgresAddress address) {
        if (address.hasPassword()) {
            around.err()
                    .line("warning: the URL of " + option
                            + " has a password in it, which shows in the list of processes:"
                            + " better use PGPASSWORD or ~/.pgpass");
            return Optional.empty();
        }
        String user = address.user().or(() -> around.variable("PGUSER")).orElse(around.systemUser());
        String password = around.variable("PGPASSWORD")
                .or(() -> fromFile(address, user))
                .or(() -> around.terminal().password(prompt(option, address, user)))
                .orElse(NO_PASSWORD);
        return Optional.of(new DatabaseCredentials(user, password));
    }

    /** Of the first host that the file knows. */
    private Optional<String> fromFile(PostgresAddress address, String user) {
        Path file = around.variable("PGPASSFILE")
                .map(Path::of)
                .orElseGet(() -> around.home().resolve(".pgpass"));
        PasswordFile passwords = PasswordFile.read(file, warning -> around.err().line("warning: " + warning));
        String database = address.database().orElse(user);
        return address.hosts().stream()
                .map(host -> passwords.password(host, database, user))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String prompt(String option, PostgresAddress address, String user) {
        PostgresAddress.Host first = Objects.requireNonNull(address.hosts().get(0));
        return "Password of " + user + " at " + first.name() + ":" + first.port() + " (" + option + "): ";
    }
}
