package dev.coffer.storage.migrate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that wants to write a backup: prints that it may, or why not, and stays until its input ends. */
final class LockingProcess {
    private LockingProcess() {}

    public static void main(String[] args) throws IOException {
        try {
            BackupLock lock = BackupLock.of(Path.of(args[0]));
            System.out.println("may");
            System.in.transferTo(OutputStream.nullOutputStream());
            lock.close();
        } catch (TargetRefused e) {
            System.out.println(e.getMessage());
        }
    }

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockingProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static String answer(Process process) throws IOException {
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }
}
