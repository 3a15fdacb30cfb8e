package eu.rempart.server.config;

import eu.rempart.core.Secret;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What must hold between values, once each of them is right for itself.
final class ConfigChecks {
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
        new GatewayChecks(failed, this::report).check(config.gateway());
        new ModelChecks(failed, this::report).check(config);
        new AddressChecks(this::report).check(config);
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
                    KeyShape.OPENAI,
                    " For another server with the same interface set providers.openai.check-key to false.");
        }
        key("providers.anthropic.api-key", providers.anthropic().apiKey(), KeyShape.ANTHROPIC, "");
        key("providers.mistral.api-key", providers.mistral().apiKey(), KeyShape.MISTRAL, "");
    }

    private void key(String path, Optional<Secret> secret, KeyShape shape, String more) {
        if (secret.isPresent() && !shape.fits(secret.get().reveal())) {
            report(path, shape.problem(), shape.remedy() + more);
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
            if (price.longAbove() == 0) {
                withoutLength(model, "long-input-times", price.longInputTimes());
                withoutLength(model, "long-output-times", price.longOutputTimes());
            }
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

    private void withoutLength(String model, String factor, BigDecimal times) {
        if (times.compareTo(BigDecimal.ONE) > 0) {
            report(
                    "prices.models." + model + "." + factor,
                    "says nothing without long-above",
                    "Say in long-above from how many input tokens on, or remove the key.");
        }
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
