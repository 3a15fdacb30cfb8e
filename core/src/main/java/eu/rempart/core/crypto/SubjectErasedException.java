package eu.rempart.core.crypto;

/// There is no key for this subject (any more), so nothing of theirs can be read or written.
public final class SubjectErasedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SubjectErasedException() {
        super("the subject has no key: it does not exist or has been erased");
    }
}
