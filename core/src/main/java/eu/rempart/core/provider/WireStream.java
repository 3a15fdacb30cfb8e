package eu.rempart.core.provider;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ProviderException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An answer on the wire: reads messages, has them decoded, and keeps the call's clocks.
final class WireStream implements ModelStream {

    private final UpstreamCall call;
    private final Frames frames;
    private final AnswerDecoder decoder;

    /// Takes ownership of the call.
    WireStream(UpstreamCall call, Frames frames, AnswerDecoder decoder) {
        this.call = call;
        this.frames = frames;
        this.decoder = decoder;
    }

    @Override
    public ModelEvent next() throws ProviderException {
        call.awaiting();
        try {
            while (!decoder.isEnded() && frames.advance()) {
                String text = decoder.decode(frame());
                if (text == null) {
                    continue;
                }
                call.progressed();
                if (decoder.finish() != null) {
                    call.ending();
                }
                if (!text.isEmpty()) {
                    call.ensureOpen();
                    call.arrived();
                    return new ModelEvent.Text(text);
                }
            }
            return completed(Kind.PROTOCOL, null);
        } catch (UpstreamFault e) {
            return completed(e.kind(), null);
        } catch (IOException e) {
            return completed(Thread.currentThread().isInterrupted() ? Kind.CANCELLED : Kind.PROTOCOL, e);
        }
    }

    private Frames frame() throws UpstreamFault {
        if (frames.isNamed("error")) {
            throw new UpstreamFault(Kind.SERVER_ERROR);
        }
        return frames;
    }

    /// An answer whose provider has said why it finished is whole, whatever happens to the connection
    /// afterwards; any other end is a failure.
    private ModelEvent completed(Kind failure, @Nullable IOException cause) throws ProviderException {
        var finish = decoder.finish();
        if (finish == null || failure == Kind.CANCELLED) {
            throw call.broken(failure, cause);
        }
        call.complete();
        return new ModelEvent.Completed(finish, decoder.usage());
    }

    @Override
    public @Nullable TokenUsage usage() {
        return decoder.usage();
    }

    @Override
    public void close() {
        call.close();
    }
}
