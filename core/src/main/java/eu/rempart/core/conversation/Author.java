package eu.rempart.core.conversation;

/// Who wrote a message. Stored in lower case.
public enum Author {
    USER,
    ASSISTANT
}
