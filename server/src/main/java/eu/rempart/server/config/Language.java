package eu.rempart.server.config;

/// A language that Rempart speaks.
public enum Language {
    FR,
    EN;

    /// The language's tag (BCP 47): `fr`, `en`.
    public String tag() {
        return this == FR ? "fr" : "en";
    }
}
