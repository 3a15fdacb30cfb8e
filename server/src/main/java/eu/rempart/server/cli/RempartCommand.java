package eu.rempart.server.cli;

import eu.rempart.core.crypto.MasterKeys;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.server.ConfiguredModels;
import eu.rempart.server.Rempart;
import eu.rempart.server.audit.SqlAuditLog;
import eu.rempart.server.config.ConfigCommand;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.Nearest;
import eu.rempart.server.config.Sources;
import eu.rempart.server.store.DataFiles;
import eu.rempart.server.store.Database;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: what `./rempart` passes on. Only `serve` starts the web framework.
///
/// Exit codes: 0 done, 1 refused or failed, 2 misused.
@Command(
        name = "rempart",
        description = "Self-hosted secure AI gateway and assistants.",
        mixinStandardHelpOptions = true,
        versionProvider = RempartCommand.Version.class)
public final class RempartCommand implements Runnable {

    /// Commands that end in `./rempart` itself.
    private static final List<String> OF_THE_LAUNCHER = List.of("build", "test");

    @Spec
    private @Nullable CommandSpec spec;

    private RempartCommand() {}

    /// Runs one command to its end and returns the exit code.
    public static int run(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int code = commandLine(out, err).execute(arguments);
        out.flush();
        return code;
    }

    static CommandLine commandLine(PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(new RempartCommand())
                .addSubcommand(new ServeCommand(out, err))
                .addSubcommand(new RehearseCommand())
                .addSubcommand(new CommandLine(new Config()).addSubcommand(new ValidateCommand(out, err)))
                .addSubcommand(new CommandLine(new Guard())
                        .addSubcommand(new GuardScanCommand(System.in, out, err))
                        .addSubcommand(new GuardEvaluateCommand(out, err))
                        .addSubcommand(new GuardTrainCommand(out, err)))
                .addSubcommand(new UserCommand(
                        RempartCommand::open, RempartCommand::openExisting, System.in, RempartCommand::budgets))
                .addSubcommand(new ProvidersCommand(out, err))
                .addSubcommand(new TokenCommand(RempartCommand::openExisting, RempartCommand::models))
                .addSubcommand(new CommandLine(new Audit())
                        .addSubcommand(new AuditVerifyCommand(out, err))
                        .addSubcommand(new AuditExportCommand(out, err)));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            err.println("rempart: "
                    + (failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage()));
            return 1;
        });
        line.setParameterExceptionHandler(new Misused(line.getParameterExceptionHandler()));
        line.setExecutionStrategy(parsed -> {
            refuseUnknown(parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        return line;
    }

    /// Beside `--help` picocli would overlook a command that there is not.
    private static void refuseUnknown(ParseResult parsed) {
        if (!parsed.unmatched().isEmpty()) {
            throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
        }
        if (parsed.hasSubcommand()) {
            refuseUnknown(parsed.subcommand());
        }
    }

    private static ModelCatalogue models(@Nullable Path file) {
        return switch (ConfigLoader.load(sources(file))) {
            case ConfigResult.Loaded(var config) -> ConfiguredModels.of(config);
            case ConfigResult.Rejected(var errors) ->
                throw new CommandFailure("The configuration, in which models are looked up, has " + errors.size()
                        + " error(s). See: config validate");
        };
    }

    private static Optional<Budgets> budgets() {
        return switch (ConfigLoader.load(sources(null))) {
            case ConfigResult.Loaded(var config) -> Optional.of(Rempart.budgets(config.budgets()));
            case ConfigResult.Rejected(var errors) -> Optional.empty();
        };
    }

    private static Sources sources(@Nullable Path file) {
        Sources sources = Sources.of(Path.of(""), System.getenv());
        return file == null ? sources : sources.withFile(file);
    }

    /// Whoever mistypes a command is told which one it may have been.
    private record Misused(CommandLine.IParameterExceptionHandler others)
            implements CommandLine.IParameterExceptionHandler {

        @Override
        public int handleParseException(ParameterException failure, String[] arguments) throws Exception {
            CommandLine command = failure.getCommandLine();
            Stream<String> own = command.getSubcommands().entrySet().stream()
                    .filter(entry ->
                            !entry.getValue().getCommandSpec().usageMessage().hidden())
                    .map(Map.Entry::getKey);
            boolean top = command.getParent() == null;
            List<String> below = Stream.concat(own, top ? OF_THE_LAUNCHER.stream() : Stream.empty())
                    .sorted()
                    .toList();
            if (below.isEmpty()
                    || !(failure instanceof UnmatchedArgumentException unmatched)
                    || unmatched.getUnmatched().getFirst().startsWith("-")) {
                return others.handleParseException(failure, arguments);
            }
            String name = unmatched.getUnmatched().getFirst();
            String prefix = command.getCommandSpec().qualifiedName().replaceFirst("^rempart ?", "");
            command.getErr()
                    .println("rempart: there is no command '" + (prefix + " " + name).strip() + "'"
                            + Nearest.to(name, below)
                                    .map(near -> "; did you mean '" + (prefix + " " + near).strip() + "'?")
                                    .orElse(".")
                            + " There are: " + String.join(", ", below));
            return CommandLine.ExitCode.USAGE;
        }
    }

    /// For what makes no sense without data: a mistyped directory is not filled with an empty service.
    private static OperatorSession openExisting(Path dataDirectory) {
        if (!Files.exists(DataFiles.database(dataDirectory))) {
            throw new CommandFailure(
                    "There is no data in " + dataDirectory.toAbsolutePath() + ". Name its directory with --data.");
        }
        return open(dataDirectory);
    }

    private static OperatorSession open(Path dataDirectory) {
        MasterKeys masterKeys = DataFiles.openKeys(dataDirectory);
        Database database = Database.sqlite(DataFiles.database(dataDirectory));
        return new OperatorSession(
                database, masterKeys::wrapNewKey, new SqlAuditLog(database, masterKeys), Clock.systemUTC());
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "which command?");
        }
    }

    /// The version that the build wrote into the jar.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RempartCommand.class.getPackage().getImplementationVersion();
            return new String[] {"rempart " + (version == null ? "(not packaged)" : version)};
        }
    }

    @Command(name = "config", description = "The configuration.", mixinStandardHelpOptions = true)
    private static final class Config extends Group {}

    @Command(name = "guard", description = "The guard, by itself.", mixinStandardHelpOptions = true)
    private static final class Guard extends Group {}

    @Command(name = "audit", description = "The record of what happened.", mixinStandardHelpOptions = true)
    private static final class Audit extends Group {}

    @Command(
            name = "validate",
            description = "Show every configuration error at once.",
            mixinStandardHelpOptions = true)
    private static final class ValidateCommand implements Callable<Integer> {

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Configuration; default ./rempart.yaml if it is there.")
        private @Nullable Path config;

        private final PrintStream out;
        private final PrintStream err;

        ValidateCommand(PrintStream out, PrintStream err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public Integer call() {
            return ConfigCommand.validate(config, System.getenv(), out, err);
        }
    }
}
