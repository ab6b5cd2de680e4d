package dev.coffer.storage.postgres;

import dev.coffer.storage.InvalidInput;
import java.util.List;
import java.util.Optional;

/**
 * Where a URL of PostgreSQL leads, for whoever looks up its password elsewhere, as in libpq's password file. Has no secret in it.
 *
 * @param hosts at least one, in the order of the URL
 * @param database empty if it is named as the user
 * @param user empty if the URL names none
 * @param hasPassword whether the URL has one
 */
public record PostgresAddress(List<Host> hosts, Optional<String> database, Optional<String> user, boolean hasPassword) {
    /**
     * A server.
     *
     * @param name or address; an IPv6 address without brackets; {@code localhost} if the URL names none
     * @param port from 1 to 65535
     */
    public record Host(String name, int port) {}

    /**
     * Copies the list.
     *
     * @param hosts at least one
     * @param database empty if it is named as the user
     * @param user empty if the URL names none
     * @param hasPassword whether the URL has one
     */
    public PostgresAddress {
        hosts = List.copyOf(hosts);
    }

    /**
     * {@return what this URL names}
     *
     * @param url as {@link PostgresStorageProvider} takes it
     * @throws InvalidInput {@code url} if it has a parameter or a form that the provider does not know
     */
    public static PostgresAddress of(String url) {
        PostgresUrl parsed = PostgresUrl.parse(url);
        return new PostgresAddress(
                parsed.hosts().stream()
                        .map(host -> new Host(host.name(), host.port()))
                        .toList(),
                parsed.database(),
                parsed.user(),
                parsed.password().isPresent());
    }
}
