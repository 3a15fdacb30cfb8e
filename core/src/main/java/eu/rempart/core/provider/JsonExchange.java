package eu.rempart.core.provider;

import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.wire.Frame;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One JSON document sent to a provider, and what comes back: one document, or a stream of them. One thread reads;
/// [#close] may come from any.
public final class JsonExchange implements AutoCloseable {

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final UpstreamCall call;
    private final Format format;
    private final @Nullable Frames frames;
    private boolean over;

    /// How the answer's documents follow each other.
    public enum Format {
        /// One document.
        WHOLE,
        /// Server-sent events.
        EVENTS,
        /// A document a line.
        LINES;

        private Set<String> types() {
            return switch (this) {
                case WHOLE -> Set.of("application/json");
                case EVENTS -> HttpProvider.EVENT_STREAM;
                case LINES -> Set.of("application/x-ndjson", "application/ndjson");
            };
        }
    }

    /// @param maxMessageBytes of one event, which may be as long as the answer: the last one of a response repeats it
    private JsonExchange(UpstreamCall call, Format format, int maxMessageBytes) {
        this.call = call;
        this.format = format;
        this.frames = switch (format) {
            case WHOLE -> null;
            case EVENTS -> new EventStreamReader(call.body(), maxMessageBytes, maxMessageBytes);
            case LINES -> new JsonLineReader(call.body(), maxMessageBytes);
        };
    }

    /// Sends the document, and returns once the provider has accepted it.
    ///
    /// @throws ProviderException if it did not
    public static JsonExchange post(
            UpstreamHttp http,
            UpstreamLimits limits,
            String provider,
            URI uri,
            Map<String, String> headers,
            JsonNode json,
            Format format)
            throws ProviderException {
        UpstreamCall call = http.post(provider, uri, headers, WireJson.bytes(json), format.types(), limits);
        return new JsonExchange(call, format, (int) Math.min(limits.maxAnswerBytes(), Integer.MAX_VALUE / 4));
    }

    /// Waits for the next document.
    ///
    /// @return [Frame#DONE] where the stream says that it is over; null at its end
    /// @throws ProviderException if the answer breaks off, stalls, grows over its bounds, is not understood, or
    ///     says itself that it is an error
    public @Nullable Frame next() throws ProviderException {
        if (over) {
            return null;
        }
        call.awaiting();
        try {
            return frames == null ? whole() : event(frames);
        } catch (UpstreamFault e) {
            throw call.broken(e.kind(), null);
        } catch (IOException e) {
            throw call.broken(Thread.currentThread().isInterrupted() ? Kind.CANCELLED : Kind.PROTOCOL, e);
        }
    }

    private Frame whole() throws IOException, ProviderException {
        over = true;
        ObjectNode document = WireJson.object(call.body().readAllBytes());
        refuseError(document, null);
        call.complete();
        return new Frame(null, document);
    }

    private @Nullable Frame event(Frames events) throws IOException, ProviderException {
        while (events.advance()) {
            if (events.length() == 0) {
                continue;
            }
            if (Arrays.equals(events.data(), 0, events.length(), DONE, 0, DONE.length)) {
                over = true;
                call.progressed();
                call.complete();
                return Frame.DONE;
            }
            if (events.isNamed("error")) {
                throw new UpstreamFault(Kind.SERVER_ERROR);
            }
            ObjectNode document = WireJson.object(events);
            JsonNode type = document.path("type");
            String name = type.isString() ? type.stringValue() : null;
            if ("ping".equals(name)) {
                continue;
            }
            refuseError(document, name);
            call.progressed();
            call.ensureOpen();
            call.arrived();
            return new Frame(format == Format.EVENTS ? name : null, document);
        }
        over = true;
        return null;
    }

    private static void refuseError(ObjectNode document, @Nullable String type) throws UpstreamFault {
        if (document.hasNonNull("error") || "error".equals(type) || "response.failed".equals(type)) {
            throw new UpstreamFault(Kind.SERVER_ERROR);
        }
    }

    /// The provider has said that the answer is whole: what is left is waited for only briefly, and nothing that goes
    /// wrong with it is a failure.
    public void ending() {
        call.ending();
    }

    /// Ends the call as a success: the connection can be used again.
    public void complete() {
        try {
            call.complete();
        } catch (ProviderException _) {
            // It was closed meanwhile, which says nothing about the provider.
        }
    }

    /// Releases the connection; the provider sees it closed if the answer is not complete. Never throws, idempotent.
    @Override
    public void close() {
        call.close();
    }
}
