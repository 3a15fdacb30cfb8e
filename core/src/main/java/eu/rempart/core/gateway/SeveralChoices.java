package eu.rempart.core.gateway;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.turn.AnswerUse;
import eu.rempart.core.upstream.Deadline;
import eu.rempart.core.upstream.Exchange;
import eu.rempart.core.upstream.Upstream;
import eu.rempart.core.upstream.UpstreamRequest;
import eu.rempart.core.wire.AnswerTranslation;
import eu.rempart.core.wire.ChatChoices;
import eu.rempart.core.wire.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Several answers as the choices of one chat completion, for providers that give one at a time: asked one after the
/// other, each as often as the request wants choices. One thread reads; [#close] may come from any.
final class SeveralChoices implements Exchange {

    private final String id;
    private final Upstream provider;
    private final UpstreamRequest request;
    private final ChatChoices choices;
    private final Queue<Frame> ready = new ArrayDeque<>();
    private final int wanted;
    private final Deadline end;
    private int asked = 1;
    private int more;
    private final Supplier<AnswerTranslation> translations;
    private AnswerTranslation translation;
    private volatile Exchange current;
    private volatile boolean closed;
    private boolean over;

    private SeveralChoices(
            String id,
            Upstream provider,
            UpstreamRequest request,
            int wanted,
            Deadline end,
            Supplier<AnswerTranslation> translations,
            Exchange first) {
        this.id = id;
        this.provider = provider;
        this.request = request;
        this.wanted = wanted;
        this.end = end;
        this.choices = new ChatChoices();
        this.current = first;
        this.more = first.requests() - 1;
        this.translations = translations;
        this.translation = translations.get();
    }

    /// Asks for the first.
    ///
    /// @param id the provider's
    /// @param end by when the last one has to begin
    /// @param translations makes of each answer a chat completion
    /// @throws ProviderException if that is refused
    static Exchange open(
            String id,
            Upstream provider,
            UpstreamRequest request,
            int wanted,
            Deadline end,
            Supplier<AnswerTranslation> translations)
            throws ProviderException {
        // Who has begun in time has, for the others together, the time that any answer has.
        return new SeveralChoices(id, provider, request.within(end), wanted, end, translations, provider.open(request));
    }

    /// What each of them came to, the one that is running last.
    List<AnswerUse> uses() {
        List<AnswerUse> uses = new ArrayList<>();
        uses.addAll(AnswerUse.read(more));
        choices.whole().forEach(part -> uses.add(new AnswerUse(part.counted(), part.written(), true)));
        uses.add(new AnswerUse(choices.part().counted(), choices.part().written(), over));
        return uses;
    }

    @Override
    public @Nullable Frame next() throws ProviderException {
        while (ready.isEmpty() && !over) {
            if (request.streamed()) {
                streamed();
            } else {
                whole();
            }
        }
        return ready.poll();
    }

    private void whole() throws ProviderException {
        Frame frame = current.next();
        if (frame != null) {
            choices.whole(translation.whole(frame.data()));
        }
        if (following()) {
            return;
        }
        over = true;
        ready.add(new Frame(null, choices.all()));
    }

    private void streamed() throws ProviderException {
        Frame frame = current.next();
        boolean ended = frame == null || frame.isDone();
        for (Frame chunk : translation.next(frame == null ? Frame.DONE : frame)) {
            if (chunk.isDone()) {
                ended = true;
            } else {
                choices.chunk(chunk, ready);
            }
        }
        if (ended && !following()) {
            over = true;
            choices.end(ready);
        }
    }

    /// Goes on to the next one; false if that was the last.
    private boolean following() throws ProviderException {
        current.complete();
        current.close();
        if (asked == wanted || closed) {
            return false;
        }
        if (end.hasPassed()) {
            throw new ProviderException(id, Kind.TIMEOUT);
        }
        asked++;
        choices.following();
        translation = translations.get();
        try {
            current = provider.open(request);
        } catch (ProviderException e) {
            more += Math.max(0, e.requests() - 1);
            throw e;
        }
        more += current.requests() - 1;
        if (closed) {
            current.close();
        }
        return true;
    }

    @Override
    public int requests() {
        return asked + more;
    }

    @Override
    public void complete() {
        current.complete();
    }

    @Override
    public void failed(ProviderException failure) {
        current.failed(failure);
    }

    @Override
    public void close() {
        closed = true;
        current.close();
    }
}
