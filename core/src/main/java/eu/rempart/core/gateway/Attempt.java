package eu.rempart.core.gateway;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.turn.AnswerUse;
import eu.rempart.core.upstream.Deadline;
import eu.rempart.core.upstream.Exchange;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import eu.rempart.core.upstream.UpstreamRequest;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.AnswerRewriter;
import eu.rempart.core.wire.AnswerTranslation;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.EmbeddingsFormat;
import eu.rempart.core.wire.Frame;
import eu.rempart.core.wire.PlainTools;
import eu.rempart.core.wire.ToolWishes;
import eu.rempart.core.wire.Translations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One answer of one provider: asked, translated, rewritten. One thread; [#close] may come from any.
final class Attempt implements AutoCloseable {

    /// More than any model writes; a provider that does not stop is cut here.
    private static final int MAX_ANSWER_CHARS = 4 << 20;

    private final Target target;
    private final Exchange exchange;
    private final AnswerTranslation translation;
    private final AnswerRewriter rewriter;
    private final List<Frame> waiting = new ArrayList<>();
    private final @Nullable SeveralChoices several;
    private @Nullable ObjectNode whole;
    private @Nullable ProviderException failure;
    private boolean over;

    private Attempt(Target target, Exchange exchange, AnswerTranslation translation, AnswerRewriter rewriter) {
        this.target = target;
        this.exchange = exchange;
        this.translation = translation;
        this.rewriter = rewriter;
        this.several = exchange instanceof SeveralChoices choices ? choices : null;
    }

    /// Asks a provider.
    ///
    /// @param deadline by when it has to begin
    /// @param whole how long several choices that are asked for one by one may take together
    /// @throws ProviderException if it does not begin to answer
    /// @throws eu.rempart.core.wire.UntranslatableException if it cannot be asked that
    static Attempt open(Asked asked, Target target, AnswerRewriter rewriter, Deadline deadline, Duration whole)
            throws ProviderException {
        Dialect client = asked.endpoint().dialect();
        Dialect own = target.provider().spec().kind().dialectFor(client);
        Operation operation = asked.endpoint().operation();
        boolean embeddings = operation == Operation.EMBEDDINGS;
        ToolWishes wishes = ToolWishes.of(client, asked.body());
        if (asksOneByOne(asked, target)) {
            ObjectNode single = named(asked, target);
            single.remove("n");
            wishes.refuseOneByOne(own);
            Exchange several = SeveralChoices.open(
                    target.provider().spec().id(),
                    target.provider(),
                    new UpstreamRequest(
                            operation,
                            own,
                            target.model(),
                            Translations.request(client, own, single),
                            asked.streamed(),
                            Map.of(),
                            deadline),
                    asked.body().path("n").asInt(1),
                    Deadline.after(whole),
                    () -> Translations.answer(own, client, wishes));
            return new Attempt(target, several, AnswerTranslation.IDENTITY, rewriter);
        }
        boolean plain = own == client && target.provider().spec().kind().hasPlainTools() && !embeddings;
        ObjectNode body = embeddings || (own == client && !plain)
                ? asked.body()
                : Translations.request(client, own, named(asked, target));
        if (plain) {
            PlainTools.only(body);
        }
        Exchange exchange = target.provider()
                .open(new UpstreamRequest(
                        operation,
                        own,
                        target.model(),
                        body,
                        asked.streamed() && !embeddings,
                        own == client ? asked.betas() : Map.of(),
                        deadline));
        AnswerTranslation translation = embeddings
                ? new EmbeddingsFormat(asked.body())
                : plain ? Translations.answerOfPlainTools(wishes) : Translations.answer(own, client, wishes);
        return new Attempt(target, exchange, translation, rewriter);
    }

    /// A copy with the model's name at the provider: what it takes depends on the model.
    private static ObjectNode named(Asked asked, Target target) {
        return asked.body().deepCopy().put("model", target.model());
    }

    /// Whether several choices are asked for one after the other.
    static boolean asksOneByOne(Asked asked, Target target) {
        Dialect client = asked.endpoint().dialect();
        return asked.body().path("n").asInt(1) > 1
                && client == Dialect.CHAT
                && asked.endpoint().operation() == Operation.ANSWER
                && givesOneAtATime(target.provider().spec().kind().dialectFor(client));
    }

    private static boolean givesOneAtATime(Dialect dialect) {
        return switch (dialect) {
            case MESSAGES, OLLAMA -> true;
            case CHAT, RESPONSES, GEMINI -> false;
        };
    }

    Target target() {
        return target;
    }

    AnswerRewriter rewriter() {
        return rewriter;
    }

    /// What the provider may ask for money for: one use for each answer that it was asked for.
    List<AnswerUse> uses() {
        List<AnswerUse> uses = new ArrayList<>();
        if (several == null) {
            uses.addAll(AnswerUse.read(exchange.requests() - 1));
            uses.add(new AnswerUse(rewriter.usage(), rewriter.received(), over && failure == null));
        } else {
            uses.addAll(several.uses());
        }
        boolean free = failure != null && !uses.getLast().mayCost(failure);
        return free ? uses.subList(0, uses.size() - 1) : uses;
    }

    /// Reads until something of the answer could be shown, or it is whole: until then another provider may take over.
    ///
    /// @throws ProviderException if it breaks off before
    void begin(boolean streamed) throws ProviderException {
        if (streamed) {
            while (!over && !rewriter.hasShown()) {
                waiting.addAll(pull());
            }
        } else {
            Frame frame = first();
            if (frame == null) {
                throw broken(Kind.PROTOCOL);
            }
            ObjectNode answer = translation.whole(frame.data());
            rewriter.whole(answer);
            if (!rewriter.isWhole()) {
                throw broken(Kind.PROTOCOL);
            }
            exchange.complete();
            whole = answer;
            over = true;
        }
    }

    private @Nullable Frame first() throws ProviderException {
        try {
            return exchange.next();
        } catch (ProviderException e) {
            throw told(e);
        }
    }

    /// The whole answer; null if it is streamed.
    @Nullable
    ObjectNode whole() {
        return whole;
    }

    /// What can be shown next; empty at the end.
    ///
    /// @throws ProviderException if the answer breaks off
    List<Frame> next() throws ProviderException {
        while (waiting.isEmpty() && !over) {
            waiting.addAll(pull());
        }
        List<Frame> frames = List.copyOf(waiting);
        waiting.clear();
        return frames;
    }

    private List<Frame> pull() throws ProviderException {
        if (rewriter.receivedChars() > MAX_ANSWER_CHARS) {
            throw broken(Kind.TOO_LARGE);
        }
        Frame frame = null;
        ProviderException broken = null;
        try {
            frame = exchange.next();
        } catch (ProviderException e) {
            broken = e;
        }
        if (frame != null && !frame.isDone()) {
            return rewritten(frame);
        }
        if (frame != null) {
            rewriter.providerSaidDone();
        }
        over = true;
        if (broken != null && broken.kind() == Kind.CANCELLED) {
            throw told(broken);
        }
        // A provider that has said why it ended has answered, whatever happens to the connection afterwards; a
        // translation holds the end back until nothing follows.
        List<Frame> rest = rewritten(Frame.DONE);
        if (!rewriter.isWhole()) {
            throw broken == null ? broken(Kind.PROTOCOL) : told(broken);
        }
        exchange.complete();
        return rest;
    }

    private List<Frame> rewritten(Frame frame) {
        List<Frame> shown = new ArrayList<>(2);
        for (Frame translated : translation.next(frame)) {
            shown.addAll(rewriter.next(translated));
        }
        return shown;
    }

    /// The answer is not what it should be: the provider's protections are told.
    ProviderException broken(Kind kind) {
        ProviderException e = new ProviderException(target.provider().spec().id(), kind);
        exchange.failed(e);
        return told(e);
    }

    private ProviderException told(ProviderException e) {
        failure = e;
        target.provider().failed(e);
        return e;
    }

    /// Breaks the call off if it is not over. Never throws.
    @Override
    public void close() {
        exchange.close();
    }
}
