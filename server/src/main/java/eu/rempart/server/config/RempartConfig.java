package eu.rempart.server.config;

import eu.rempart.core.AddressRange;
import eu.rempart.core.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Everything that an operator may set. A component `maxBody` of the record for `server` is the key
/// `server.max-body` of the file and the variable `REMPART_SERVER_MAX_BODY`.
///
/// Made by [ConfigLoader], which checks ranges and shapes; immutable. Paths are absolute.
public record RempartConfig(
        @Doc("The port for people and applications.") Server server,
        @Doc("The port for operators: health and metrics.") Ops ops,

        @Doc("Where the database and the keys are kept; made at the first start.") @Default("./data")
        Path dataDirectory,

        @Doc("Signing in.") Identity identity,
        @Doc("What the assistants say about themselves.") Assistant assistant,
        @Doc("The agents.") Agents agents,

        @Doc("How often a caller may ask. A request must pass every limit that applies to it.")
        Limits limits,

        @Doc(
                "How much may be spent in a calendar month, in euros with at most nine decimal places, or `unlimited`. The money is held before a call and settled after it.")
        Budgets budgets,

        @Doc(
                "The AI providers. One that has a key (or, for Ollama, an address) is used; with none, the assistants answer from the local knowledge.")
        Providers providers,

        @Doc("The endpoints of OpenAI and Anthropic for applications, under `/v1`.")
        Gateway gateway,

        @Doc("What the providers charge. Models of Ollama cost nothing.")
        Prices prices,

        @Doc("A directory of Markdown entries that replaces the built-in knowledge.")
        Optional<Path> knowledgeDirectory,

        @Doc("Logs.") Logging logging) {

    public record Server(
            @Doc("Address to listen on. `0.0.0.0` is every interface.") @Default("0.0.0.0") @Matches(TextShape.HOST)
            String host,

            @Doc("Port to listen on; 0 is any free port.") @Default("8080") @Range(min = "0", max = "65535")
            int port,

            @Doc(
                    "Addresses or CIDR ranges of the reverse proxies whose `X-Forwarded-For` is believed. Empty: the header is ignored.")
            @Default("")
            List<AddressRange> trustedProxies,

            @Doc("Largest body of a request.") @Default("64KiB") @Range(min = "1KiB", max = "64MiB")
            DataSize maxBody) {}

    public record Ops(
            @Doc("Address to listen on. It shows metrics to whoever reaches it: keep it private.")
            @Default("127.0.0.1")
            @Matches(TextShape.HOST)
            String host,

            @Doc("Port to listen on; 0 is any free port.") @Default("9090") @Range(min = "0", max = "65535")
            int port) {}

    public record Identity(
            @Doc("How long an access token is good.") @Default("15m") @Range(min = "1m", max = "1d")
            Duration accessTokenLifetime,

            @Doc("How long somebody stays signed in without coming back.")
            @Default("30d")
            @Range(min = "1h", max = "365d")
            Duration refreshTokenLifetime,

            @Doc("How long an anonymous visitor finds their conversations again.")
            @Default("180d")
            @Range(min = "1h", max = "395d")
            Duration visitorLifetime) {}

    public record Assistant(
            @Doc("The company for which the assistants speak, as people read it.")
            @Default("Rempart")
            @Matches(TextShape.LINE)
            String operator,

            @Doc("Version of the consent notice. Change it when the notice changes: everyone is asked again.")
            @Default("1")
            @Matches(TextShape.WORD)
            String policyVersion,

            @Doc("Language for callers that do not name one: `fr` or `en`.") @Default("fr")
            Language defaultLanguage) {}

    public record Agents(
            @Doc("Elea, for everyone.") Agent elea,
            @Doc("The recruiter's agent.") Agent recruiter,
            @Doc("The career adviser.") Agent career,
            @Doc("The administrators' agent.") Agent admin) {}

    public record Agent(
            @Doc("Longest message, in characters (Unicode code points).")
            @Default("1000")
            @Range(min = "1", max = "10000")
            int maxMessageChars,

            @Doc("Longest answer, in tokens of the model.") @Default("1000") @Range(min = "1", max = "100000")
            int maxOutputTokens) {}

    public record Limits(
            @Doc("Requests per minute of one anonymous visitor.") @Default("10") @Range(min = "1", max = "1000000")
            int anonymousPerMinute,

            @Doc("Requests per minute of one user.") @Default("100") @Range(min = "1", max = "1000000")
            int userPerMinute,

            @Doc("Requests per minute of one user to one agent.") @Default("50") @Range(min = "1", max = "1000000")
            int agentPerMinute,

            @Doc("Requests per hour of all users together.") @Default("10000") @Range(min = "1", max = "1000000000")
            int globalPerHour,

            @Doc("Requests per hour of one user, by tier.") Tiers tiers) {}

    public record Tiers(
            @Doc("Requests per hour.") @Default("10") @Range(min = "1", max = "1000000000")
            int free,

            @Doc("Requests per hour.") @Default("100") @Range(min = "1", max = "1000000000")
            int basic,

            @Doc("Requests per hour.") @Default("1000") @Range(min = "1", max = "1000000000")
            int premium,

            @Doc("Requests per hour.") @Default("10000") @Range(min = "1", max = "1000000000")
            int enterprise) {}

    public record Budgets(
            @Doc("All anonymous visitors together.") @Default("10")
            Budget anonymous,

            @Doc("One user of this tier.") @Default("1") Budget free,
            @Doc("One user of this tier.") @Default("10") Budget basic,
            @Doc("One user of this tier.") @Default("100") Budget premium,

            @Doc("One user of this tier.") @Default("unlimited")
            Budget enterprise) {}

    public record Providers(
            @Doc("Order in which configured providers are tried. One that is left out is not used.")
            @Default("openai, anthropic, mistral, ollama")
            List<ProviderName> order,

            @Doc("Longest wait for a connection.") @Default("3s") @Range(min = "10ms", max = "1m")
            Duration connectTimeout,

            @Doc("Longest wait for the first byte of an answer.") @Default("30s") @Range(min = "100ms", max = "10m")
            Duration firstByteTimeout,

            @Doc("Longest silence in the middle of an answer.") @Default("30s") @Range(min = "100ms", max = "10m")
            Duration idleTimeout,

            @Doc("Longest time for a whole answer.") @Default("5m") @Range(min = "1s", max = "1h")
            Duration answerTimeout,

            @Doc("Largest whole answer to an assistant; for applications see `gateway.max-answer-bytes`.")
            @Default("4MiB")
            @Range(min = "1KiB", max = "64MiB")
            DataSize maxAnswerBytes,

            @Doc("OpenAI, or a server with the same interface.")
            OpenAi openai,

            @Doc("Anthropic.") Anthropic anthropic,
            @Doc("Mistral.") Mistral mistral,
            @Doc("Ollama, on a machine of your own.") Ollama ollama) {}

    public record OpenAi(
            @Doc("The key, `sk-…`. Better given by variable or file than written in the configuration.")
            @Variable("OPENAI_API_KEY")
            Optional<Secret> apiKey,

            @Doc("Base URL, up to and with the version.")
            @Default("https://api.openai.com/v1")
            @Url
            @Variable("OPENAI_BASE_URL")
            URI baseUrl,

            @Doc("Model that answers.") @Default("gpt-4o-mini") @Matches(TextShape.MODEL)
            String model,

            @Doc(
                    "Whether the key must look like one of OpenAI's. Set `false` for another server whose keys look different.")
            @Default("true")
            boolean checkKey,

            @Doc(
                    "What may be spent there in a calendar month, by the assistants and the gateway together, in euros. An alert comes at 80 %.")
            Optional<Budget> monthlyCeiling,

            @Doc(
                    "Whether its name or its address may be one that is not public, as on your own network. `localhost` and loopback addresses need no permission.")
            @Default("false")
            boolean allowPrivateAddress) {}

    public record Anthropic(
            @Doc("The key, `sk-ant-…`.") @Variable("ANTHROPIC_API_KEY")
            Optional<Secret> apiKey,

            @Doc("Base URL, without the version.")
            @Default("https://api.anthropic.com")
            @Url
            @Variable("ANTHROPIC_BASE_URL")
            URI baseUrl,

            @Doc("Model that answers.") @Default("claude-sonnet-5-5") @Matches(TextShape.MODEL)
            String model,

            @Doc(
                    "What may be spent there in a calendar month, by the assistants and the gateway together, in euros. An alert comes at 80 %.")
            Optional<Budget> monthlyCeiling,

            @Doc(
                    "Whether its name or its address may be one that is not public, as on your own network. `localhost` and loopback addresses need no permission.")
            @Default("false")
            boolean allowPrivateAddress) {}

    public record Mistral(
            @Doc("The key, at least 20 characters.") @Variable("MISTRAL_API_KEY")
            Optional<Secret> apiKey,

            @Doc("Base URL, up to and with the version.")
            @Default("https://api.mistral.ai/v1")
            @Url
            @Variable("MISTRAL_BASE_URL")
            URI baseUrl,

            @Doc("Model that answers.") @Default("mistral-small-latest") @Matches(TextShape.MODEL)
            String model,

            @Doc(
                    "What may be spent there in a calendar month, by the assistants and the gateway together, in euros. An alert comes at 80 %.")
            Optional<Budget> monthlyCeiling,

            @Doc(
                    "Whether its name or its address may be one that is not public, as on your own network. `localhost` and loopback addresses need no permission.")
            @Default("false")
            boolean allowPrivateAddress) {}

    public record Ollama(
            @Doc(
                    "Address of the server, as in `http://127.0.0.1:11434` or `127.0.0.1:11434`; it may be on your own network.")
            @Url(bareHostPort = 11434)
            @Variable("OLLAMA_HOST")
            Optional<URI> baseUrl,

            @Doc("Model that answers.") @Default("llama3.2") @Matches(TextShape.MODEL)
            String model) {}

    public record Logging(
            @Doc("`error`, `warn`, `info`, `debug` or `trace`.") @Default("info")
            LogLevel level) {}
}
