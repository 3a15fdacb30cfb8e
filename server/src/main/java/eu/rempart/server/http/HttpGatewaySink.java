package eu.rempart.server.http;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.gateway.Endpoint;
import eu.rempart.core.gateway.GatewaySink;
import eu.rempart.core.limit.RateLimits.Standing;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.Frame;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An answer to an application: one JSON document, or server-sent events, written and flushed one by one.
///
/// Written to by the thread of the request and, between events, by [Heartbeats]; a lock keeps them apart.
final class HttpGatewaySink implements GatewaySink, Heartbeats.Beating, AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Endpoint endpoint;
    private final GatewayErrors errors;
    private final Heartbeats heartbeats;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private @Nullable ServletOutputStream out;
    private Runnable readerGone = () -> {};
    private Runnable headOfWaiting = () -> {};
    private boolean gone;
    private boolean closed;
    private volatile long lastWriteNanos;

    HttpGatewaySink(
            HttpServletRequest request,
            HttpServletResponse response,
            Endpoint endpoint,
            GatewayErrors errors,
            Heartbeats heartbeats) {
        this.request = request;
        this.response = response;
        this.endpoint = endpoint;
        this.errors = errors;
        this.heartbeats = heartbeats;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public boolean wantsFresh() {
        String control = request.getHeader("Cache-Control");
        return control != null && (control.contains("no-cache") || control.contains("no-store"));
    }

    @Override
    public boolean takesRemembered() {
        return "use".equalsIgnoreCase(request.getHeader("X-Rempart-Cache"));
    }

    @Override
    public Map<String, String> betas() {
        return BetaHeaders.of(request);
    }

    private void head(Head head) {
        head(head.requestId(), head.standing());
        response.setHeader("X-Rempart-Provider", head.provider());
        response.setHeader("X-Rempart-Model", head.model());
        if (head.cached()) {
            response.setHeader("X-Rempart-Cache", "hit");
        }
        if (head.suspicious()) {
            response.setHeader("X-Rempart-Injection", "medium");
        }
    }

    private void head(String requestId, Standing standing) {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setHeader("Cache-Control", "no-store, no-transform");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (endpoint.dialect() == Dialect.MESSAGES) {
            response.setHeader("request-id", requestId);
        }
        RateLimitHeaders.write(response, standing);
    }

    @Override
    public void whole(Head head, ObjectNode answer) throws IOException {
        head(head);
        byte[] bytes = JSON.writeValueAsBytes(answer);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /// A proxy between here and the client may give up after a minute without a byte, and several providers may be
    /// asked for longer. The status goes out with the first comment, before anybody is known to answer.
    @Override
    public void waiting(String requestId, Standing standing) {
        lock.lock();
        try {
            headOfWaiting = () -> head(requestId, standing);
        } finally {
            lock.unlock();
        }
        lastWriteNanos = System.nanoTime();
        heartbeats.add(this);
    }

    @Override
    public void begin(Head head) throws IOException {
        lock.lock();
        try {
            if (out == null) {
                head(head);
                open();
            }
        } finally {
            lock.unlock();
        }
        lastWriteNanos = System.nanoTime();
        heartbeats.add(this);
    }

    private void open() throws IOException {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        // nginx would otherwise collect the stream before it passes it on.
        response.setHeader("X-Accel-Buffering", "no");
        out = response.getOutputStream();
    }

    @Override
    public void frame(Frame frame) throws IOException {
        lock.lock();
        try {
            if (frame.isDone()) {
                write(DONE, DONE.length);
                return;
            }
            buffer.reset();
            String event = frame.event();
            if (event != null) {
                buffer.writeBytes(EVENT);
                buffer.writeBytes(event.getBytes(StandardCharsets.UTF_8));
                buffer.write('\n');
            }
            buffer.writeBytes(DATA);
            JSON.writeValue(buffer, frame.data());
            buffer.write('\n');
            buffer.write('\n');
            byte[] bytes = buffer.toByteArray();
            write(bytes, bytes.length);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void failed(Refusal refusal, TokenUsage used) throws IOException {
        lock.lock();
        try {
            if (out == null) {
                // No comment may come after it.
                closed = true;
                errors.write(request, response, refusal);
            } else {
                frame(errors.event(request, endpoint.dialect(), refusal, used));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onReaderGone(Runnable action) {
        lock.lock();
        try {
            readerGone = action;
            if (gone) {
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ten thousand streams must not cost ten thousand writes a second.
    @Override
    public long silenceNanos() {
        return SILENCE_NANOS;
    }

    @Override
    public long lastWriteNanos() {
        return lastWriteNanos;
    }

    /// Writes a comment, unless an event is being written right now; finds out so whether the client is still there.
    @Override
    public void beat() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!closed && !gone) {
                if (out == null) {
                    headOfWaiting.run();
                    open();
                }
                write(BEAT, BEAT.length);
            }
        } catch (IOException e) {
            readerGone.run();
        } finally {
            lock.unlock();
        }
    }

    /// From here on nothing is written any more. The response itself is the container's to end.
    @Override
    public void close() {
        heartbeats.remove(this);
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private void write(byte[] bytes, int length) throws IOException {
        ServletOutputStream target = out;
        if (gone || target == null) {
            throw new IOException("the client has gone");
        }
        try {
            target.write(bytes, 0, length);
            target.flush();
            lastWriteNanos = System.nanoTime();
        } catch (IOException e) {
            gone = true;
            throw e;
        }
    }
}
