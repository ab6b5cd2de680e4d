package dev.coffer.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.storage.sqlite.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that writes, of which each line is an acknowledgement, and that is killed. */
final class KilledWriter {
    /** It starts sooner with these, and is killed before it would run faster without. */
    static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** What it says, and then waits, when it has no more to write. */
    static final String END = "end.";

    private KilledWriter() {}

    /** What it said until it was killed, which was after so many lines or a few more, or at its end. The last may be cut off. */
    static List<String> linesOf(int writes, Path directory, Class<?> main, Object... arguments)
            throws InterruptedException {
        try (ChildJvm child = ChildJvm.start(directory, FLAGS, main, arguments)) {
            List<String> lines = new ArrayList<>();
            while (lines.size() < writes && !lines.contains(END)) {
                lines.add(child.answer());
            }
            lines.addAll(child.kill());
            assertThat(child.errors()).isEmpty();
            return lines;
        }
    }
}
