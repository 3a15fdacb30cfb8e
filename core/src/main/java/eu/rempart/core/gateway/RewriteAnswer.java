package eu.rempart.core.gateway;

import eu.rempart.core.chat.ChatMetrics;
import eu.rempart.core.gateway.CallProvider.Called;
import eu.rempart.core.gateway.CallProvider.Outcome;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.turn.AnswerUse;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import eu.rempart.core.wire.AnswerCutException;
import eu.rempart.core.wire.Frame;
import eu.rempart.guard.injection.Level;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Step 8: the answer streams, filtered and restored; what says that it is over waits for the books.
final class RewriteAnswer {

    private static final Logger log = LoggerFactory.getLogger(RewriteAnswer.class);
    private static final int MAX_CACHED_FRAMES = 5_000;

    private final ChatMetrics metrics;
    private final InstantSource clock;

    RewriteAnswer(GatewayParts parts) {
        this.metrics = parts.metrics();
        this.clock = parts.clock();
    }

    String name() {
        return "filter";
    }

    /// What was shown, and how it ended.
    ///
    /// @param target who answered; null if nobody
    /// @param uses what that came to
    /// @param billed who else has had the request and may ask for money
    /// @param frames what was shown, where it may be kept for the next time; else empty
    record Answered(
            GatewayCall call,
            Ending ending,
            @Nullable Target target,
            List<AnswerUse> uses,
            List<Billed> billed,
            List<Frame> frames) {

        private static Answered byNobody(GatewayCall call, Ending ending, List<Billed> billed) {
            return new Answered(call, ending, null, List.of(), billed, List.of());
        }

        /// Shows no content.
        @Override
        public String toString() {
            return "Answered[" + call.id() + "]";
        }
    }

    /// How an answer ended.
    sealed interface Ending {
        /// All of it is there.
        ///
        /// @param answer of a request that was not streamed; null for a stream
        /// @param last what ends a stream
        record Whole(@Nullable ObjectNode answer, List<Frame> last) implements Ending {}

        /// The client left: nobody is there to be told.
        record ReaderLeft() implements Ending {}

        /// There is no answer, or no more of it.
        ///
        /// @param outcome for the record: `failed`, `filtered`, `interrupted`
        record Over(Refusal refusal, String outcome) implements Ending {}
    }

    Answered stream(Called called) {
        GatewayCall call = called.call();
        return switch (called.outcome()) {
            case Outcome.Answering(var attempt, var billed) -> stream(call, attempt, billed);
            case Outcome.Remembered(var hit) -> remembered(call, hit);
            case Outcome.CountedHere(var answer) ->
                Answered.byNobody(call, new Ending.Whole(answer, List.of()), List.of());
            case Outcome.Withheld(var answered, var billed, var rule) ->
                new Answered(
                        call,
                        new Ending.Over(Refusal.of(Code.ANSWER_FILTERED), "filtered by " + rule),
                        answered.target(),
                        answered.uses(),
                        billed,
                        List.of());
            case Outcome.Failed(var billed, var refusal) ->
                Answered.byNobody(call, new Ending.Over(refusal, "failed"), billed);
            case Outcome.Left(var billed) -> Answered.byNobody(call, new Ending.ReaderLeft(), billed);
        };
    }

    private Answered stream(GatewayCall call, Attempt attempt, List<Billed> billed) {
        AtomicBoolean left = new AtomicBoolean();
        String model = attempt.target().model();
        GatewaySink sink = call.asked().request().sink();
        metrics.callStarted(model);
        List<Frame> kept = new ArrayList<>();
        Ending ending = new Ending.Over(Refusal.of(Code.INTERNAL_ERROR), "failed");
        try (attempt) {
            // From the thread that noticed that the client has gone.
            sink.onReaderGone(() -> {
                left.set(true);
                attempt.close();
            });
            ending = pump(call, attempt, sink, kept, left);
            return new Answered(
                    call,
                    ending,
                    attempt.target(),
                    attempt.uses(),
                    billed,
                    ending instanceof Ending.Whole && kept.size() < MAX_CACHED_FRAMES ? kept : List.of());
        } finally {
            metrics.callEnded(model);
            metrics.aiCall(
                    model,
                    ending instanceof Ending.Over ? "error" : "success",
                    Duration.between(call.startedAt(), clock.instant()));
        }
    }

    private static Ending pump(
            GatewayCall call, Attempt attempt, GatewaySink sink, List<Frame> kept, AtomicBoolean left) {
        ObjectNode whole = attempt.whole();
        if (whole != null) {
            return new Ending.Whole(whole, List.of());
        }
        try {
            sink.begin(head(call, attempt.target(), false));
            while (true) {
                List<Frame> frames = attempt.next();
                if (frames.isEmpty()) {
                    return new Ending.Whole(null, attempt.rewriter().end());
                }
                for (Frame frame : frames) {
                    sink.frame(frame);
                    if (call.cacheKey() != null && kept.size() < MAX_CACHED_FRAMES) {
                        kept.add(frame);
                    }
                }
            }
        } catch (IOException e) {
            return new Ending.ReaderLeft();
        } catch (AnswerCutException e) {
            return new Ending.Over(Refusal.of(Code.ANSWER_FILTERED), "filtered by " + e.rule());
        } catch (ProviderException e) {
            return left.get()
                    ? new Ending.ReaderLeft()
                    : new Ending.Over(Refusal.of(Code.PROVIDER_UNAVAILABLE, "broke_off", ""), "interrupted");
        } catch (RuntimeException e) {
            // A broken guard shows nothing more; what was used until then is still to be paid.
            log.atError()
                    .setCause(e)
                    .addKeyValue("request_id", call.asked().request().requestId())
                    .log("the filter is broken; the answer is over");
            return new Ending.Over(Refusal.of(Code.INTERNAL_ERROR), "failed");
        }
    }

    private static Answered remembered(GatewayCall call, AnswerCache.Hit hit) {
        Ending ending = call.asked().streamed()
                ? new Ending.Whole(null, hit.frames())
                : new Ending.Whole(hit.frames().getFirst().data(), List.of());
        return Answered.byNobody(call, ending, List.of());
    }

    static GatewaySink.Head head(GatewayCall call, @Nullable Target target, boolean cached) {
        return new GatewaySink.Head(
                call.asked().request().requestId(),
                call.asked().standing(),
                target == null ? "none" : target.provider().spec().id(),
                target == null ? call.asked().route().name() : target.model(),
                cached,
                call.level() == Level.MEDIUM);
    }
}
