package eu.rempart.core.wire;

/// A format of requests and answers.
public enum Dialect {
    /// OpenAI's chat completions; the hub of all translations.
    CHAT,
    /// OpenAI's responses.
    RESPONSES,
    /// Anthropic's messages.
    MESSAGES,
    /// Ollama's native chat.
    OLLAMA,
    /// Google's `generateContent`.
    GEMINI
}
