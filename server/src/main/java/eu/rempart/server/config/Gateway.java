package eu.rempart.server.config;

import eu.rempart.core.Secret;
import eu.rempart.core.upstream.ProviderKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The endpoints of OpenAI and Anthropic, under `/v1`, and what stands behind them.
public record Gateway(
        @Doc("Largest body of a request under `/v1`.") @Default("20MiB") @Range(min = "1KiB", max = "64MiB")
        DataSize maxRequestBody,

        @Doc(
                "Largest answer of a provider under `/v1`, with all that is around its text: a streamed token takes 300 bytes and more, one of `top_logprobs` 2 KiB.")
        @Default("64MiB")
        @Range(min = "1KiB", max = "512MiB")
        DataSize maxAnswerBytes,

        @Doc("Whether images and files may be sent. They are counted and passed on, not looked into.") @Default("true")
        boolean allowMedia,

        @Doc(
                "Longest answer, in tokens, where a budget or a ceiling applies and the request says no limit: the money held must cover it.")
        @Default("16000")
        @Range(min = "1", max = "1000000")
        int maxOutputTokens,

        @Doc(
                "How long an answer is given again to the same user for the very same request, if that has `temperature` 0 (or none, and the header `X-Rempart-Cache: use`), no tools and no personal data. `0s`: never.")
        @Default("1h")
        @Range(min = "0s", max = "1h")
        Duration cacheLifetime,

        @Doc(
                "Further attempts at the same provider after a failure that may pass, before the next one of a route is asked.")
        @Default("1")
        @Range(min = "0", max = "5")
        int retries,

        @Doc(
                "How long a provider may take for an answer that is not streamed, where another one of the route could answer instead. The last one has `providers.answer-timeout`, and so have all together until one of them begins.")
        @Default("60s")
        @Range(min = "1s", max = "1h")
        Duration fallbackAfter,

        @Doc(
                "Providers by name: lower-case letters, digits and `-`. Those under `providers` are there without being named here; a name of theirs replaces them.")
        Map<String, Provider> providers,

        @Doc("Names for models: the key is the name that a request uses.")
        Map<String, Alias> aliases,

        @Doc(
                "Lists of models that stand in for each other, tried in their order. `elea-default` is there without being named here: the providers in their order, and the local knowledge.")
        Map<String, Route> routes) {

    public Gateway {
        providers = Map.copyOf(providers);
        aliases = Map.copyOf(aliases);
        routes = Map.copyOf(routes);
    }

    /// One provider.
    public record Provider(
            @Doc(
                    "Its interface: `openai`, `azure`, `mistral`, `compatible` (any server with OpenAI's chat completions), `anthropic`, `ollama` or `gemini`.")
            ProviderKind kind,

            @Doc("Where it is. Needed for `azure`, `compatible` and `ollama`.") @Url
            Optional<URI> baseUrl,

            @Doc("The key. Better in a file.") Optional<Secret> apiKey,

            @Doc("A file that holds the key; read anew for every call.")
            Optional<Path> apiKeyFile,

            @Doc("The key that takes over when the first one is refused.")
            Optional<Secret> secondaryApiKey,

            @Doc("A file that holds the second key.") Optional<Path> secondaryApiKeyFile,
            @Doc("Day on which the key was made.") Optional<LocalDate> keyCreated,

            @Doc("Day on which the key is due for a new one; announced fourteen days before.")
            Optional<LocalDate> rotateOn,

            @Doc("Where its machines stand.") Optional<String> region,

            @Doc("Whose law the data is under there, such as `eu`; what routes ask for.")
            Optional<String> residency,

            @Doc("Reference of the contract on data processing (GDPR, article 28).")
            Optional<String> contract,

            @Doc("The models that may be asked for; empty: all.") @Default("")
            List<String> models,

            @Doc("The model where a route names only the provider.")
            Optional<String> model,

            @Doc("Calls under way at once.") @Default("500") @Range(min = "1", max = "100000")
            int maxConcurrent,

            @Doc(
                    "After how long without a first byte a second call is made beside the first; absent: never. It costs money.")
            @Range(min = "10ms", max = "15m")
            Optional<Duration> hedgeAfter,

            @Doc(
                    "What may be spent there in a calendar month, in euros. An alert comes at 80 %. Under the name of a built-in provider it counts what the assistants spend there too.")
            Optional<Budget> monthlyCeiling,

            @Doc(
                    "Whether its name or its address may be one that is not public, as on your own network. `localhost` and loopback addresses need no permission.")
            @Default("false")
            boolean allowPrivateAddress,

            @Doc("`false` takes it out at every start; an administrator may put it back until the next one.")
            @Default("true")
            boolean enabled) {}

    /// A name for one model.
    public record Alias(
            @Doc("`provider/model`.") @Default("local/knowledge") @Matches(TextShape.MODEL)
            String model) {}

    /// Models that stand in for each other.
    public record Route(
            @Doc("`provider/model`, or a provider's name for its own `model`, in the order in which they are tried.")
            @Default("local/knowledge")
            List<String> models,

            @Doc("How often each comes first, in the same order; empty: always in their order.")
            @Default("")
            @Range(min = "0", max = "999999")
            List<Integer> weights,

            @Doc("Where the data may go: the `residency` of providers; empty: anywhere. No fallback leaves it.")
            @Default("")
            List<String> residencies) {}
}
