package eu.rempart.server.config;

import eu.rempart.core.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What must hold between values, once each of them is right for itself.
final class ConfigChecks {
    private static final Pattern PROVIDER = Pattern.compile("[a-z0-9-]{1,32}");
    private static final int SHORTEST_MISTRAL_KEY = 20;

    private final Map<String, String> origins;
    private final Set<String> failed;
    private final Consumer<ConfigError> errors;

    /// @param origins where each value came from, by key
    /// @param failed the keys whose value was wrong: nothing more is said about them
    ConfigChecks(Map<String, String> origins, Set<String> failed, Consumer<ConfigError> errors) {
        this.origins = origins;
        this.failed = failed;
        this.errors = errors;
    }

    void check(RempartConfig config) {
        keys(config.providers());
        times(config);
        directories(config);
        prices(config.prices());
        gateway(config.gateway());
        RempartConfig.Server server = config.server();
        if (server.port() != 0 && server.port() == config.ops().port()) {
            report("ops.port", "server.port", "is the same as server.port", "Give the two different ports.");
        }
    }

    private void keys(RempartConfig.Providers providers) {
        if (providers.openai().checkKey()) {
            key(
                    "providers.openai.api-key",
                    providers.openai().apiKey(),
                    text -> text.startsWith("sk-") && text.length() > 3 && !text.startsWith("sk-ant-"),
                    "does not look like an OpenAI key (`sk-…`)",
                    "Copy the key from OpenAI's console. For another server with the same interface set providers.openai.check-key to false.");
        }
        key(
                "providers.anthropic.api-key",
                providers.anthropic().apiKey(),
                text -> text.startsWith("sk-ant-") && text.length() > 7,
                "does not look like an Anthropic key (`sk-ant-…`)",
                "Copy the key from Anthropic's console.");
        key(
                "providers.mistral.api-key",
                providers.mistral().apiKey(),
                text -> text.length() >= SHORTEST_MISTRAL_KEY && !text.startsWith("sk-"),
                "does not look like a Mistral key (at least 20 characters, no `sk-`)",
                "Copy the key from Mistral's console.");
    }

    private void key(String path, Optional<Secret> secret, Predicate<String> shape, String problem, String remedy) {
        if (secret.isPresent() && !shape.test(secret.get().reveal())) {
            report(path, problem, remedy);
        }
    }

    private void gateway(Gateway gateway) {
        gateway.providers().forEach((name, provider) -> {
            String path = "gateway.providers." + name;
            if (!PROVIDER.matcher(name).matches() || name.equals("local") || name.equals("cache")) {
                report(
                        path,
                        "is not a name for a provider",
                        "Use lower-case letters, digits and -, at most 32; local and cache are taken.");
            }
            switch (provider.kind()) {
                case AZURE, COMPATIBLE, OLLAMA -> {
                    if (provider.baseUrl().isEmpty()) {
                        report(path + ".base-url", path, "is missing", "Say where this server is.");
                    }
                }
                case LOCAL -> report(path + ".kind", path, "is local", "The local knowledge is always there.");
                case OPENAI, MISTRAL, ANTHROPIC, GEMINI -> {
                    if (provider.apiKey().isEmpty() && provider.apiKeyFile().isEmpty()) {
                        report(path + ".api-key-file", path, "is missing", "Name a file that holds the key.");
                    }
                }
            }
            if (provider.apiKey().isPresent() && provider.apiKeyFile().isPresent()) {
                report(path + ".api-key-file", path, "is given beside api-key", "Keep one of the two.");
            }
            provider.apiKeyFile().ifPresent(file -> readable(path + ".api-key-file", path, file));
            provider.secondaryApiKeyFile().ifPresent(file -> readable(path + ".secondary-api-key-file", path, file));
        });
        gateway.routes().forEach((name, route) -> {
            String path = "gateway.routes." + name;
            if (route.models().isEmpty()) {
                report(path + ".models", path, "is empty", "Name at least one model, as in openai/gpt-4o-mini.");
            }
            if (!route.weights().isEmpty()
                    && (route.weights().size() != route.models().size()
                            || !route.weights().stream().allMatch(weight -> weight.matches("[0-9]{1,6}")))) {
                report(
                        path + ".weights",
                        path,
                        "does not say a whole number for each model",
                        "Give as many weights as there are models, or none.");
            }
        });
    }

    private void readable(String path, String other, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            report(path, other, "is not a file that this user may read", "Name a readable file, mode 0600.");
        }
    }

    private void times(RempartConfig config) {
        RempartConfig.Identity identity = config.identity();
        if (identity.accessTokenLifetime().compareTo(identity.refreshTokenLifetime()) >= 0) {
            report(
                    "identity.access-token-lifetime",
                    "identity.refresh-token-lifetime",
                    "is not shorter than identity.refresh-token-lifetime",
                    "Make it shorter: minutes against days.");
        }
        RempartConfig.Providers providers = config.providers();
        if (providers.firstByteTimeout().compareTo(providers.answerTimeout()) > 0) {
            report(
                    "providers.first-byte-timeout",
                    "providers.answer-timeout",
                    "is longer than providers.answer-timeout",
                    "Make it shorter: the first byte is a part of the answer.");
        }
    }

    private void directories(RempartConfig config) {
        Path data = config.dataDirectory();
        if (Files.exists(data) && !(Files.isDirectory(data) && Files.isWritable(data))) {
            report(
                    "data-directory",
                    "is not a directory that this user may write to",
                    "Name another directory, or change its owner.");
        }
        config.knowledgeDirectory()
                .filter(directory -> !(Files.isDirectory(directory) && Files.isReadable(directory)))
                .ifPresent(_ -> report(
                        "knowledge-directory",
                        "is not a directory that this user may read",
                        "Name an existing directory, or remove the key to use the built-in knowledge."));
    }

    private void prices(Prices prices) {
        Map<String, String> owners = new HashMap<>();
        prices.models().forEach((model, price) -> {
            for (String alias : price.aliases()) {
                String other = owners.putIfAbsent(alias, model);
                if (other != null || prices.models().containsKey(alias)) {
                    String key = "prices.models." + model + ".aliases";
                    report(
                            key,
                            "names " + Shown.value(alias) + ", which has another price",
                            "Keep the name in one entry.");
                }
            }
        });
    }

    private void report(String path, String problem, String remedy) {
        report(path, path, problem, remedy);
    }

    /// Reports at the place of `path`, or, if nobody set that one, of `other`.
    private void report(String path, String other, String problem, String remedy) {
        if (!failed.contains(path) && !failed.contains(other)) {
            String where = origins.getOrDefault(path, origins.getOrDefault(other, "default"));
            errors.accept(new ConfigError(where, path, problem, remedy));
        }
    }
}
