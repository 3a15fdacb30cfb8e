package eu.rempart.server;

import eu.rempart.core.Secret;
import eu.rempart.core.knowledge.KnowledgeBase;
import eu.rempart.core.knowledge.KnowledgeFiles;
import eu.rempart.core.knowledge.Language;
import eu.rempart.core.knowledge.LocalProvider;
import eu.rempart.core.provider.AnthropicProvider;
import eu.rempart.core.provider.ApiKey;
import eu.rempart.core.provider.BreakerProvider;
import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.OllamaProvider;
import eu.rempart.core.provider.OpenAiProvider;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderChain;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.provider.UpstreamLimits;
import eu.rempart.server.GatewaySetup.Switches;
import eu.rempart.server.config.ProviderName;
import eu.rempart.server.config.RempartConfig;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the providers that the configuration has keys or addresses for, in its order, and the local one behind them.
final class ProviderSetup {

    private ProviderSetup() {}

    static UpstreamLimits limits(RempartConfig.Providers providers) {
        return new UpstreamLimits(
                providers.connectTimeout(),
                providers.firstByteTimeout(),
                providers.idleTimeout(),
                providers.answerTimeout(),
                providers.maxAnswerBytes().bytes());
    }

    static KnowledgeBase knowledge(RempartConfig config) {
        return KnowledgeBase.load(config.knowledgeDirectory()
                .map(KnowledgeFiles::read)
                .orElseGet(() -> KnowledgeFiles.readResources(ProviderSetup.class.getClassLoader())));
    }

    static ProviderChain chain(
            RempartConfig config, UpstreamHttp http, Provider local, Breakers breakers, Switches switches) {
        List<Provider> chain = new ArrayList<>();
        for (ProviderName name : config.providers().order()) {
            provider(name, config.providers(), http)
                    .map(provider -> BreakerProvider.wrap(
                            new SwitchedProvider(provider, switches.of(provider.id())), breakers.of(provider.id())))
                    .ifPresent(chain::add);
        }
        chain.add(local);
        return new ProviderChain(chain);
    }

    static Provider local(RempartConfig config, KnowledgeBase knowledge) {
        return new LocalProvider(knowledge, language(config.assistant().defaultLanguage()));
    }

    private static Language language(eu.rempart.server.config.Language configured) {
        return switch (configured) {
            case FR -> Language.FRENCH;
            case EN -> Language.ENGLISH;
        };
    }

    /// Our own keys: a model that knows one must not be able to say it. Those in files as they are at the start.
    static List<String> registeredSecrets(RempartConfig config) {
        RempartConfig.Providers providers = config.providers();
        Stream<Optional<String>> declared = config.gateway().providers().values().stream()
                .flatMap(provider -> Stream.of(
                        read(GatewaySetup.source(provider.apiKey(), provider.apiKeyFile())),
                        read(GatewaySetup.source(provider.secondaryApiKey(), provider.secondaryApiKeyFile()))));
        Stream<Optional<String>> standard = Stream.of(
                        providers.openai().apiKey(),
                        providers.anthropic().apiKey(),
                        providers.mistral().apiKey())
                .map(key -> key.map(Secret::reveal));
        return Stream.concat(declared, standard)
                .flatMap(Optional::stream)
                .filter(key -> !key.isEmpty())
                .toList();
    }

    private static Optional<String> read(@Nullable Supplier<String> source) {
        try {
            return source == null ? Optional.empty() : Optional.of(source.get());
        } catch (UncheckedIOException _) {
            // Told where the key is used.
            return Optional.empty();
        }
    }

    private static Optional<Provider> provider(
            ProviderName name, RempartConfig.Providers providers, UpstreamHttp http) {
        return switch (name) {
            case OPENAI ->
                providers
                        .openai()
                        .apiKey()
                        .map(key -> new OpenAiProvider(
                                http,
                                "openai",
                                "OpenAI",
                                providers.openai().baseUrl().toString(),
                                providers.openai().model(),
                                ApiKey.from(key::reveal)));
            case ANTHROPIC ->
                providers
                        .anthropic()
                        .apiKey()
                        .map(key -> new AnthropicProvider(
                                http,
                                "anthropic",
                                "Anthropic",
                                providers.anthropic().baseUrl().toString(),
                                providers.anthropic().model(),
                                ApiKey.from(key::reveal)));
            case MISTRAL ->
                providers
                        .mistral()
                        .apiKey()
                        .map(key -> new OpenAiProvider(
                                http,
                                "mistral",
                                "Mistral AI",
                                providers.mistral().baseUrl().toString(),
                                providers.mistral().model(),
                                ApiKey.from(key::reveal)));
            case OLLAMA ->
                providers
                        .ollama()
                        .baseUrl()
                        .map(url -> new OllamaProvider(
                                http,
                                "ollama",
                                "Ollama",
                                url.toString(),
                                providers.ollama().model(),
                                ApiKey.none()));
        };
    }
}
