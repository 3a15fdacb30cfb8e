package eu.rempart.core;

import java.util.UUID;

/// Whoever owns data: a user or an anonymous visitor. A pseudonym, not a secret.
public record SubjectId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
