package dev.coffer.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.Storage;
import java.sql.Connection;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The list of what the schema has is that of what the scripts make, on every server. */
class SchemaObjectsTest {
    @TestFactory
    Stream<DynamicTest> expected_isWhatTheScriptsMake() {
        return Stream.of(TestServer.OLDEST, TestServer.NEWEST)
                .map(server -> DynamicTest.dynamicTest(server.toString(), () -> assertExpected(server)));
    }

    private static void assertExpected(TestServer server) throws Exception {
        String url = server.freshUrl();
        Storage.open(url).close();
        try (Connection connection = TestServer.connect(url)) {
            SchemaNames names = new SchemaNames(connection.getSchema());
            Handle handle = PostgresTypes.jdbi(() -> connection, names).open();
            assertThat(SchemaObjects.present(handle, names)).isEqualTo(SchemaObjects.expected());
        }
    }
}
