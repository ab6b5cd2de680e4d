package dev.coffer.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.coffer.storage.AccessDenied;
import dev.coffer.storage.Busy;
import dev.coffer.storage.Capability;
import dev.coffer.storage.Corrupt;
import dev.coffer.storage.Duplicate;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.MissingReference;
import dev.coffer.storage.NotFound;
import dev.coffer.storage.ReadOnly;
import dev.coffer.storage.ResourceExhausted;
import dev.coffer.storage.SchemaMismatch;
import dev.coffer.storage.SerializationConflict;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.Timeout;
import dev.coffer.storage.TransactionRolledBack;
import dev.coffer.storage.Unavailable;
import dev.coffer.storage.UnknownOutcome;
import dev.coffer.storage.Unsupported;
import dev.coffer.storage.VersionConflict;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tables of errors and of configuration in the README are complete. */
class ReadmeTablesTest {
    private static final List<StorageException> ERRORS = List.of(
            new AccessDenied("", null),
            new Busy("", null),
            new Corrupt("", null),
            new Duplicate("", null),
            new InvalidInput("", ""),
            new MissingReference("", null),
            new NotFound(""),
            new ReadOnly("", null),
            new ResourceExhausted("", null),
            new SchemaMismatch("", null),
            new SerializationConflict("", null),
            new Timeout("", null),
            new TransactionRolledBack("", null),
            new Unavailable("", null),
            new UnknownOutcome("", null),
            new Unsupported(Capability.USERS),
            new VersionConflict(OptionalLong.empty()));

    @TestFactory
    Stream<DynamicTest> error_isInTheTable() {
        return ERRORS.stream()
                .map(error -> dynamicTest(
                        error.getClass().getSimpleName(),
                        () -> assertThat(row(error.getClass().getSimpleName()))
                                .contains("`" + error.retry() + "`", "`" + error.outcome() + "`")));
    }

    @Test
    void noError_isLeftOut() {
        Stream<String> subclasses = new ClassFileImporter()
                .importPackages("dev.coffer.storage").stream()
                        .filter(found -> found.isAssignableTo(StorageException.class))
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("StorageException"));
        assertThat(subclasses)
                .containsExactlyInAnyOrderElementsOf(ERRORS.stream()
                        .map(error -> error.getClass().getSimpleName())
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> setting_isInTheTable() {
        return Arrays.stream(StorageConfig.Builder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == StorageConfig.Builder.class)
                .map(Method::getName)
                .map(name -> dynamicTest(name, () -> assertThat(row(name)).isNotBlank()));
    }

    @Test
    void variables_areTheOnesThatAreRead() {
        Path reader = ProjectFiles.inProject("storage-api/src/main/java/dev/coffer/storage/EnvironmentVariables.java");
        assertThat(variables(ProjectFiles.readme())).isNotEmpty().isEqualTo(variables(reader));
    }

    private static List<String> variables(Path file) {
        return Pattern.compile("COFFER_[A-Z_]+")
                .matcher(String.join("\n", ProjectFiles.lines(file)))
                .results()
                .map(MatchResult::group)
                .distinct()
                .sorted()
                .toList();
    }

    private static String row(String name) {
        return ProjectFiles.lines(ProjectFiles.readme()).stream()
                .filter(line -> line.startsWith("| `" + name + "` |"))
                .reduce("", String::concat);
    }
}
