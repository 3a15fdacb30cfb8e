package eu.rempart.core.pipeline;

/// What a step came to. Sealed: a new outcome breaks every switch that forgets it.
///
/// @param <T> what the step has proved
public sealed interface Decision<T> {

    /// Go on with this.
    record Proceed<T>(T value) implements Decision<T> {}

    /// Stop here: nothing has been stored or sent.
    record Refuse<T>(Refusal refusal) implements Decision<T> {}

    static <T> Decision<T> proceed(T value) {
        return new Proceed<>(value);
    }

    static <T> Decision<T> refuse(Refusal.Code code) {
        return new Refuse<>(Refusal.of(code));
    }

    static <T> Decision<T> refuse(Refusal refusal) {
        return new Refuse<>(refusal);
    }

    /// The next step, unless this one refused. A step that throws is broken, and broken refuses.
    default <N> Decision<N> then(Step<? super T, N> next) {
        return switch (this) {
            case Proceed<T>(var value) -> next.decideSafely(value);
            case Refuse<T>(var refusal) -> new Refuse<>(refusal);
        };
    }
}
