package eu.rempart.core.crypto;

/// A ciphertext that is not what was written at this place: changed, moved from another row, or of another key.
/// The message holds nothing of its content.
public final class UnreadableCiphertextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableCiphertextException(String message) {
        super(message);
    }
}
