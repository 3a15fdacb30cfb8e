package eu.rempart.guard.injection;

/// Who wrote a part of a text. Instructions are what users are there for; in what a machine fetched
/// they are suspicious.
public enum Provenance {
    /// The person in the conversation.
    USER,
    /// A file that was attached or retrieved.
    DOCUMENT,
    /// A page from the web.
    WEB,
    /// What a tool gave back.
    TOOL
}
