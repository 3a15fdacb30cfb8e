package eu.rempart.guard.output;

/// What a stream guard answers to a piece of text. Sealed by outcome.
public sealed interface Step {
    /// This text may go on; it is never empty.
    record Emit(String text) implements Step {}

    /// Nothing may go on yet.
    record Hold() implements Step {}

    /// The rest of the stream is refused, for good. Nothing of what the rule objects to was emitted.
    ///
    /// @param rule which rule: `canary`, `prompt-overlap`, or a rule of the secret scanner
    record Cut(String rule) implements Step {}
}
