package dev.coffer.storage;

import static dev.coffer.storage.Outcome.NOT_APPLIED;
import static dev.coffer.storage.Outcome.UNKNOWN;
import static dev.coffer.storage.Retry.IF_IDEMPOTENT;
import static dev.coffer.storage.Retry.LATER;
import static dev.coffer.storage.Retry.NEVER;
import static dev.coffer.storage.Retry.OPERATION;
import static dev.coffer.storage.Retry.TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorsTest {
    private static IllegalStateException cause() {
        return new IllegalStateException("the database's own error");
    }

    static List<Arguments> errors() {
        return List.of(
                error(new Duplicate("email", cause()), NEVER, NOT_APPLIED, "email is taken"),
                error(new Duplicate("id", 3, cause()), NEVER, NOT_APPLIED, "id (element 3) is taken"),
                error(new MissingReference("userId", cause()), NEVER, NOT_APPLIED, "userId names nothing that exists"),
                error(new InvalidInput("key", "is wrong", cause()), NEVER, NOT_APPLIED, "key is wrong"),
                error(new InvalidInput("key", "is wrong"), NEVER, NOT_APPLIED, "key is wrong"),
                error(new InvalidInput("key", 0, "is wrong", cause()), NEVER, NOT_APPLIED, "key (element 0) is wrong"),
                error(new NotFound("user"), NEVER, NOT_APPLIED, "no such user"),
                error(new VersionConflict(OptionalLong.of(7)), NEVER, NOT_APPLIED, "version does not match: it is 7"),
                error(
                        new VersionConflict(OptionalLong.empty(), 2),
                        NEVER,
                        NOT_APPLIED,
                        "version (element 2) does not match: it is absent"),
                error(new SerializationConflict("it failed", cause()), TRANSACTION, NOT_APPLIED, "it failed"),
                error(new Busy("it failed", cause()), OPERATION, NOT_APPLIED, "it failed"),
                error(new Timeout("it failed", cause()), OPERATION, NOT_APPLIED, "it failed"),
                error(new Unavailable("it failed", cause()), OPERATION, NOT_APPLIED, "it failed"),
                error(new UnknownOutcome("it failed", cause()), IF_IDEMPOTENT, UNKNOWN, "it failed"),
                error(new TransactionRolledBack("it failed", cause()), TRANSACTION, NOT_APPLIED, "it failed"),
                error(new ReadOnly("it failed", cause()), NEVER, NOT_APPLIED, "it failed"),
                error(new ResourceExhausted("it failed", cause()), LATER, NOT_APPLIED, "it failed"),
                error(new AccessDenied("it failed", cause()), NEVER, NOT_APPLIED, "it failed"),
                error(new SchemaMismatch("it failed", cause()), NEVER, NOT_APPLIED, "it failed"),
                error(new Corrupt("it failed", cause()), NEVER, UNKNOWN, "it failed"),
                error(new Unsupported(Capability.TOKENS), NEVER, NOT_APPLIED, "this provider does not support TOKENS"),
                error(new StorageException("it failed", "999", UNKNOWN, cause()), NEVER, UNKNOWN, "it failed"),
                error(new StorageException("it failed", "1", NOT_APPLIED, cause()), NEVER, NOT_APPLIED, "it failed"));
    }

    private static Arguments error(StorageException error, Retry retry, Outcome outcome, String message) {
        return Arguments.of(error, retry, outcome, message);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anError_tellsWhatMayBeRepeatedAndWhatHappened(
            StorageException error, Retry retry, Outcome outcome, String message) {
        assertThat(error.retry()).isEqualTo(retry);
        assertThat(error.outcome()).isEqualTo(outcome);
        assertThat(error).hasMessage(message);
    }

    @Test
    void everyErrorType_isTested() throws Exception {
        Set<String> tested = errors().stream()
                .map(error -> error.get()[0].getClass().getSimpleName())
                .collect(Collectors.toSet());

        assertThat(tested).containsExactlyInAnyOrderElementsOf(errorTypes());
    }

    private static List<String> errorTypes() throws Exception {
        Path classes = Path.of(StorageException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(classes.resolve("dev/coffer/storage"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .filter(ErrorsTest::isError)
                    .toList();
        }
    }

    private static boolean isError(String name) {
        try {
            return !name.equals("package-info")
                    && StorageException.class.isAssignableFrom(Class.forName("dev.coffer.storage." + name));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anError_carriesItsFacts() {
        assertThat(new Duplicate("email", cause()).field()).isEqualTo("email");
        assertThat(new Duplicate("email", cause()).element()).isEmpty();
        assertThat(new Duplicate("email", 3, cause()).element()).hasValue(3);
        assertThat(new Duplicate("email", 3, cause())).hasCause(cause());
        assertThat(new MissingReference("userId", cause()).field()).isEqualTo("userId");
        assertThat(new InvalidInput("key", "is wrong").field()).isEqualTo("key");
        assertThat(new InvalidInput("key", "is wrong").element()).isEmpty();
        assertThat(new InvalidInput("key", 0, "is wrong", null).element()).hasValue(0);
        assertThat(new InvalidInput("key", "is wrong", cause())).hasCause(cause());
        assertThat(new NotFound("user").what()).isEqualTo("user");
        assertThat(new VersionConflict(OptionalLong.of(7)).currentVersion()).hasValue(7);
        assertThat(new VersionConflict(OptionalLong.of(7)).element()).isEmpty();
        assertThat(new VersionConflict(OptionalLong.empty(), 2).currentVersion())
                .isEmpty();
        assertThat(new VersionConflict(OptionalLong.empty(), 2).element()).hasValue(2);
        assertThat(new VersionConflict(OptionalLong.of(7))).hasMessage("version does not match: it is 7");
        assertThat(new VersionConflict(OptionalLong.empty())).hasMessage("version does not match: it is absent");
        assertThat(new Unsupported(Capability.TOKENS).capability()).isEqualTo(Capability.TOKENS);
        assertThat(new StorageException("it failed", "999", UNKNOWN, cause()).code())
                .contains("999");
        assertThat(new Busy("it failed", cause()).code()).isEmpty();
    }

    static List<Arguments> first() {
        return List.of(
                Arguments.of(new Busy("busy", null), OPERATION),
                Arguments.of(new SerializationConflict("conflict", null), TRANSACTION),
                Arguments.of(new Duplicate("email", null), NEVER),
                Arguments.of(new IllegalArgumentException("own"), NEVER));
    }

    @ParameterizedTest
    @MethodSource("first")
    void aRollbackBecauseOfAnEarlierError_hasThatErrorsRetry(Throwable first, Retry retry) {
        TransactionRolledBack rolledBack = TransactionRolledBack.after(first);

        assertThat(rolledBack).hasCause(first);
        assertThat(rolledBack.retry()).isEqualTo(retry);
        assertThat(rolledBack.outcome()).isEqualTo(NOT_APPLIED);
    }
}
