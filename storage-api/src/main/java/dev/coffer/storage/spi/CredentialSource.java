package dev.coffer.storage.spi;

/**
 * Gives the user name and password with which a provider connects to its database. Asked by one thread at a time: when
 * there are none yet, when the server has refused the last ones, and when those are to be {@linkplain
 * DatabaseCredentials#refreshAfter refreshed}; in between they are kept. Once other ones are given, new connections use
 * them, and older connections are closed as they come back.
 */
@FunctionalInterface
public interface CredentialSource {
    /**
     * {@return the credentials to use from now on; the same again if there are no newer ones}
     *
     * @throws Exception if there are none now; those in use stay in use, and it is asked again later
     */
    DatabaseCredentials fetch() throws Exception;
}
