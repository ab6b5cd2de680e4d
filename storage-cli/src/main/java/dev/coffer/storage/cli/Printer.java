package dev.coffer.storage.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Prints lines. What a terminal would take for a command, what changes the look of its neighbours and what the charset lacks comes out
 * as an escape, so that no key that is stored can do more than be read. Safe for many threads.
 */
final class Printer {
    private final PrintStream out;
    private final CharsetEncoder encoder;

    Printer(PrintStream out, Charset charset) {
        this.out = out;
        encoder = charset.newEncoder();
    }

    synchronized void line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> append(safe, point));
        out.println(safe);
        out.flush();
    }

    void lines(Iterable<String> texts) {
        texts.forEach(this::line);
    }

    /** As it is: for what this program itself has written. */
    synchronized void raw(String text) {
        out.print(text);
        out.flush();
    }

    /** Between quotation marks, which with the backslash are escaped in it. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void append(StringBuilder safe, int point) {
        String text = Character.toString(point);
        if (isPlain(point) && encoder.canEncode(text)) {
            safe.append(text);
        } else {
            text.chars().forEach(unit -> safe.append("\\u%04x".formatted(unit)));
        }
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    PrintStream stream() {
        return out;
    }

    PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(out, encoder.charset()), true);
    }
}
