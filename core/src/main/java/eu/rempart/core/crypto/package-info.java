/// Envelope encryption: a key for each subject, wrapped by a rotating master key; ciphertexts are bound to their row.
@NullMarked
package eu.rempart.core.crypto;

import org.jspecify.annotations.NullMarked;
