package eu.rempart.core.upstream;

import java.time.Duration;

/// By when something of an answer has to be there, on [System#nanoTime]'s clock.
public record Deadline(long nanoTime) {

    /// That long from now.
    public static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /// What is left of it; zero or less once it has passed.
    public Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }

    public boolean hasPassed() {
        return !left().isPositive();
    }

    /// The earlier one of the two.
    public Deadline orBefore(Deadline other) {
        return other.nanoTime - nanoTime < 0 ? other : this;
    }
}
