package eu.rempart.server;

import eu.rempart.core.Secret;
import eu.rempart.core.chat.ChatMetrics;
import eu.rempart.core.provider.AddressPolicy;
import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.provider.UpstreamLimits;
import eu.rempart.core.upstream.HttpUpstream;
import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.core.upstream.ModelCatalogue.Route;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import eu.rempart.core.upstream.PreparedUpstream;
import eu.rempart.core.upstream.Protections;
import eu.rempart.core.upstream.ProviderKeys;
import eu.rempart.core.upstream.ProviderKind;
import eu.rempart.core.upstream.ProviderSpec;
import eu.rempart.core.upstream.Upstream;
import eu.rempart.server.config.Budget;
import eu.rempart.server.config.Gateway;
import eu.rempart.server.config.ProviderName;
import eu.rempart.server.config.RempartConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the providers, routes and aliases of the gateway: those that are declared, and those that the assistants have.
final class GatewaySetup {

    /// The route that is always there.
    static final String DEFAULT_ROUTE = "elea-default";

    private static final Logger log = LoggerFactory.getLogger(GatewaySetup.class);

    private final RempartConfig config;
    private final UpstreamHttp http;
    private final Breakers breakers;
    private final Switches switches;
    private final ChatMetrics metrics;
    private final TokenCounter tokens;
    private final Clock clock;

    GatewaySetup(
            RempartConfig config,
            UpstreamHttp http,
            Breakers breakers,
            Switches switches,
            ChatMetrics metrics,
            TokenCounter tokens,
            Clock clock) {
        this.config = config;
        this.http = http;
        this.breakers = breakers;
        this.switches = switches;
        this.metrics = metrics;
        this.tokens = tokens;
        this.clock = clock;
    }

    ModelCatalogue catalogue(Provider local) {
        Map<String, ManagedProvider> providers = new LinkedHashMap<>();
        for (ProviderName name : config.providers().order()) {
            builtIn(name).ifPresent(provider -> providers.put(provider.spec().id(), provider));
        }
        config.gateway().providers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> providers.put(entry.getKey(), declared(entry.getKey(), entry.getValue())));
        providers.put(local.id(), local(local));
        List<Route> routes = new ArrayList<>();
        List<Target> standard = new ArrayList<>();
        for (ProviderName name : config.providers().order()) {
            ManagedProvider provider = providers.get(id(name));
            if (provider != null && !provider.spec().defaultModel().isEmpty()) {
                standard.add(new Target(provider, provider.spec().defaultModel(), 0));
            }
        }
        standard.add(new Target(providers.get(local.id()), local.model(), 0));
        routes.add(new Route(DEFAULT_ROUTE, standard, Set.of()));
        config.gateway()
                .aliases()
                .forEach((name, alias) ->
                        routes.add(new Route(name, List.of(target(providers, alias.model(), 0, name)), Set.of())));
        config.gateway().routes().forEach((name, route) -> routes.add(route(providers, name, route)));
        return new ModelCatalogue(
                providers.values(), routes, config.prices().models().keySet());
    }

    private static Route route(Map<String, ManagedProvider> providers, String name, Gateway.Route route) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < route.models().size(); i++) {
            int weight = route.weights().isEmpty() ? 0 : route.weights().get(i);
            targets.add(target(providers, route.models().get(i), weight, name));
        }
        return new Route(name, targets, Set.copyOf(route.residencies()));
    }

    private static Target target(Map<String, ManagedProvider> providers, String model, int weight, String route) {
        int slash = model.indexOf('/');
        ManagedProvider provider = providers.get(slash < 0 ? model : model.substring(0, slash));
        String own = provider != null && slash < 0 ? provider.spec().defaultModel() : model.substring(slash + 1);
        if (provider == null || own.isEmpty() || !provider.spec().admits(own)) {
            // The configuration is checked when it is read, and says more there.
            throw new IllegalArgumentException("'" + route + "' names '" + model + "', which leads nowhere");
        }
        return new Target(provider, own, weight);
    }

    private ManagedProvider local(Provider local) {
        ProviderSpec spec = spec(
                local.id(),
                ProviderKind.LOCAL,
                local.displayName(),
                null,
                local.model(),
                Set.of(local.model()),
                Optional.empty());
        return new ManagedProvider(
                spec,
                new PreparedUpstream(local, tokens),
                ProviderKeys.NONE,
                breakers.of(local.id()),
                switches.of(local.id()),
                clock);
    }

    private static String id(ProviderName name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private Optional<ManagedProvider> builtIn(ProviderName name) {
        RempartConfig.Providers providers = config.providers();
        return switch (name) {
            case OPENAI ->
                providers
                        .openai()
                        .apiKey()
                        .map(key -> keyed(
                                spec(
                                        id(name),
                                        isOpenAi(providers.openai().baseUrl())
                                                ? ProviderKind.OPENAI
                                                : ProviderKind.COMPATIBLE,
                                        "OpenAI",
                                        providers.openai().baseUrl(),
                                        providers.openai().model(),
                                        Set.of(),
                                        providers.openai().monthlyCeiling()),
                                key));
            case ANTHROPIC ->
                providers
                        .anthropic()
                        .apiKey()
                        .map(key -> keyed(
                                spec(
                                        id(name),
                                        ProviderKind.ANTHROPIC,
                                        "Anthropic",
                                        providers.anthropic().baseUrl(),
                                        providers.anthropic().model(),
                                        Set.of(),
                                        providers.anthropic().monthlyCeiling()),
                                key));
            case MISTRAL ->
                providers
                        .mistral()
                        .apiKey()
                        .map(key -> keyed(
                                spec(
                                        id(name),
                                        ProviderKind.MISTRAL,
                                        "Mistral AI",
                                        providers.mistral().baseUrl(),
                                        providers.mistral().model(),
                                        Set.of(),
                                        providers.mistral().monthlyCeiling()),
                                key));
            case OLLAMA ->
                providers
                        .ollama()
                        .baseUrl()
                        .map(url -> managed(
                                spec(
                                        id(name),
                                        ProviderKind.OLLAMA,
                                        "Ollama",
                                        url,
                                        providers.ollama().model(),
                                        Set.of(),
                                        Optional.empty()),
                                ProviderKeys.NONE));
        };
    }

    /// Behind OPENAI_BASE_URL stands often another server that does not know all that OpenAI does.
    private static boolean isOpenAi(URI url) {
        String host = url.getHost();
        return host.equals("openai.com") || host.endsWith(".openai.com") || host.endsWith(".openai.azure.com");
    }

    private ManagedProvider keyed(ProviderSpec spec, Secret key) {
        return managed(spec, new ProviderKeys(key::reveal, null));
    }

    private ProviderSpec spec(
            String id,
            ProviderKind kind,
            String name,
            @Nullable URI url,
            String model,
            Set<String> models,
            Optional<Budget> ceiling) {
        return new ProviderSpec(
                id,
                kind,
                name,
                url,
                "",
                "",
                "",
                models,
                model,
                20_000,
                config.gateway().retries(),
                null,
                ceiling.map(GatewaySetup::nano).orElse(null),
                null,
                null);
    }

    private ManagedProvider declared(String id, Gateway.Provider given) {
        ProviderSpec spec = new ProviderSpec(
                id,
                given.kind(),
                id,
                given.baseUrl().orElseGet(() -> standard(given.kind())),
                given.region().orElse(""),
                given.residency().orElse(""),
                given.contract().orElse(""),
                Set.copyOf(given.models()),
                given.model()
                        .orElseGet(() ->
                                given.models().isEmpty() ? "" : given.models().getFirst()),
                given.maxConcurrent(),
                config.gateway().retries(),
                given.hedgeAfter().orElse(null),
                given.monthlyCeiling().map(GatewaySetup::nano).orElse(null),
                given.rotateOn().orElse(null),
                given.keyCreated().orElse(null));
        Supplier<String> primary = source(given.apiKey(), given.apiKeyFile());
        ManagedProvider provider = managed(
                spec,
                primary == null
                        ? ProviderKeys.NONE
                        : new ProviderKeys(primary, source(given.secondaryApiKey(), given.secondaryApiKeyFile())));
        if (!given.enabled()) {
            provider.setEnabled(false);
        }
        return provider;
    }

    private static @Nullable Long nano(Budget budget) {
        return switch (budget) {
            case Budget.Capped(long nanoEuros) -> nanoEuros;
            case Budget.Unlimited() -> null;
        };
    }

    /// Where a key comes from; null if there is none.
    static @Nullable Supplier<String> source(Optional<Secret> key, Optional<Path> file) {
        if (file.isPresent()) {
            Path path = file.get();
            return () -> {
                try {
                    return Files.readString(path).strip();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        }
        return key.<Supplier<String>>map(secret -> secret::reveal).orElse(null);
    }

    private static URI standard(ProviderKind kind) {
        return URI.create(
                switch (kind) {
                    case OPENAI -> "https://api.openai.com/v1";
                    case ANTHROPIC -> "https://api.anthropic.com";
                    case MISTRAL -> "https://api.mistral.ai/v1";
                    case GEMINI -> "https://generativelanguage.googleapis.com/v1beta";
                    case AZURE, COMPATIBLE, OLLAMA, LOCAL ->
                        throw new IllegalArgumentException("no standard address for " + kind);
                });
    }

    ManagedProvider managed(ProviderSpec spec, ProviderKeys keys) {
        Protections protections =
                new Protections(breakers.of(spec.id()), http.timer(), Thread::sleep, () -> ThreadLocalRandom.current()
                        .nextDouble());
        Upstream upstream =
                protections.around(new HttpUpstream(http, limits(), spec, keys, code -> alert(code, spec.id())), spec);
        return new ManagedProvider(spec, upstream, keys, breakers.of(spec.id()), switches.of(spec.id()), clock);
    }

    /// The assistants' answers are short; those of applications may fill a model's window, and vectors are longer.
    private UpstreamLimits limits() {
        return http.limits()
                .withMaxAnswerBytes(config.gateway().maxAnswerBytes().bytes());
    }

    private void alert(String code, String provider) {
        metrics.alert(code, provider);
        log.atWarn().addKeyValue("provider", provider).addKeyValue("code", code).log("alert");
    }

    /// Which hosts may be called. An address that is not public needs permission, or to be this very machine's.
    static AddressPolicy addresses(RempartConfig config) {
        AddressPolicy policy = new AddressPolicy();
        RempartConfig.Providers providers = config.providers();
        allow(policy, providers.openai().baseUrl(), providers.openai().allowPrivateAddress());
        allow(policy, providers.anthropic().baseUrl(), providers.anthropic().allowPrivateAddress());
        allow(policy, providers.mistral().baseUrl(), providers.mistral().allowPrivateAddress());
        // A model on a machine of one's own is what Ollama is for.
        providers.ollama().baseUrl().ifPresent(url -> allow(policy, url, true));
        config.gateway().providers().values().forEach(provider -> {
            URI url = provider.baseUrl().orElse(null);
            if (url != null || provider.kind() != ProviderKind.LOCAL) {
                allow(policy, url == null ? standard(provider.kind()) : url, provider.allowPrivateAddress());
            }
        });
        return policy;
    }

    private static void allow(AddressPolicy policy, URI url, boolean anyAddress) {
        policy.allow(url.getHost(), anyAddress || AddressPolicy.isThisMachine(url.getHost()));
    }

    /// The switches of all providers, by name: one for the assistants and the gateway together.
    static final class Switches {
        private final Map<String, AtomicBoolean> byProvider = new LinkedHashMap<>();

        synchronized AtomicBoolean of(String provider) {
            return byProvider.computeIfAbsent(provider, _ -> new AtomicBoolean(true));
        }
    }
}
