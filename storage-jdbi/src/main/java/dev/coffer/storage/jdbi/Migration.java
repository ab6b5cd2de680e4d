package dev.coffer.storage.jdbi;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One step of a schema, as a script named in Flyway's way: {@code V1__foundation.sql}.
 *
 * @param version from 1, without gaps
 * @param description out of the name
 * @param sql the statements
 * @param checksum SHA-256 of the statements
 */
public record Migration(int version, String description, String sql, String checksum) {
    private static final Pattern NAME = Pattern.compile("V([1-9][0-9]*)__([A-Za-z0-9_]+)\\.sql");

    /** Reads a resource that the caller opens: one in a package of a module is hidden from all other modules. */
    public static Migration read(String name, Function<String, @Nullable InputStream> resources) {
        return of(name, ResourceText.read(name, resources));
    }

    /** A script with this name and content. */
    public static Migration of(String name, String sql) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a name of a migration: " + name);
        }
        return new Migration(
                Integer.parseInt(matcher.group(1)), matcher.group(2).replace('_', ' '), sql, checksum(sql));
    }

    /** The statements and the entry in the history, for hosts that run them by themselves. */
    public String script() {
        return sql
                + "\nINSERT INTO coffer_schema_history (version, description, checksum)\nVALUES (%s, '%s', '%s');\n"
                        .formatted(Integer.toString(version), description, checksum);
    }

    private static String checksum(String sql) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
