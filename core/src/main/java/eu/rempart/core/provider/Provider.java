package eu.rempart.core.provider;

/// One AI provider with one configured model. Thread-safe; every call blocks the calling (virtual) thread.
public interface Provider {

    /// The stable name used in configuration, records and metrics: `openai`, `anthropic`, `mistral`, `ollama`, `local`.
    String id();

    /// The name shown to people in the notice: `OpenAI`.
    String displayName();

    /// The model that is asked for, as the provider spells it.
    String model();

    /// True if a call leaves this process for a third party, so that the notice has to name it.
    boolean external();

    /// True if what it says was written by people beforehand and no model takes part.
    default boolean prepared() {
        return false;
    }

    /// Sends the request and returns once the provider has accepted it (status and headers have arrived).
    ///
    /// The caller owns the stream and must close it; closing it early stops the call at the provider.
    ///
    /// @throws ProviderException if the provider refuses, cannot be reached, or does not answer in time
    ModelStream open(ModelRequest request) throws ProviderException;
}
