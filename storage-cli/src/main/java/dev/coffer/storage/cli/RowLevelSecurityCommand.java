package dev.coffer.storage.cli;

import dev.coffer.storage.AuditSettings;
import dev.coffer.storage.InvalidInput;
import dev.coffer.storage.RowLevelSecurity;
import dev.coffer.storage.StorageConfig;
import dev.coffer.storage.StorageException;
import dev.coffer.storage.migrate.TargetRefused;
import dev.coffer.storage.postgres.PostgresStorage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What the owner of the tables does so that the server confines users. */
@Command(
        name = "row-level-security",
        description = "Sets up that PostgreSQL itself shows each user no rows but the user's own, or takes that away.",
        synopsisSubcommandLabel = "(set-up | remove)",
        scope = ScopeType.INHERIT,
        footer = {
            Coffer.POSTGRES,
            "",
            Coffer.PASSWORDS,
            "",
            "Exit codes: 0 done, 2 usage, 4 the database is refused or refuses, 5 interrupted, 70 anything else."
        })
final class RowLevelSecurityCommand {
    private final CommandRun run;

    RowLevelSecurityCommand(CommandRun run) {
        this.run = run;
    }

    /** Who owns the tables. */
    static final class OwnerOptions {
        @Mixin
        private SchemaCommand.PlaceOptions place = new SchemaCommand.PlaceOptions();

        @Option(
                names = "--schema-owner",
                paramLabel = "ROLE",
                order = 3,
                description = "The role that is to own the tables, if not the one that logs in.")
        private @Nullable String schemaOwner;

        private Endpoint place() {
            Endpoint endpoint = place.place();
            if (!endpoint.isPostgres()) {
                throw new InvalidInput("--at", "must be a PostgreSQL database: others have no row-level security");
            }
            return endpoint;
        }

        private StorageConfig.Builder config(Endpoint endpoint, CommandRun run) {
            StorageConfig.Builder config = endpoint.config(run.around()).poolSize(1);
            Optional.ofNullable(schemaOwner).ifPresent(config::schemaOwner);
            return config;
        }
    }

    @Command(
            name = "set-up",
            description =
                    "Makes tables, roles and policies, by the owner of the tables, who may make roles. May be run again:"
                            + " after an upgrade, for one more login role, or with other namespaces.")
    int setUp(
            @Mixin OwnerOptions options,
            @Option(
                            names = "--login-role",
                            required = true,
                            paramLabel = "ROLE",
                            order = 4,
                            description = "Which the application logs in as; it has to exist, and to own nothing.")
                    String loginRole,
            @Option(
                            names = "--user-namespace",
                            paramLabel = "NAMESPACE",
                            order = 5,
                            description =
                                    "Of key-values whose records have the ids of users; may be given several times.")
                    @Nullable
                    List<String> namespaces,
            @Option(
                            names = "--system-role",
                            paramLabel = "ROLE",
                            order = 6,
                            defaultValue = "coffer_system",
                            description = "Which sees all rows; ${DEFAULT-VALUE} if not given.")
                    String systemRole,
            @Option(
                            names = "--user-role",
                            paramLabel = "ROLE",
                            order = 7,
                            defaultValue = "coffer_user",
                            description = "Which sees a user's rows; ${DEFAULT-VALUE} if not given.")
                    String userRole,
            @Option(
                            names = "--audit",
                            order = 8,
                            description = "Switches on the audit log, which takes the owner of the tables, too.")
                    boolean audit,
            @Option(
                            names = "--audit-namespace",
                            paramLabel = "NAMESPACE",
                            order = 9,
                            description =
                                    "Of key-values that the audit log records without their values; may be given several times.")
                    @Nullable
                    List<String> auditNamespaces,
            @Option(
                            names = "--audit-namespace-with-values",
                            paramLabel = "NAMESPACE",
                            order = 10,
                            description =
                                    "Of key-values that the audit log records with their values, which are no secrets; may be given several times.")
                    @Nullable
                    List<String> auditNamespacesWithValues,
            @Mixin OutputOptions output) {
        return done("row-level-security set-up", options, output, config -> {
            RowLevelSecurity confinement = RowLevelSecurity.ofAll().roles(systemRole, userRole);
            for (String namespace : given(namespaces)) {
                confinement = confinement.userNamespace(namespace);
            }
            if (audit || auditNamespaces != null || auditNamespacesWithValues != null) {
                AuditSettings settings = AuditSettings.ofAll();
                for (String namespace : given(auditNamespaces)) {
                    settings = settings.namespace(namespace);
                }
                for (String namespace : given(auditNamespacesWithValues)) {
                    settings = settings.namespaceWithValues(namespace);
                }
                config.audit(settings);
            }
            PostgresStorage.setUpRowLevelSecurity(config.build(), confinement, loginRole);
            return "Users are confined for " + loginRole + ".";
        });
    }

    @Command(
            name = "remove",
            description =
                    "Takes the policies and the rights of the user's role away; the roles stay. All rows are there again.")
    int remove(@Mixin OwnerOptions options, @Mixin OutputOptions output) {
        return done(
                "row-level-security remove",
                options,
                output,
                config -> PostgresStorage.removeRowLevelSecurity(config.build())
                        ? "Users are confined no more."
                        : "Users were not confined: there was nothing to remove.");
    }

    /** Gives the message. */
    private interface Work {
        String on(StorageConfig.Builder config);
    }

    private int done(String command, OwnerOptions options, OutputOptions output, Work work) {
        return run.of(command, output, Optional::empty, () -> {
            Endpoint endpoint = options.place();
            String message;
            try {
                message = work.on(options.config(endpoint, run));
            } catch (InvalidInput e) {
                throw e;
            } catch (StorageException e) {
                throw new TargetRefused(endpoint.naming(e.getMessage()), e);
            }
            run.around().out().line(message);
            return new CommandRun.Result(ExitCode.COMPLETE, Map.of("message", message));
        });
    }

    private static List<String> given(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }
}
