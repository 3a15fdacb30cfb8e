package eu.rempart.core.gateway;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.wire.Frame;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Where the answer to an application goes. Called from one thread; every method throws [IOException] when the client
/// has gone.
public interface GatewaySink {

    /// What the application asked for.
    Endpoint endpoint();

    /// Whether the client wants no answer that was given before.
    boolean wantsFresh();

    /// Whether the client would take an answer that was given before although it asks for no temperature of 0.
    default boolean takesRemembered() {
        return false;
    }

    /// The headers of [eu.rempart.core.upstream.UpstreamRequest#BETAS] that the client sent. Never logged.
    default Map<String, String> betas() {
        return Map.of();
    }

    /// The answer, at once.
    void whole(Head head, ObjectNode answer) throws IOException;

    /// A stream was asked for, and somebody is being asked for it: a sink that has to say something before anybody is
    /// known to answer may say from here on that the client waits. What fails then is an event of that stream.
    default void waiting(String requestId, RateLimits.Standing standing) {}

    /// A stream begins.
    void begin(Head head) throws IOException;

    /// A frame of the stream, in the client's format; has reached the connection when this returns.
    void frame(Frame frame) throws IOException;

    /// There is no answer, or no more of it: an error in the client's format, with its status where nothing was written
    /// yet, as an event of the stream where it has begun.
    ///
    /// @param used what it cost all the same; told where a stream has begun
    void failed(Refusal refusal, TokenUsage used) throws IOException;

    /// Runs that, once, as soon as it is noticed that the client has gone.
    void onReaderGone(Runnable action);

    /// What is told about an answer in its headers.
    ///
    /// @param provider who answers; `cache` if nobody had to
    /// @param suspicious whether the request looks like an attack, though not plainly
    record Head(
            String requestId,
            RateLimits.Standing standing,
            String provider,
            String model,
            boolean cached,
            boolean suspicious) {}
}
