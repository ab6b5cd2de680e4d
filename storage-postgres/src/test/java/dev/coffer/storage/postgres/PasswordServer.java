package dev.coffer.storage.postgres;

/** A PostgreSQL server that lets nobody in without a password, but its owner. What {@link #close()} leaves is nothing. */
public final class PasswordServer implements AutoCloseable {
    private final OwnServer server =
            new OwnServer(18).access("host all postgres 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256");

    /** Returns when it takes connections. */
    public PasswordServer() {
        server.start();
    }

    /** The URL of a place where nothing is yet: a role of its own, whose password is {@code test}, with a schema of its own. */
    public String freshUrl() {
        return TestServer.freshUrl(server.url());
    }

    /** The same with this password, of letters and digits; the role may make further schemas. */
    public String freshUrl(String password) {
        String url = TestServer.freshUrl(server.url(), password);
        server.execute("GRANT CREATE ON DATABASE postgres TO "
                + PostgresUrl.parse(url).user().orElseThrow());
        return url;
    }

    @Override
    public void close() {
        server.close();
    }
}
