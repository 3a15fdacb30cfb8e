package eu.rempart.server.config;

import eu.rempart.core.Secret;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `rempart config validate`.
public final class ConfigCommand {
    private ConfigCommand() {}

    /// Checks the configuration of the working directory as `serve` would, without starting anything.
    ///
    /// @param configOrNull the file named on the command line; null: `rempart.yaml`, if there is one
    /// @param environment the process's variables
    /// @param out gets the summary of a valid configuration, without secrets
    /// @param err gets one paragraph for each error
    /// @return the exit status: 0 if valid, 1 if not
    public static int validate(
            @Nullable Path configOrNull, Map<String, String> environment, PrintStream out, PrintStream err) {
        Sources sources = Sources.of(Path.of(""), environment);
        return validate(configOrNull == null ? sources : sources.withFile(configOrNull), out, err);
    }

    /// As above, for given sources.
    public static int validate(Sources sources, PrintStream out, PrintStream err) {
        return switch (ConfigLoader.load(sources)) {
            case ConfigResult.Rejected(List<ConfigError> errors) -> {
                print(errors, err);
                yield 1;
            }
            case ConfigResult.Loaded(RempartConfig config) -> {
                out.println("configuration is valid");
                summary(config).forEach(line -> out.println("  " + line));
                yield 0;
            }
        };
    }

    /// Prints errors as `config validate` and `serve` show them.
    public static void print(List<ConfigError> errors, PrintStream err) {
        err.println(
                errors.size() == 1
                        ? "The configuration has an error:"
                        : "The configuration has " + errors.size() + " errors:");
        for (ConfigError error : errors) {
            err.println();
            boolean named = error.key().isEmpty() || error.key().equals(error.where());
            err.println("  " + error.where() + (named ? "" : "  " + error.key()));
            err.println("    " + error.problem() + ".");
            err.println("    " + error.remedy());
        }
    }

    private static List<String> summary(RempartConfig config) {
        List<String> lines = new ArrayList<>();
        lines.add("server     " + config.server().host() + ":" + config.server().port());
        lines.add("operators  " + config.ops().host() + ":" + config.ops().port());
        lines.add("data       " + config.dataDirectory());
        lines.add(
                "knowledge  " + config.knowledgeDirectory().map(Path::toString).orElse("built in"));
        RempartConfig.Providers providers = config.providers();
        List<String> used = new ArrayList<>();
        for (ProviderName name : providers.order()) {
            provider(name, providers).ifPresent(used::add);
        }
        lines.add("providers  "
                + (used.isEmpty()
                        ? "none: the assistants answer from the local knowledge"
                        : String.join(", then ", used)));
        Gateway gateway = config.gateway();
        new TreeMap<>(gateway.providers())
                .forEach((name, provider) -> lines.add("gateway    " + name + " " + declared(provider)));
        new TreeMap<>(gateway.routes())
                .forEach((name, route) -> lines.add("route      " + name + ": " + String.join(", ", route.models())
                        + (route.residencies().isEmpty()
                                ? ""
                                : ", only in " + String.join(", ", route.residencies()))));
        new TreeMap<>(gateway.aliases())
                .forEach((name, alias) -> lines.add("alias      " + name + ": " + alias.model()));
        return lines;
    }

    private static Optional<String> provider(ProviderName name, RempartConfig.Providers providers) {
        return switch (name) {
            case OPENAI ->
                keyed(
                        "openai",
                        providers.openai().apiKey(),
                        providers.openai().model(),
                        providers.openai().baseUrl());
            case ANTHROPIC ->
                keyed(
                        "anthropic",
                        providers.anthropic().apiKey(),
                        providers.anthropic().model(),
                        providers.anthropic().baseUrl());
            case MISTRAL ->
                keyed(
                        "mistral",
                        providers.mistral().apiKey(),
                        providers.mistral().model(),
                        providers.mistral().baseUrl());
            case OLLAMA ->
                providers
                        .ollama()
                        .baseUrl()
                        .map(url -> "ollama " + providers.ollama().model() + " at " + url);
        };
    }

    private static String declared(Gateway.Provider provider) {
        StringBuilder text = new StringBuilder(provider.kind().name().toLowerCase(Locale.ROOT));
        provider.baseUrl().ifPresent(url -> text.append(" at ").append(url));
        if (provider.apiKey().isPresent() || provider.apiKeyFile().isPresent()) {
            text.append(" (key set)");
        }
        provider.residency().ifPresent(where -> text.append(", residency ").append(where));
        return text.append(provider.enabled() ? "" : ", switched off").toString();
    }

    private static Optional<String> keyed(String name, Optional<Secret> key, String model, URI url) {
        return key.map(_ -> name + " " + model + " at " + url + " (key set)");
    }
}
