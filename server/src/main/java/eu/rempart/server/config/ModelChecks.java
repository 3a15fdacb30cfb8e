package eu.rempart.server.config;

import eu.rempart.server.config.GatewayChecks.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Whether aliases and routes lead somewhere: what they name is a model of a provider that is there.
final class ModelChecks {

    private static final String LOCAL = "local";

    private final Set<String> failed;
    private final Report report;
    private final Map<String, Known> providers = new LinkedHashMap<>();

    /// What a route has to know of a provider.
    ///
    /// @param model its own; empty if it has none
    /// @param models those that may be asked for; empty: all
    private record Known(String model, List<String> models, String residency) {}

    /// @param failed the keys whose value was wrong: what follows from that is not said
    ModelChecks(Set<String> failed, Report report) {
        this.failed = failed;
        this.report = report;
    }

    void check(RempartConfig config) {
        for (ProviderName name : config.providers().order()) {
            builtIn(name, config.providers()).ifPresent(known -> providers.put(id(name), known));
        }
        Gateway gateway = config.gateway();
        new TreeMap<>(gateway.providers()).forEach((name, provider) -> providers.put(name, declared(provider)));
        providers.put(LOCAL, new Known("knowledge", List.of("knowledge"), ""));
        gateway.aliases().forEach((name, alias) -> leads("gateway.aliases." + name + ".model", alias.model(), config));
        gateway.routes().forEach((name, route) -> {
            String path = "gateway.routes." + name;
            if (gateway.aliases().containsKey(name)) {
                report.wrong(path, path, "has the name of an alias", "Give the two different names.");
            }
            boolean sound = true;
            for (String model : route.models()) {
                sound &= leads(path + ".models", model, config);
            }
            if (sound) {
                residencies(path + ".residencies", route);
            }
        });
    }

    private static Optional<Known> builtIn(ProviderName name, RempartConfig.Providers providers) {
        return switch (name) {
            case OPENAI ->
                providers.openai().apiKey().map(_ -> known(providers.openai().model()));
            case ANTHROPIC ->
                providers
                        .anthropic()
                        .apiKey()
                        .map(_ -> known(providers.anthropic().model()));
            case MISTRAL ->
                providers.mistral().apiKey().map(_ -> known(providers.mistral().model()));
            case OLLAMA ->
                providers.ollama().baseUrl().map(_ -> known(providers.ollama().model()));
        };
    }

    private static Known known(String model) {
        return new Known(model, List.of(), "");
    }

    private static Known declared(Gateway.Provider provider) {
        List<String> models = provider.models();
        return new Known(
                provider.model().orElse(models.isEmpty() ? "" : models.getFirst()),
                models,
                provider.residency().orElse(""));
    }

    private static String id(ProviderName name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    /// Whether this name leads to a model; says why not.
    private boolean leads(String path, String name, RempartConfig config) {
        String id = provider(name);
        if (isWrong(id)) {
            return false;
        }
        Known provider = providers.get(id);
        if (provider == null) {
            report.wrong(
                    path,
                    path,
                    "names " + Shown.value(name) + ", and there is no provider " + Shown.value(id),
                    missing(id, config.providers()));
            return false;
        }
        String model = name.equals(id) ? provider.model() : name.substring(id.length() + 1);
        if (model.isEmpty()) {
            report.wrong(
                    path,
                    path,
                    "names " + Shown.value(name) + " without a model, and that provider has none of its own",
                    "Write " + id + "/MODEL, or set gateway.providers." + id + ".model.");
            return false;
        }
        if (!provider.models().isEmpty() && !provider.models().contains(model)) {
            report.wrong(
                    path,
                    path,
                    "names " + Shown.value(name) + ", which is not among the models of that provider",
                    "Its models are: " + String.join(", ", provider.models()) + ".");
            return false;
        }
        return true;
    }

    private static String provider(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    /// Whether something else is said about this provider already.
    private boolean isWrong(String id) {
        return failed.stream()
                .anyMatch(key ->
                        key.startsWith("gateway.providers." + id + ".") || key.startsWith("providers." + id + "."));
    }

    private String missing(String id, RempartConfig.Providers built) {
        String all = " Providers here are: " + String.join(", ", providers.keySet()) + ".";
        for (ProviderName name : ProviderName.values()) {
            if (id(name).equals(id)) {
                return (built.order().contains(name)
                                ? "It is there once it has "
                                        + (name == ProviderName.OLLAMA ? "an address" : "a key") + ", as providers."
                                        + id + (name == ProviderName.OLLAMA ? ".base-url." : ".api-key.")
                                : "It is left out of providers.order.")
                        + all;
            }
        }
        return Nearest.to(id, providers.keySet())
                        .map(near -> "Did you mean " + near + "?")
                        .orElse("Declare it under gateway.providers.")
                + all;
    }

    /// A route whose residencies admit none of its models would refuse every request. They admit the local knowledge,
    /// which sends nothing anywhere.
    private void residencies(String path, Gateway.Route route) {
        List<String> outside = new ArrayList<>();
        for (String model : route.models()) {
            Known provider = providers.get(provider(model));
            String residency = provider == null ? "" : provider.residency();
            if (route.residencies().isEmpty()
                    || route.residencies().contains(residency)
                    || provider(model).equals(LOCAL)) {
                return;
            }
            outside.add(model + (residency.isEmpty() ? " has none" : " has " + residency));
        }
        if (!outside.isEmpty()) {
            report.wrong(
                    path,
                    path,
                    "admits none of the route's models: " + String.join(", ", outside),
                    "Say where a provider's data is under its residency in gateway.providers, or name other models.");
        }
    }
}
