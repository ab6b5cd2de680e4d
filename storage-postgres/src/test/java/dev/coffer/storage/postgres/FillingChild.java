package dev.coffer.storage.postgres;

import dev.coffer.storage.jdbi.StoredRecord;
import dev.coffer.storage.jdbi.TypedRecords;
import dev.coffer.storage.spi.RecordKind;
import dev.coffer.storage.spi.RecordTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Another JVM that fills a target until it is killed, and says how far it is. */
final class FillingChild implements AutoCloseable {
    static final String COMPLETING = "completing";

    private final Process process;
    private final BufferedReader answers;

    private FillingChild(Process process) {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static FillingChild start(String url) throws IOException {
        return new FillingChild(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FillingChild.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Loads one record at a time, and says so. */
    public static void main(String[] arguments) {
        Map<RecordKind, List<StoredRecord>> all = Filling.nasty();
        try (RecordTarget target = Filling.target(arguments[0])) {
            target.begin("a source");
            all.forEach((kind, records) -> {
                for (StoredRecord record : records) {
                    TypedRecords.load(target, List.of(record));
                    System.out.println(kind);
                }
            });
            System.out.println(COMPLETING);
            target.complete();
            target.finish();
        }
    }

    /** Returns when it has said this for the nth time. */
    void await(String line, int times) throws IOException {
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < times; ) {
            String answer = answers.readLine();
            if (answer == null) {
                throw new AssertionError("the child ended after " + heard.size() + " lines");
            }
            heard.add(answer);
            if (answer.equals(line)) {
                i++;
            }
        }
    }

    /** By SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
