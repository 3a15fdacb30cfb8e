package eu.rempart.core.wire;

/// A request that asks for something that the other format cannot say. The field's name may be shown; nothing else of
/// the request is in it.
public final class UntranslatableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    UntranslatableException(String field) {
        super(field);
        this.field = field;
    }

    /// The field that cannot be translated, as the client wrote it: `tools[].type`.
    public String field() {
        return field;
    }
}
