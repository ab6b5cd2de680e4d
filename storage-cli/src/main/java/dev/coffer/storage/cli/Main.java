package dev.coffer.storage.cli;

import java.util.OptionalInt;

/** The program. */
public final class Main {
    private Main() {}

    /**
     * Runs a command, and ends the process with its exit code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        Stop stop = new Stop(Thread.currentThread());
        LibraryDirectory libraries = LibraryDirectory.make();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> atExit(stop, libraries), "coffer-stop"));
        int code = new Coffer(Surroundings.ofProcess(), stop).run(arguments);
        stop.ended(code);
        System.exit(code);
    }

    private static void atExit(Stop stop, LibraryDirectory libraries) {
        try {
            OptionalInt code = stop.request();
            libraries.delete();
            code.ifPresent(Runtime.getRuntime()::halt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
