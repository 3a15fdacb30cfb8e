/// The formats in which requests and answers travel, and the translations between them.
///
/// Clients speak OpenAI's chat completions or responses, or Anthropic's messages; providers speak these, Ollama's chat
/// or Gemini's content. Chat completions are the hub: whatever is not of the same format goes through them, so that
/// each format needs two translations and not one for every other. Where client and provider speak the same format
/// nothing is translated and fields that are unknown here pass untouched.
///
/// Trees of Jackson nodes stand for the documents. Nothing here is thread-safe but the stateless translations; nothing
/// logs.
@NullMarked
package eu.rempart.core.wire;

import org.jspecify.annotations.NullMarked;
