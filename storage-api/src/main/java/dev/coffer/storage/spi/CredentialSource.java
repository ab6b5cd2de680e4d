package dev.coffer.storage.spi;

/**
 * Gives the user name and password with which a provider connects to its database. Asked by one thread at a time: when
 * there are none yet, when the server has refused the last ones, and when those are to be {@linkplain
 * DatabaseCredentials#refreshAfter refreshed} or have {@linkplain DatabaseCredentials#validFor ended}; in between they
 * are kept. Once other ones are given, new connections use them, and older connections are closed as they come back.
 *
 * <p>After a failure it is asked again a second later, then less and less often, up to once a minute: each time may cost it
 * a role. A source is for one open storage at a time, which closes it.
 */
@FunctionalInterface
public interface CredentialSource extends AutoCloseable {
    /**
     * {@return the credentials to use from now on; the same again, perhaps for longer, if there are no newer ones}
     *
     * @throws Exception if there are none now; those in use stay in use until they end, and it is asked again later
     */
    DatabaseCredentials fetch() throws Exception;

    /**
     * Asked instead of {@link #fetch()} when the server does not let in who has these: to make them last longer is no
     * answer. By default, what {@link #fetch()} gives.
     *
     * @param refused the ones given last
     * @return other ones; the same again if there are none
     * @throws Exception as {@link #fetch()}
     */
    default DatabaseCredentials fetchAfterRefusal(DatabaseCredentials refused) throws Exception {
        return fetch();
    }

    /**
     * Learns that these are no longer used: other ones have taken their place and the last connection that was made with
     * them is closed, or they were never used as the server refused them. They may be taken back now. Does nothing by
     * default. May be called while another thread fetches.
     *
     * @param credentials as last given for this login
     */
    default void retired(DatabaseCredentials credentials) {}

    /**
     * Takes back all that it has given: the storage that asked for it is closed, or could not be opened. It may be
     * asked again by another one. Nothing else is asked of it meanwhile. The storage waits a few seconds for it. Does
     * nothing by default.
     */
    @Override
    default void close() {}
}
