package eu.rempart.server.config;

/// A provider that can be configured. The local knowledge needs no configuration and is always the
/// last resort.
public enum ProviderName {
    OPENAI,
    ANTHROPIC,
    MISTRAL,
    OLLAMA
}
