package eu.rempart.server.cli;

import eu.rempart.server.ProviderCheck;
import eu.rempart.server.config.ConfigCommand;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.RempartConfig;
import eu.rempart.server.config.Sources;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `providers check`: which providers answer, and which keys are alive.
@Command(name = "providers", mixinStandardHelpOptions = true, description = "AI providers: check.")
final class ProvidersCommand {

    private final PrintStream out;
    private final PrintStream err;

    ProvidersCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Asks every configured provider for one word, with each of its keys; 1 if one does not answer.")
    int check(
            @Option(names = "--config", paramLabel = "FILE", description = "Configuration file; default rempart.yaml.")
                    @Nullable
                    Path config) {
        Sources sources = Sources.of(Path.of(""), System.getenv());
        return switch (ConfigLoader.load(config == null ? sources : sources.withFile(config))) {
            case ConfigResult.Rejected(var errors) -> {
                ConfigCommand.print(errors, err);
                yield 1;
            }
            case ConfigResult.Loaded(var loaded) -> check(loaded);
        };
    }

    private int check(RempartConfig config) {
        List<ProviderCheck.Outcome> outcomes = ProviderCheck.run(config);
        if (outcomes.isEmpty()) {
            out.println("No provider is configured: answers come from the local knowledge.");
        }
        outcomes.forEach(outcome ->
                out.println((outcome.ok() ? "ok      " : "failed  ") + outcome.provider() + " " + outcome.detail()));
        return outcomes.stream().allMatch(ProviderCheck.Outcome::ok) ? 0 : 1;
    }
}
