package dev.coffer.storage;

import static dev.coffer.storage.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a host can call refuses each null; {@link NullsTest} tells by which name, where it is no component of a record. */
class EveryNullTest {
    private static final Samples SAMPLES = new Samples();

    /** Java's own rules say what these do. */
    private static final Set<String> OF_JAVA = Set.of("equals", "compareTo");

    /** Errors are made by providers, and take what they get. A listener is called by the library alone. */
    private static Stream<Class<?>> types() throws Exception {
        Path classes = Path.of(Storage.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return classesIn(classes.resolve("dev/coffer/storage")).stream()
                .filter(type -> Modifier.isPublic(type.getModifiers()))
                .filter(type -> !type.isEnum() && type != StorageListener.class)
                .filter(type -> !StorageException.class.isAssignableFrom(type));
    }

    private static List<Class<?>> classesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .sorted()
                    .<Class<?>>map(name -> classOf("dev.coffer.storage." + name.replace(".class", "")))
                    .toList();
        }
    }

    private static Class<?> classOf(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyConstructor() throws Exception {
        return types().flatMap(type -> Arrays.stream(type.getConstructors())).flatMap(EveryNullTest::nulls);
    }

    @TestFactory
    Stream<DynamicTest> everyMethod() throws Exception {
        return types().flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method ->
                        Modifier.isPublic(method.getModifiers()) && !Modifier.isAbstract(method.getModifiers()))
                .filter(method -> !method.isSynthetic() && !OF_JAVA.contains(method.getName()))
                .flatMap(EveryNullTest::nulls);
    }

    private static Stream<DynamicTest> nulls(Executable executable) {
        return IntStream.range(0, executable.getParameterCount())
                .filter(i -> !executable.getParameterTypes()[i].isPrimitive())
                .mapToObj(i -> dynamicTest(executable + " " + i, () -> assertRefused(executable, i)));
    }

    private static void assertRefused(Executable executable, int position) {
        @Nullable
        Object[] arguments =
                Arrays.stream(executable.getParameterTypes()).map(SAMPLES::of).toArray();
        arguments[position] = null;

        String field = refusal(() -> call(executable, arguments)).field();

        assertThat(field).isNotBlank();
        Class<?> type = executable.getDeclaringClass();
        if (type.isRecord() && type != IdempotencyKey.class && executable instanceof Constructor) {
            assertThat(field).isEqualTo(type.getRecordComponents()[position].getName());
        }
    }

    private static void call(Executable executable, @Nullable Object[] arguments) throws Throwable {
        try {
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else if (Modifier.isStatic(executable.getModifiers())) {
                ((Method) executable).invoke(null, arguments);
            } else {
                SAMPLES.during(
                        executable.getDeclaringClass(), target -> ((Method) executable).invoke(target, arguments));
            }
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }
}
