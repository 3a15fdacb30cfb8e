package eu.rempart.core.wire;

/// The rest of an answer must not be shown.
public final class AnswerCutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String rule;

    /// @param rule which one, for the record
    public AnswerCutException(String rule) {
        super(rule, null, false, false);
        this.rule = rule;
    }

    public String rule() {
        return rule;
    }
}
