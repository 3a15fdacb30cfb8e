package eu.rempart.server.config;

import eu.rempart.core.Secret;
import eu.rempart.core.upstream.ProviderKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What must hold between the values of the gateway, and what its keys are.
final class GatewayChecks {

    private static final Pattern PROVIDER = Pattern.compile("[a-z0-9-]{1,32}");

    private final Set<String> failed;
    private final Report report;

    /// Takes what is wrong at `path`, or, if nobody set that one, at `other`.
    @FunctionalInterface
    interface Report {
        void wrong(String path, String other, String problem, String remedy);
    }

    /// @param failed the keys whose value was wrong: what follows from that is not said
    GatewayChecks(Set<String> failed, Report report) {
        this.failed = failed;
        this.report = report;
    }

    void check(Gateway gateway) {
        gateway.providers().forEach((name, provider) -> provider("gateway.providers." + name, name, provider));
        gateway.routes().forEach((name, route) -> route("gateway.routes." + name, route));
    }

    private void provider(String path, String name, Gateway.Provider provider) {
        if (!PROVIDER.matcher(name).matches() || name.equals("local") || name.equals("cache")) {
            report.wrong(
                    path,
                    path,
                    "is not a name for a provider",
                    "Use lower-case letters, digits and -, at most 32; local and cache are taken.");
        }
        if (failed.contains(path + ".kind")) {
            return;
        }
        switch (provider.kind()) {
            case AZURE, COMPATIBLE, OLLAMA -> {
                if (provider.baseUrl().isEmpty()) {
                    report.wrong(path + ".base-url", path, "is missing", "Say where this server is.");
                }
            }
            case LOCAL -> throw new IllegalStateException("no provider can be declared as local");
            case OPENAI, MISTRAL, ANTHROPIC, GEMINI -> {
                if (provider.apiKey().isEmpty() && provider.apiKeyFile().isEmpty()) {
                    report.wrong(path + ".api-key-file", path, "is missing", "Name a file that holds the key.");
                }
            }
        }
        Optional<KeyShape> shape = KeyShape.of(provider.kind(), provider.baseUrl());
        boolean first = keys(path, "api-key", provider.apiKey(), provider.apiKeyFile(), shape);
        boolean second =
                keys(path, "secondary-api-key", provider.secondaryApiKey(), provider.secondaryApiKeyFile(), shape);
        if (second && !first) {
            report.wrong(
                    path + ".secondary-api-key-file",
                    path,
                    "is a second key without a first one",
                    "Give it as api-key-file, or name the first key too.");
        }
    }

    /// One key, in the value or in the file; true if there is one.
    private boolean keys(
            String path, String name, Optional<Secret> secret, Optional<Path> file, Optional<KeyShape> shape) {
        if (secret.isPresent() && file.isPresent()) {
            report.wrong(path + "." + name + "-file", path, "is given beside " + name, "Keep one of the two.");
        }
        secret.ifPresent(value -> key(path + "." + name, path, value.reveal(), shape));
        file.ifPresent(given -> file(path + "." + name + "-file", path, given, shape));
        return secret.isPresent() || file.isPresent();
    }

    private void file(String path, String other, Path file, Optional<KeyShape> shape) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            report.wrong(path, other, "is not a file that this user may read", "Name a readable file, mode 0600.");
            return;
        }
        try {
            key(path, other, Files.readString(file).strip(), shape);
        } catch (IOException _) {
            report.wrong(path, other, "is not a file of text", "Name a file that holds the key and nothing else.");
        }
    }

    private void key(String path, String other, String key, Optional<KeyShape> shape) {
        if (key.isEmpty()) {
            report.wrong(path, other, "holds no key", "Write the key, or remove the option.");
            return;
        }
        Optional<String> fault = new ProviderKeys(() -> key, null).fault();
        if (fault.isPresent()) {
            report.wrong(path, other, fault.get(), "Copy the key again; a file holds the key and nothing else.");
        } else if (shape.isPresent() && !shape.get().fits(key)) {
            report.wrong(path, other, shape.get().problem(), shape.get().remedy());
        }
    }

    private void route(String path, Gateway.Route route) {
        if (route.models().isEmpty()) {
            report.wrong(path + ".models", path, "is empty", "Name at least one model, as in openai/gpt-4o-mini.");
        }
        if (!route.weights().isEmpty()
                && route.weights().size() != route.models().size()) {
            report.wrong(
                    path + ".weights",
                    path,
                    "does not say one number for each model",
                    "Give as many weights as there are models, or none.");
        }
    }
}
