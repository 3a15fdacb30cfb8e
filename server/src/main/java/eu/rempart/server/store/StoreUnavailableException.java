package eu.rempart.server.store;

/// The store did not take a write or answer a read. Nothing of a unit of work that failed so is stored, with one
/// exception that no store can exclude: where the answer to a commit was lost, it may be stored whole.
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreUnavailableException(String message) {
        super(message);
    }

    StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
