package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class IncidentsTest {
    private static final String URL = "postgresql://ada:secret@db.example.org/app?sslmode=require";
    private static final Operation.Name READ = Operation.Name.USERS_FIND;
    private final Unavailable away = new Unavailable("the server is away", null);

    private final AtomicLong now = new AtomicLong();
    private final Incidents incidents = new Incidents(URL, "postgresql", now::get);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Storage.class);
    }

    private List<String> lines() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getKeyValuePairs() + " " + event.getFormattedMessage())
                .toList();
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void incident_isOneLineAtItsBeginning_andOneAtItsEnd() {
        for (int call = 0; call < 100; call++) {
            incidents.failed(READ, away);
            after(Duration.ofSeconds(1));
        }
        incidents.succeeded();
        after(Duration.ofSeconds(10));
        incidents.succeeded();
        incidents.succeeded();

        assertThat(lines())
                .containsExactly(
                        "WARN [storage=\"postgresql://…@db.example.org/app?…\", provider=\"postgresql\","
                                + " outcome=\"unavailable\", operation=\"users.find\"] operations fail: the server is away",
                        "INFO [storage=\"postgresql://…@db.example.org/app?…\", provider=\"postgresql\","
                                + " outcome=\"unavailable\", seconds=\"99\"] operations succeed again");
    }

    @Test
    void whatComesAndGoes_isOneIncident() {
        for (int call = 0; call < 100; call++) {
            incidents.failed(READ, away);
            after(Duration.ofSeconds(1));
            incidents.succeeded();
        }

        assertThat(lines()).hasSize(1);
    }

    @Test
    void damage_isNotOver_whenOtherOperationsSucceed() {
        incidents.failed(READ, new Corrupt("the file is damaged", null));
        after(Duration.ofHours(1));
        incidents.succeeded();
        incidents.failed(READ, new Corrupt("the file is damaged", null));

        assertThat(lines()).singleElement().asString().startsWith("ERROR").contains("corrupt");
    }

    @Test
    void severalKinds_areSeveralIncidents() {
        incidents.failed(READ, away);
        incidents.failed(READ, new AccessDenied("the password is refused", null));
        incidents.failed(READ, new ResourceExhausted("the disk is full", null));
        incidents.failed(READ, new SchemaMismatch("a table is missing", null));

        assertThat(lines()).hasSize(4);
    }

    @Test
    void whatACallerSettles_wakesNobody() {
        incidents.failed(READ, new NotFound("user"));
        incidents.failed(READ, new Busy("busy", null));
        incidents.failed(READ, new SerializationConflict("again", null));

        assertThat(lines()).isEmpty();
    }

    @Test
    void storage_logsItsIncidents() {
        WatchedProvider provider = new WatchedProvider();
        Storage storage = provider.open();
        provider.failing("users.find", away).failing("tx.users.find", away);
        assertThatThrownBy(() -> storage.users().find(new UUID(0, 1))).isSameAs(away);
        assertThatThrownBy(() -> storage.inTransaction(tx -> tx.users().find(new UUID(0, 1))))
                .isInstanceOf(StorageException.class);

        assertThat(lines()).singleElement().asString().contains("memory:", "watched", "users.find");
    }
}
