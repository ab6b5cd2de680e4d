package dev.coffer.examples;

import com.zaxxer.hikari.HikariDataSource;
import dev.coffer.storage.NewUser;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageAccess;
import dev.coffer.storage.User;
import dev.coffer.storage.postgres.PostgresStorage;
import dev.coffer.storage.sqlite.SqliteStorage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * A transaction of the host's own, which Coffer joins: a customer's account and the order, in a table of the host's, are made
 * both or neither. On SQLite, and on PostgreSQL if a JDBC URL is the argument or in {@code JDBC_DATABASE_URL}.
 */
public final class JoinTransactionMain {
    /** The host's own table, which takes no order for what is sold out. */
    private static final String CREATE_ORDERS = """
            CREATE TABLE IF NOT EXISTS example_orders (
              customer text NOT NULL,
              item     text NOT NULL CHECK (item <> 'coffee')
            )
            """;

    private static final String INSERT_ORDER = "INSERT INTO example_orders (customer, item) VALUES (?, ?)";
    private static final String DROP_ORDERS = "DROP TABLE example_orders";

    private JoinTransactionMain() {}

    public static void main(String[] args) throws IOException, SQLException {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            onSqlite("jdbc:sqlite:" + scratch.file("app.db"));
        }
        String postgres = args.length > 0 ? args[0] : System.getenv("JDBC_DATABASE_URL");
        if (postgres != null) {
            onPostgres(postgres);
        }
    }

    private static void onSqlite(String url) throws SQLException {
        String hosts = url + "?foreign_keys=on"; // or Coffer does not join
        try (Storage storage = Storage.open(url);
                Connection connection = DriverManager.getConnection(hosts)) {
            execute(connection, CREATE_ORDERS);
            serve("SQLite", storage, (email, item) -> orderOnSqlite(hosts, email, item));
        }
    }

    private static void onPostgres(String url) throws SQLException {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            try (Storage storage = PostgresStorage.open(pool)) { // leaves the pool open
                execute(pool, CREATE_ORDERS);
                serve("PostgreSQL", storage, (email, item) -> orderOnPostgres(pool, email, item));
                storage.users()
                        .findByEmail("ada@example.org")
                        .ifPresent(ada -> storage.users().delete(ada.id()));
                execute(pool, DROP_ORDERS);
            }
        }
    }

    private static void orderOnSqlite(String url, String email, String item) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            StorageAccess coffer = SqliteStorage.on(connection);
            User customer =
                    coffer.users().findOrCreate(NewUser.withEmail(email)).user();
            insertOrder(connection, customer, item);
            connection.commit();
        }
    }

    private static void orderOnPostgres(DataSource pool, String email, String item) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            StorageAccess coffer = PostgresStorage.on(connection);
            User customer =
                    coffer.users().findOrCreate(NewUser.withEmail(email)).user();
            insertOrder(connection, customer, item); // your own table
            connection.commit(); // both, or neither
        }
    }

    private static void insertOrder(Connection connection, User customer, String item) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_ORDER)) {
            insert.setString(1, customer.id().toString());
            insert.setString(2, item);
            insert.executeUpdate();
        }
    }

    @FunctionalInterface
    private interface Shop {
        void order(String email, String item) throws SQLException;
    }

    private static void serve(String database, Storage storage, Shop shop) throws SQLException {
        shop.order("ada@example.org", "tea");
        try {
            shop.order("alan@example.org", "coffee");
        } catch (SQLException e) {
            System.out.println("Coffee is sold out");
        }
        for (String email : List.of("ada@example.org", "alan@example.org")) {
            boolean present = storage.users().findByEmail(email).isPresent();
            System.out.println(database + " has an account for " + email + ": " + present);
        }
    }

    private static void execute(DataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            execute(connection, sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
