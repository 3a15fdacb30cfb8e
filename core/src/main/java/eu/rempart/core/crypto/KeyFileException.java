package eu.rempart.core.crypto;

import org.jspecify.annotations.Nullable;

/// The key file cannot be created, read or trusted. The message names the file and the way to mend it, and holds
/// nothing of what is in it.
public final class KeyFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
