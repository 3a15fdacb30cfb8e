package eu.rempart.server.http;

import eu.rempart.core.chat.AnswerSink;
import eu.rempart.core.provider.ModelEvent.Source;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// An answer as server-sent events (WHATWG HTML, section 9.2), written and flushed one by one.
///
/// Written to by the thread of the request and, between events, by [Heartbeats]; a lock keeps them apart. Whichever
/// first finds that the reader has gone runs the action for it.
final class SseAnswerSink implements AnswerSink, Heartbeats.Beating, AutoCloseable {

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpServletResponse response;
    private final Heartbeats heartbeats;
    private final Problems problems;
    private final Locale locale;
    private final String operator;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private @Nullable ServletOutputStream out;
    private Runnable readerGone = () -> {};
    private boolean gone;
    private boolean closed;
    private long events;
    private volatile long lastWriteNanos;

    SseAnswerSink(
            HttpServletResponse response, Heartbeats heartbeats, Problems problems, Locale locale, String operator) {
        this.response = response;
        this.heartbeats = heartbeats;
        this.problems = problems;
        this.locale = locale;
        this.operator = operator;
    }

    @Override
    public void meta(Meta meta) throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store, no-transform");
        response.setHeader("Content-Language", locale.getLanguage());
        // nginx would otherwise collect the stream before it passes it on.
        response.setHeader("X-Accel-Buffering", "no");
        RateLimitHeaders.write(response, meta.standing());
        out = response.getOutputStream();
        heartbeats.add(this);
        event("meta", json -> {
            json.writeStringProperty("requestId", meta.requestId());
            json.writeStringProperty("conversationId", meta.conversationId().toString());
            json.writeStringProperty("messageId", meta.messageId().toString());
            json.writeStringProperty("agent", meta.agent());
            json.writeStringProperty("disclosure", problems.disclosure(meta.agentName(), operator, locale));
        });
    }

    @Override
    public void delta(String text) throws IOException {
        event("delta", json -> json.writeStringProperty("text", text));
    }

    @Override
    public void sources(List<Source> sources) throws IOException {
        event("sources", json -> {
            json.writeArrayPropertyStart("sources");
            for (Source source : sources) {
                json.writeStartObject();
                json.writeStringProperty("id", source.id());
                json.writeStringProperty("title", source.title());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    @Override
    public void done(Done done) throws IOException {
        event("done", json -> {
            json.writeStringProperty("messageId", done.messageId().toString());
            json.writeStringProperty("provider", done.provider());
            json.writeStringProperty("model", done.model());
            json.writeBooleanProperty("prepared", done.prepared());
            json.writeStringProperty("finishReason", done.finishReason());
            json.writeObjectPropertyStart("tokens");
            json.writeNumberProperty("input", done.inputTokens());
            json.writeNumberProperty("output", done.outputTokens());
            json.writeEndObject();
            json.writeNumberProperty("costNanoEuros", done.costNanoEuros());
        });
    }

    @Override
    public void error(StreamError error) throws IOException {
        event("error", json -> {
            json.writeStringProperty("code", error.name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("message", problems.streamError(error, locale));
        });
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

    /// A person who closed the page is to be noticed at once.
    @Override
    public long silenceNanos() {
        return SILENCE_NANOS;
    }

    @Override
    public long lastWriteNanos() {
        return lastWriteNanos;
    }

    /// Writes a comment, unless an event is being written right now; finds out so whether the reader is still there.
    @Override
    public void beat() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!closed && !gone) {
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

    private void event(String name, Fields fields) throws IOException {
        lock.lock();
        try {
            buffer.reset();
            events++;
            buffer.writeBytes(("id: " + events + "\nevent: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
            try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), buffer)) {
                json.writeStartObject();
                fields.write(json);
                json.writeEndObject();
            }
            buffer.writeBytes(END);
            byte[] bytes = buffer.toByteArray();
            write(bytes, bytes.length);
        } finally {
            lock.unlock();
        }
    }

    private void write(byte[] bytes, int length) throws IOException {
        if (gone || out == null) {
            throw new IOException("the reader has gone");
        }
        try {
            out.write(bytes, 0, length);
            out.flush();
            lastWriteNanos = System.nanoTime();
        } catch (IOException e) {
            gone = true;
            throw e;
        }
    }

    /// Writes the fields of an event's data.
    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json);
    }
}
