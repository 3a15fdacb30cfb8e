package eu.rempart.core.pipeline;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One protective step. Stateless towards requests and thread-safe; may block.
///
/// @param <I> what the step before it has proved
/// @param <O> what this one proves
public interface Step<I, O> {

    /// The step's name in records and logs.
    String name();

    /// Judges one request.
    ///
    /// @throws Exception if the step is broken; that refuses the request
    Decision<O> decide(I input) throws Exception;

    default Decision<O> decideSafely(I input) {
        try {
            return decide(input);
        } catch (Exception e) {
            Logger log = LoggerFactory.getLogger(getClass());
            log.atError().setCause(e).addKeyValue("step", name()).log("a step is broken; the request is refused");
            return Decision.refuse(Refusal.Code.UNAVAILABLE);
        }
    }
}
