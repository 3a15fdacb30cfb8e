package eu.rempart.server.config;

/// One thing that is wrong with the configuration. It never holds a secret's value.
///
/// @param where the place to mend: `rempart.yaml:12`, `.env:3`, `OPENAI_API_KEY`, `--port`
/// @param key the key that is meant, as in `server.port`; empty if the error is about a whole file
/// @param problem what is wrong, as the end of a sentence that begins with the key
/// @param remedy what to do about it, a sentence
public record ConfigError(String where, String key, String problem, String remedy) {
    /// One line for a terminal or a log.
    @Override
    public String toString() {
        return where + ": " + (key.isEmpty() ? "" : key + ": ") + problem + ". " + remedy;
    }
}
