package eu.rempart.core.wire;

/// What a text of an answer goes through before it is shown. One text, one thread.
public interface TextPass {

    /// Takes the next piece and gives what may be shown; possibly an empty string.
    ///
    /// @throws AnswerCutException if the answer ends here
    String next(String piece);

    /// Says that there is nothing more, and gives the rest.
    ///
    /// @throws AnswerCutException if the answer ends here
    String end();

    /// Whether something that came in may not be shown yet.
    boolean isHolding();

    /// The whole of a text at once.
    default String whole(String text) {
        return next(text) + end();
    }

    /// Makes one for each text of an answer.
    interface Source {

        /// For what people read.
        TextPass text();

        /// For JSON in a string, as tool arguments are: what is put in is escaped.
        TextPass json();

        /// Whether something was masked: the model's own tokens are then other words than those that are shown.
        default boolean restores() {
            return false;
        }
    }
}
