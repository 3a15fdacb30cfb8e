package eu.rempart.server.config;

import eu.rempart.core.upstream.ProviderKind;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// What the keys of a provider look like. A shape says only what every key of theirs has: one that is too narrow would
/// refuse a good key.
enum KeyShape {
    OPENAI("sk-", 4, "does not look like an OpenAI key (`sk-…`)", "Copy the key from OpenAI's console."),
    ANTHROPIC(
            "sk-ant-", 8, "does not look like an Anthropic key (`sk-ant-…`)", "Copy the key from Anthropic's console."),
    MISTRAL(
            "",
            20,
            "does not look like a Mistral key (at least 20 characters, no `sk-`)",
            "Copy the key from Mistral's console."),
    GEMINI(
            "",
            30,
            "does not look like a Gemini key (at least 30 characters, no `sk-`)",
            "Copy the key from Google AI Studio."),
    AZURE(
            "",
            32,
            "does not look like a key of Azure (at least 32 characters, no `sk-`)",
            "Copy the key from the resource's page in the Azure portal.");

    private final String prefix;
    private final int shortest;
    private final String problem;
    private final String remedy;

    KeyShape(String prefix, int shortest, String problem, String remedy) {
        this.prefix = prefix;
        this.shortest = shortest;
        this.problem = problem;
        this.remedy = remedy;
    }

    /// The shape of the keys there; empty where there is none to expect: a server of one's own takes what it likes.
    static Optional<KeyShape> of(ProviderKind kind, Optional<URI> baseUrl) {
        return switch (kind) {
            case OPENAI -> at(OPENAI, baseUrl, "openai.com");
            case ANTHROPIC -> at(ANTHROPIC, baseUrl, "anthropic.com");
            case MISTRAL -> at(MISTRAL, baseUrl, "mistral.ai");
            case GEMINI -> at(GEMINI, baseUrl, "googleapis.com");
            case AZURE -> at(AZURE, baseUrl, "azure.com");
            case COMPATIBLE, OLLAMA, LOCAL -> Optional.empty();
        };
    }

    private static Optional<KeyShape> at(KeyShape shape, Optional<URI> baseUrl, String domain) {
        boolean own = baseUrl.map(URI::getHost)
                .map(host -> host.equalsIgnoreCase(domain)
                        || host.toLowerCase(Locale.ROOT).endsWith("." + domain))
                .orElse(true);
        return own ? Optional.of(shape) : Optional.empty();
    }

    boolean fits(String key) {
        // The keys of OpenAI and of Anthropic begin alike, and are the ones that are mixed up.
        boolean of = prefix.isEmpty() ? !key.startsWith("sk-") : key.startsWith(prefix);
        return of && key.length() >= shortest && !(this == OPENAI && key.startsWith(ANTHROPIC.prefix));
    }

    String problem() {
        return problem;
    }

    String remedy() {
        return remedy;
    }
}
