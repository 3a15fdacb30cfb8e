package eu.rempart.core.identity;

import eu.rempart.core.SubjectId;
import eu.rempart.core.crypto.Ciphertext;

/// Makes the encryption key of a new subject. Thread-safe.
@FunctionalInterface
public interface SubjectKeys {

    /// A fresh key for that subject, wrapped by the master key: ready to be stored with the subject.
    Ciphertext wrapNewKey(SubjectId subject);
}
