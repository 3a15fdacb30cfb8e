package eu.rempart.core.identity;

/// What a user may do besides talking. Stored and shown in lower case.
public enum Role {
    USER,
    REVIEWER,
    AUDITOR,
    ADMIN
}
