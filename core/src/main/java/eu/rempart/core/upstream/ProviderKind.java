package eu.rempart.core.upstream;

import eu.rempart.core.wire.Dialect;

/// What interface a provider has.
public enum ProviderKind {
    OPENAI(Dialect.CHAT, true),
    /// Azure OpenAI, through its `v1` interface; the model is the name of the deployment.
    AZURE(Dialect.CHAT, true),
    MISTRAL(Dialect.CHAT, false),
    /// Any other server with OpenAI's chat completions.
    COMPATIBLE(Dialect.CHAT, false),
    ANTHROPIC(Dialect.MESSAGES, false),
    OLLAMA(Dialect.OLLAMA, false),
    GEMINI(Dialect.GEMINI, false),
    /// The answers that people wrote beforehand: no model, no call.
    LOCAL(Dialect.CHAT, false);

    private final Dialect dialect;
    private final boolean responses;

    ProviderKind(Dialect dialect, boolean responses) {
        this.dialect = dialect;
        this.responses = responses;
    }

    /// The format in which this client's request reaches the provider: the client's own where both speak it.
    public Dialect dialectFor(Dialect client) {
        return responses && client == Dialect.RESPONSES ? client : dialect;
    }

    /// Whether it speaks of tools as [eu.rempart.core.wire.PlainTools] and in no other words, though it speaks the
    /// client's format. Servers that copy OpenAI's interface are many, and some know more: they are left to say so.
    public boolean hasPlainTools() {
        return this == MISTRAL;
    }

    /// Whether it turns texts into vectors.
    public boolean embeds() {
        return switch (this) {
            case OPENAI, AZURE, MISTRAL, COMPATIBLE, OLLAMA, GEMINI -> true;
            case ANTHROPIC, LOCAL -> false;
        };
    }
}
