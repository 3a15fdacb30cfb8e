package eu.rempart.server.http;

import eu.rempart.core.pipeline.Refusal;

/// Carries a refusal out of a controller to [ProblemAdvice]. The core returns refusals as values; Spring's controllers
/// have one way out.
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        // No stack trace: it is an answer, not a fault.
        super(refusal.code().text(), null, false, false);
        this.refusal = refusal;
    }

    RefusedException(Refusal.Code code) {
        this(Refusal.of(code));
    }

    Refusal refusal() {
        return refusal;
    }
}
