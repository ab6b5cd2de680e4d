package dev.coffer.storage;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Settings in the format of {@link Properties}: one entry after the other, since that would not tell lines, nor keys that come twice. */
final class PropertiesText {
    private PropertiesText() {}

    static List<ConfigFile.Entry> entries(String file, String text) {
        List<ConfigFile.Entry> entries = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int first = 0, next; first < lines.size(); first = next) {
            next = first + 1;
            if (isComment(lines.get(first))) {
                continue;
            }
            while (isContinued(lines.get(next - 1)) && next < lines.size()) {
                next++;
            }
            int line = first + 1;
            properties(file, line, String.join("\n", lines.subList(first, next)))
                    .forEach((key, value) ->
                            entries.add(new ConfigFile.Entry(file, line, key.toString(), value.toString())));
        }
        return entries;
    }

    private static boolean isComment(String line) {
        String stripped = line.stripLeading();
        return stripped.startsWith("#") || stripped.startsWith("!");
    }

    private static boolean isContinued(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private static Properties properties(String file, int line, String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInput("file", file + ", line " + line + ", has a \\u that is not followed by four digits");
        }
    }
}
