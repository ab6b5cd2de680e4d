package dev.coffer.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A small file system of a test's own. Whoever mounts it has to be root. */
public record Tmpfs(Path directory) {
    public static Tmpfs mount(Path directory) throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", directory.toString());
        return new Tmpfs(directory);
    }

    /** With another option, such as {@code ro}, which binds root too. */
    public void remount(String option) throws IOException, InterruptedException {
        run("mount", "-o", "remount," + option, directory.toString());
    }

    public void unmount() throws IOException, InterruptedException {
        run("umount", "--lazy", directory.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
