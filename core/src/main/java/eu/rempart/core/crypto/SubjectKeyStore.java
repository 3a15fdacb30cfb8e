package eu.rempart.core.crypto;

import eu.rempart.core.SubjectId;
import java.util.Optional;

/// Where the wrapped keys of subjects are kept. Thread-safe.
public interface SubjectKeyStore {

    /// The subject's key, wrapped by the master key; empty if there is no such subject (any more).
    Optional<Ciphertext> wrappedKey(SubjectId subject);
}
