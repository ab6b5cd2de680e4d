package dev.coffer.benchmarks.postgres;

import dev.coffer.benchmarks.Contender;
import dev.coffer.benchmarks.requests.Coffer;
import dev.coffer.benchmarks.requests.Sample;
import java.util.SplittableRandom;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.PostgreSqlJdbcIndexedSessionRepositoryCustomizer;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring Session JDBC on its own tables, set up as Spring Boot does; a session has its user's id as the name of its principal. */
final class SpringSessions {
    private final JdbcIndexedSessionRepository repository;

    SpringSessions(DataSource pool) {
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
        transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        repository = new JdbcIndexedSessionRepository(new JdbcTemplate(pool), transactions);
        new PostgreSqlJdbcIndexedSessionRepositoryCustomizer().customize(repository);
        repository.setDefaultMaxInactiveInterval(Coffer.LIFETIME);
    }

    /** Its id is what the client sends. */
    Contender find(Sample sample) {
        return new Contender("Spring Session JDBC `findById`", () -> {
            SplittableRandom random = new SplittableRandom();
            return () -> {
                String id = Sample.id(random.nextInt(sample.sessions())).toString();
                Session found = repository.findById(id);
                if (found == null || found.getAttributeNames().isEmpty()) {
                    throw new IllegalStateException("not the session that was asked for");
                }
                return true;
            };
        });
    }

    Contender save(Sample sample) {
        return new Contender("Spring Session JDBC `save`", () -> {
            SplittableRandom random = new SplittableRandom();
            return () -> {
                save(repository, Sample.id(random.nextInt(sample.users())));
                return true;
            };
        });
    }

    private static <S extends Session> void save(SessionRepository<S> repository, UUID userId) {
        S session = repository.createSession();
        session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, userId.toString());
        repository.save(session);
    }
}
