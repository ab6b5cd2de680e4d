package dev.coffer.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

class IncidentsTest {
    private static final String URL = "postgresql://ada:secret@db.example.org/app?sslmode=require";
    private static final Operation.Name READ = Operation.Name.USERS_FIND;
    private final Unavailable away = new Unavailable("the server is away", null);

    private final AtomicLong now = new AtomicLong();
    private final Incidents incidents = new Incidents(URL, "postgresql", now::get);

    @RegisterExtension
    private final LogLines log = LogLines.of(Storage.class);

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Storage.class);
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

        assertThat(log.lines())
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

        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void damage_isNotOver_whenOtherOperationsSucceed() {
        incidents.failed(READ, new Corrupt("the file is damaged", null));
        after(Duration.ofHours(1));
        incidents.succeeded();
        incidents.failed(READ, new Corrupt("the file is damaged", null));

        assertThat(log.lines()).singleElement().asString().startsWith("ERROR").contains("corrupt");
    }

    @Test
    void severalKinds_areSeveralIncidents() {
        incidents.failed(READ, away);
        incidents.failed(READ, new AccessDenied("the password is refused", null));
        incidents.failed(READ, new ResourceExhausted("the disk is full", null));
        incidents.failed(READ, new SchemaMismatch("a table is missing", null));

        assertThat(log.lines()).hasSize(4);
    }

    @Test
    void whatACallerSettles_wakesNobody() {
        incidents.failed(READ, new NotFound("user"));
        incidents.failed(READ, new Busy("busy", null));
        incidents.failed(READ, new SerializationConflict("again", null));
        incidents.failed(READ, AccessDenied.ofUser("not yours", null));

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whoFailsToo_doesNotWait_whileTheLineIsWritten() {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        Appender<ILoggingEvent> slow = new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                writing.countDown();
                Threads.await(written);
            }
        };
        slow.start();
        logger().addAppender(slow);
        try {
            CompletableFuture<?> first = Threads.run(() -> incidents.failed(READ, away));
            Threads.await(writing);
            after(Duration.ofSeconds(1));

            assertThat(Threads.run(() -> incidents.failed(READ, away))).succeedsWithin(Threads.SOON);
            assertThat(Threads.run(incidents::succeeded)).succeedsWithin(Threads.SOON);
            assertThat(first).isNotDone();
            written.countDown();
            assertThat(first).succeedsWithin(Threads.SOON);
        } finally {
            written.countDown();
            logger().detachAppender(slow);
        }
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void manyThatFailAndSucceedAtOnce_beginAndEndOneIncident() {
        List<CompletableFuture<?>> callers = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        for (int caller = 0; caller < 8; caller++) {
            callers.add(Threads.run(() -> {
                Threads.await(go);
                for (int call = 0; call < 1_000; call++) {
                    incidents.failed(READ, away);
                }
            }));
        }
        go.countDown();
        callers.forEach(CompletableFuture::join);
        after(Duration.ofSeconds(10));
        IntStream.range(0, 8)
                .mapToObj(caller -> Threads.run(incidents::succeeded))
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void storage_logsItsIncidents() {
        WatchedProvider provider = new WatchedProvider();
        Storage storage = provider.open();
        provider.failing("users.find", away).failing("tx.users.find", away);
        assertThatThrownBy(() -> storage.users().find(new UUID(0, 1))).isSameAs(away);
        assertThatThrownBy(() -> storage.inTransaction(tx -> tx.users().find(new UUID(0, 1))))
                .isInstanceOf(StorageException.class);

        assertThat(log.lines()).singleElement().asString().contains("memory:", "watched", "users.find");
    }
}
