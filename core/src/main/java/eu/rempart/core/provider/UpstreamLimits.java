package eu.rempart.core.provider;

import java.time.Duration;

/// How long, and for how much, a call to a provider may keep us waiting.
///
/// @param connect TCP connection, and again TLS handshake
/// @param firstByte from the call's start to the first meaningful event of the answer; keep-alives
///     do
///     not count
/// @param idle between two meaningful events, while somebody waits for the next one
/// @param answer the whole call
/// @param maxAnswerBytes the body, after removal of the transfer encoding
public record UpstreamLimits(
        Duration connect, Duration firstByte, Duration idle, Duration answer, long maxAnswerBytes) {

    /// 3 s, 30 s, 30 s, 5 min, 32 MiB.
    public static final UpstreamLimits DEFAULT = new UpstreamLimits(
            Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(5), 32L << 20);

    public UpstreamLimits {
        if (!connect.isPositive()
                || !firstByte.isPositive()
                || !idle.isPositive()
                || !answer.isPositive()
                || maxAnswerBytes < 1) {
            throw new IllegalArgumentException("every limit of an upstream call must be positive");
        }
    }

    /// The same with another bound of the answer.
    public UpstreamLimits withMaxAnswerBytes(long bytes) {
        return new UpstreamLimits(connect, firstByte, idle, answer, bytes);
    }

    /// The same for a call whose answer has to begin within that time, if that is shorter.
    public UpstreamLimits beginningWithin(Duration time) {
        return new UpstreamLimits(
                connect, time.compareTo(firstByte) < 0 ? time : firstByte, idle, answer, maxAnswerBytes);
    }

    /// For an answer that is not streamed: nothing of it arrives before it is whole.
    public UpstreamLimits forWhole() {
        return new UpstreamLimits(connect, answer, answer, answer, maxAnswerBytes);
    }
}
