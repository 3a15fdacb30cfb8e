package eu.rempart.core.chat;

import eu.rempart.core.chat.AnswerSink.StreamError;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.pipeline.Authenticate;
import eu.rempart.core.pipeline.CheckSubscription;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Received;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.TakeLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One question and its answer, through the ten steps of the specification. Thread-safe; blocks the calling thread
/// until the answer is over.
public final class ChatPipeline {

    private static final Logger log = LoggerFactory.getLogger(ChatPipeline.class);

    private static final Duration IDLE_CHECK = Duration.ofMillis(10);

    private final Authenticate<AnswerSink> authenticate;
    private final CheckSubscription<AnswerSink> subscription;
    private final TakeLimits<AnswerSink> limits;
    private final Validate validate;
    private final Sanitize sanitize;
    private final DetectInjection injection;
    private final CallModel call;
    private final FilterAnswer filter;
    private final Settle settle;
    private final Conclude done;
    private final ActiveConversations active;
    private final ChatMetrics metrics;
    private final InstantSource clock;

    public ChatPipeline(ChatParts parts) {
        clock = parts.clock();
        metrics = parts.metrics();
        active = new ActiveConversations(clock);
        metrics.watch(active);
        authenticate = new Authenticate<>(parts.authenticator(), Scope.CHAT, clock);
        subscription = new CheckSubscription<>(clock);
        limits = new TakeLimits<>(parts.limits(), parts.limitRules(), metrics::rateLimitExceeded);
        validate = new Validate(parts);
        sanitize = new Sanitize();
        injection = new DetectInjection(parts.injectionDetector(), parts.audit(), clock);
        call = new CallModel(parts, active);
        filter = new FilterAnswer(parts);
        settle = new Settle(parts);
        done = new Conclude();
    }

    /// Answers one request.
    ///
    /// @return why it is refused, with nothing stored, sent or shown; empty if the sink has had the answer
    public Optional<Refusal> answer(Received<AnswerSink> request) {
        Instant begun = clock.instant();
        Decision<Called> decision = authenticate
                .decideSafely(request) // 1 who is asking
                .then(subscription) //                                    2 the subscription runs
                .then(limits) //                                          3 within every limit
                .then(validate) //                                        4 well-formed, allowed, consented
                .then(sanitize) //                                        5 nothing hidden, nothing active
                .then(injection) //                                       6 no attack
                .then(call); //                                           7 mask, hold, store, call
        return switch (decision) {
            case Decision.Refuse<Called>(var refusal) -> {
                metrics.agentRequest("any", refused(refusal), since(begun));
                log.atInfo()
                        .addKeyValue("request_id", request.requestId())
                        .addKeyValue("code", refusal.code().text())
                        .log("chat refused");
                yield Optional.of(refusal);
            }
            case Decision.Proceed<Called>(var called) -> {
                finish(called, begun);
                yield Optional.empty();
            }
        };
    }

    /// Waits until nobody is being answered, so that every turn is settled before the books are taken away.
    ///
    /// @return false if somebody still is when the time is over
    public boolean awaitIdle(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!active.isIdle()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(IDLE_CHECK.toNanos());
        }
        return true;
    }

    private void finish(Called called, Instant begun) {
        Turn turn = called.turn();
        String status = "error";
        try {
            Settled settled = settled(called);
            status = done.tell(settled); //                   10 done
        } catch (RuntimeException e) {
            // Not settled: the hold stays until the next start charges it. Nobody is told "done".
            log.atError()
                    .setCause(e)
                    .addKeyValue("request_id", turn.question().request().requestId())
                    .log("an answer could not be settled");
            tellUnavailable(turn);
        } finally {
            metrics.agentRequest(turn.question().agent().id(), status, since(begun));
            log.atInfo()
                    .addKeyValue("request_id", turn.question().request().requestId())
                    .addKeyValue("agent", turn.question().agent().id())
                    .addKeyValue("status", status)
                    .addKeyValue("duration_ms", since(begun).toMillis())
                    .log("chat answered");
        }
    }

    /// The conversation is free again before anybody is told "done": the next message may come at once.
    private Settled settled(Called called) {
        try {
            Answered answered = filter.stream(called); //     8 filter and restore while it streams
            return settle.record(answered); //                9 cost, audit, store
        } finally {
            active.end(called.turn().conversationId());
        }
    }

    private static void tellUnavailable(Turn turn) {
        try {
            turn.question().request().sink().error(StreamError.UNAVAILABLE);
        } catch (IOException e) {
            // Nobody is there to be told.
            log.atDebug().log("the reader left before the error");
        }
    }

    private static String refused(Refusal refusal) {
        return refusal.code() == Code.UNAVAILABLE || refusal.code() == Code.INTERNAL_ERROR ? "error" : "refused";
    }

    private Duration since(Instant begun) {
        return Duration.between(begun, clock.instant());
    }
}
