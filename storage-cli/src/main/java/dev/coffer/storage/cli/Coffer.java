package dev.coffer.storage.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line as a whole. */
final class Coffer {
    static final String SQLITE = "  sqlite:FILE                              an embedded storage";
    static final String POSTGRES = "  postgresql://USER@HOST:PORT/DATABASE     a storage on a server";
    static final String PASSWORDS = "Passwords come from PGPASSWORD, ~/.pgpass or a prompt.";

    private static final int HELP_WIDTH = 100;

    private final Surroundings around;
    private final Stop stop;

    Coffer(Surroundings around, Stop stop) {
        this.around = around;
        this.stop = stop;
    }

    /** What is above the commands. */
    @Command(
            name = "coffer",
            description = "Moves, verifies, backs up, restores and examines Coffer's storages.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            sortSynopsis = false,
            scope = ScopeType.INHERIT,
            versionProvider = Version.class,
            footerHeading = "%nURLs:%n",
            footer = {
                SQLITE,
                POSTGRES,
                "  ndjson:FILE, ndjson:FILE.gz, ndjson:-    the portable dump, in a file or a pipe",
                "  torii:FILE                               a database of the Torii library, to be read",
                "",
                PASSWORDS,
                "",
                "Exit codes: 0 every record arrived and was verified, 1 records differ or were rejected, 2 usage,",
                "3 the source cannot be read, 4 the target is refused, 5 interrupted, can be resumed,",
                "70 anything else."
            })
    static final class Top {}

    /** Which version this is: that of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Coffer.class.getPackage().getImplementationVersion())
                    .orElse("(not from a jar)");
            return new String[] {"coffer " + version};
        }
    }

    /** Runs a command and returns its exit code. */
    int run(String... arguments) {
        CommandRun run = new CommandRun(around, stop);
        CommandLine line = new CommandLine(new Top())
                .addSubcommand(new MigrateCommand(run))
                .addSubcommand(new VerifyCommand(run))
                .addSubcommand(new SchemaCommand(run))
                .addSubcommand(new BackupCommand(run))
                .addSubcommand(new RestoreCommand(run))
                .addSubcommand(new DoctorCommand(run))
                .addSubcommand(new RowLevelSecurityCommand(run))
                .addSubcommand(new HelpCommand());
        line.setExpandAtFiles(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(HELP_WIDTH)
                .setOut(around.out().writer())
                .setErr(around.err().writer())
                .setParameterExceptionHandler((failure, given) -> misused(failure, List.of(given)))
                .setExecutionExceptionHandler((failure, command, parsed) -> run.unforeseen(failure, true));
        List<String> given = List.of(arguments);
        if (!given.isEmpty() && isUnknown(given.get(0), line)) {
            return misused(new ParameterException(line, "there is no command '" + given.get(0) + "'"), given);
        }
        return line.execute(arguments);
    }

    /** A word before a command would be passed over, and the command would complain of what is behind it. */
    private static boolean isUnknown(String word, CommandLine line) {
        return !word.startsWith("-") && !line.getSubcommands().containsKey(word);
    }

    private int misused(ParameterException failure, List<String> given) {
        String message = String.valueOf(failure.getMessage());
        for (String argument : given) {
            message = message.replace(argument, CommandText.withoutSecrets(argument));
        }
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        around.err().line("coffer: " + message);
        Suggestion.of(failure.getCommandLine().getCommandSpec(), given)
                .ifPresent(name -> around.err().line("Did you mean " + name + "?"));
        around.err().line("Try '" + command + " --help'.");
        return (command.endsWith(" " + DoctorCommand.NAME) ? ExitCode.DOCTOR_USAGE : ExitCode.USAGE).number();
    }
}
