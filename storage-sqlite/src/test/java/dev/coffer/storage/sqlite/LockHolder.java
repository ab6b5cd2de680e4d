package dev.coffer.storage.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Scanner;

/** A process that begins to write and does not end. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = PlainSql.connect(Path.of(arguments[0]));
                Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            PlainSql.run(connection, "BEGIN IMMEDIATE");
            System.out.println("held");
            input.nextLine();
        }
    }
}
