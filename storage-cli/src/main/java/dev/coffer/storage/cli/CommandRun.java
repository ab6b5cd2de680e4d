package dev.coffer.storage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the work of a command, and makes an exit code of what becomes of it.
 *
 * @param around the program
 * @param stop may end the work
 */
record CommandRun(Surroundings around, Stop stop) {
    private static final String INTERRUPTED = "interrupted";

    /** What a command does. */
    @FunctionalInterface
    interface Work {
        Result run();
    }

    /**
     * What came of it.
     *
     * @param code for the process
     * @param report for the file
     */
    record Result(ExitCode code, Map<String, @Nullable Object> report) {}

    /**
     * Runs.
     *
     * @param command its name
     * @param afterInterruption tells what can be done after it ended with {@link ExitCode#INTERRUPTED}; empty if nothing can
     */
    int of(String command, OutputOptions options, Supplier<Optional<String>> afterInterruption, Work work) {
        stop.otherwise(() -> {
            around.err().line("coffer: " + INTERRUPTED);
            afterInterruption.get().ifPresent(around.err()::line);
        });
        Result result = result(options, afterInterruption, work);
        Optional<Path> file = options.report();
        if (file.isPresent() && !result.code().isUsage()) {
            return written(file.get(), command, result).number();
        }
        return result.code().number();
    }

    private Result result(OutputOptions options, Supplier<Optional<String>> afterInterruption, Work work) {
        try {
            return work.run();
        } catch (RuntimeException | Error failure) {
            ExitCode code = stop.isRequested() ? ExitCode.INTERRUPTED : ExitCode.of(failure);
            if (code == ExitCode.UNFORESEEN) {
                unforeseen(failure, options.debug());
                return new Result(code, Map.of("message", name(failure)));
            }
            String message = stop.isRequested() ? INTERRUPTED : String.valueOf(failure.getMessage());
            around.err().line("coffer: " + message);
            if (isLoginRefused(failure)) {
                around.err().line("Passwords come from PGPASSWORD, ~/.pgpass or a prompt.");
            }
            if (code == ExitCode.INTERRUPTED) {
                afterInterruption.get().ifPresent(around.err()::line);
            }
            if (options.debug()) {
                failure.printStackTrace(around.err().stream());
            }
            return new Result(code, Map.of("message", message));
        }
    }

    /** SQLSTATE class 28, and what the driver says of a password that it was not given. */
    private static boolean isLoginRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refusal && refusal.getSQLState() != null) {
                return refusal.getSQLState().matches("28...|08004");
            }
        }
        return false;
    }

    /** The message of what nobody has foreseen may show what is stored. */
    int unforeseen(Throwable failure, boolean debug) {
        around.err().line("coffer: failed by " + name(failure) + (debug ? "" : "; --debug shows where"));
        if (debug) {
            failure.printStackTrace(around.err().stream());
        }
        return ExitCode.UNFORESEEN.number();
    }

    private static String name(Throwable failure) {
        return failure.getClass().getName();
    }

    /** As one object. */
    static Map<String, @Nullable Object> report(String command, Result result) {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("command", command);
        report.put("exitCode", result.code().number());
        report.put("outcome", result.code().label());
        report.putAll(result.report());
        return report;
    }

    private ExitCode written(Path file, String command, Result result) {
        try {
            JsonFile.write(file, report(command, result));
            return result.code();
        } catch (IOException e) {
            around.err().line("coffer: the report cannot be written to " + file);
            return result.code().number() == 0 ? ExitCode.UNFORESEEN : result.code();
        }
    }
}
