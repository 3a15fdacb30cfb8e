package eu.rempart.core.conversation;

/// How a message ended. Stored in lower case.
public enum MessageStatus {
    COMPLETE,
    /// The reader left, or the provider broke off: what there is was kept.
    INTERRUPTED,
    /// The output filter cut it: what had been shown was kept.
    FILTERED
}
