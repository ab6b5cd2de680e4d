package dev.coffer.storage.spi;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.coffer.storage.Condition;
import dev.coffer.storage.ItemKey;
import dev.coffer.storage.User;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A null in what passes between the library and a provider is a bug of one of them, found where it is made. */
class NullComponentsTest {
    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(
                    User.class,
                    new User(
                            new UUID(0, 1),
                            "ada@example.org",
                            Optional.empty(),
                            Optional.empty(),
                            Map.of(),
                            Instant.EPOCH,
                            Instant.EPOCH,
                            1)),
            Map.entry(ItemKey.class, ItemKey.of("n", "i", "k")),
            Map.entry(Condition.class, Condition.any()),
            Map.entry(ItemWrite.Expiry.class, new ItemWrite.Expiry(true, Optional.empty())),
            Map.entry(Finding.Level.class, Finding.Level.OK),
            Map.entry(String.class, "text"),
            Map.entry(byte[].class, new byte[0]),
            Map.entry(List.class, List.of()),
            Map.entry(Optional.class, Optional.empty()),
            Map.entry(OptionalLong.class, OptionalLong.empty()),
            Map.entry(boolean.class, true),
            Map.entry(int.class, 1),
            Map.entry(long.class, 1L));

    @TestFactory
    Stream<DynamicTest> aNull_isRefusedByItsName() {
        return Stream.of(
                        Credentials.class,
                        DatabaseCredentials.class,
                        Finding.class,
                        StoredUser.class,
                        UserChange.class,
                        UserChange.NewEmail.class,
                        ItemRange.class,
                        ItemSlice.class,
                        ItemWrite.Put.class,
                        ItemWrite.Delete.class,
                        ItemWrite.Expiry.class)
                .flatMap(NullComponentsTest::nulls);
    }

    private static Stream<DynamicTest> nulls(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return IntStream.range(0, components.length)
                .filter(i -> !components[i].getType().isPrimitive())
                .filter(i -> !components[i].getAnnotatedType().isAnnotationPresent(Nullable.class))
                .mapToObj(i -> dynamicTest(
                        type.getSimpleName() + " " + components[i].getName(),
                        () -> assertThatNullPointerException()
                                .isThrownBy(() -> make(type, i))
                                .withMessage(components[i].getName())));
    }

    private static void make(Class<?> type, int nullAt) throws Throwable {
        Constructor<?> constructor = type.getConstructors()[0];
        @Nullable
        Object[] arguments =
                Arrays.stream(constructor.getParameterTypes()).map(SAMPLES::get).toArray();
        arguments[nullAt] = null;
        try {
            constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }
}
