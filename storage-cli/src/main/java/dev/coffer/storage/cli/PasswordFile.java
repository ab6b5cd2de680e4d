package dev.coffer.storage.cli;

import dev.coffer.storage.postgres.PostgresAddress.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** libpq's password file (PostgreSQL manual, 34.16): lines of {@code host:port:database:user:password}, of which the first that fits counts. */
final class PasswordFile {
    private static final int PASSWORD = 4;
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final List<List<Field>> entries;

    private PasswordFile(List<List<Field>> entries) {
        this.entries = entries;
    }

    /**
     * A part of a line.
     *
     * @param text with its escapes undone
     * @param any whether it is an asterisk that is not escaped
     */
    private record Field(String text, boolean any) {
        boolean fits(String wanted) {
            return any || text.equals(wanted);
        }
    }

    /**
     * Reads the file. One that is not there has no lines; one that others can read, or that is no file, counts as not there.
     *
     * @param warnings is told why a file does not count
     */
    static PasswordFile read(Path file, Consumer<String> warnings) {
        try {
            if (!Files.exists(file)) {
                return new PasswordFile(List.of());
            }
            if (!Files.isRegularFile(file)) {
                warnings.accept("the password file " + file + " is ignored: it is no plain file");
                return new PasswordFile(List.of());
            }
            if (isOpenToOthers(file)) {
                warnings.accept(
                        "the password file " + file
                                + " is ignored: group or others have access to it; its permissions should be u=rw (0600) or less");
                return new PasswordFile(List.of());
            }
            return of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            warnings.accept("the password file " + file + " is ignored: it cannot be read");
            return new PasswordFile(List.of());
        }
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().stream().anyMatch(OF_OTHERS::contains);
    }

    static PasswordFile of(String text) {
        return new PasswordFile(text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(PasswordFile::fields)
                .filter(fields -> fields.size() > PASSWORD)
                .toList());
    }

    /** The parts between colons; a backslash takes the meaning from the character behind it. */
    private static List<Field> fields(String line) {
        List<Field> fields = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean escaped = false;
        boolean any = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ':') {
                fields.add(new Field(text.toString(), any));
                text.setLength(0);
                escaped = false;
                any = false;
                continue;
            }
            if (c == '\\' && i + 1 < line.length()) {
                i++;
                c = line.charAt(i);
                escaped = true;
            }
            text.append(c);
            any = !escaped && text.toString().equals("*");
        }
        fields.add(new Field(text.toString(), any));
        return fields;
    }

    /** The password of the first line that fits. */
    Optional<String> password(Host host, String database, String user) {
        String port = Integer.toString(host.port());
        return entries.stream()
                .filter(fields -> fields.get(0).fits(host.name())
                        && fields.get(1).fits(port)
                        && fields.get(2).fits(database)
                        && fields.get(3).fits(user))
                .map(fields -> fields.get(PASSWORD).text())
                .findFirst();
    }
}
