package dev.coffer.storage.spi;

import dev.coffer.storage.InvalidInput;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The user name and password of a database's role.
 *
 * @param user name of the role
 * @param password in the clear; never shown
 * @param refreshAfter how long to use them before newer ones are asked for; empty to use them until they are refused
 * @param validFor how long they may be used at all, from when they are given; empty if they do not end by themselves
 */
public record DatabaseCredentials(
        String user, String password, Optional<Duration> refreshAfter, Optional<Duration> validFor) {
    /**
     * Checks that they can be used.
     *
     * @param user name of the role
     * @param password in the clear
     * @param refreshAfter longer than nothing
     * @param validFor longer than nothing
     */
    public DatabaseCredentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        demandSomeTime("refreshAfter", refreshAfter);
        demandSomeTime("validFor", validFor);
    }

    private static void demandSomeTime(String field, Optional<Duration> time) {
        Objects.requireNonNull(time, field);
        if (time.filter(given -> given.isZero() || given.isNegative()).isPresent()) {
            throw new InvalidInput(field, "must be longer than nothing");
        }
    }

    /**
     * Credentials to use until they are refused.
     *
     * @param user name of the role
     * @param password in the clear
     */
    public DatabaseCredentials(String user, String password) {
        this(user, password, Optional.empty(), Optional.empty());
    }

    /**
     * {@return the same, to be refreshed after this time}
     *
     * @param time longer than nothing
     */
    public DatabaseCredentials refreshedAfter(Duration time) {
        return new DatabaseCredentials(user, password, Optional.of(time), validFor);
    }

    /**
     * {@return the same, which end after this time} No new connection is made with them then, and those that were made are
     * closed as they come back.
     *
     * @param time longer than nothing
     */
    public DatabaseCredentials validFor(Duration time) {
        return new DatabaseCredentials(user, password, refreshAfter, Optional.of(time));
    }

    /** The user, and no password. */
    @Override
    public String toString() {
        return "DatabaseCredentials[user=" + user + "]";
    }
}
