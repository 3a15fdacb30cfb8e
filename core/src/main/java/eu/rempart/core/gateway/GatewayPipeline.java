package eu.rempart.core.gateway;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.gateway.CallProvider.Called;
import eu.rempart.core.gateway.CallProvider.Outcome;
import eu.rempart.core.gateway.RewriteAnswer.Answered;
import eu.rempart.core.gateway.RewriteAnswer.Ending;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.pipeline.Authenticate;
import eu.rempart.core.pipeline.CheckSubscription;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Received;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.TakeLimits;
import eu.rempart.core.wire.Frame;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request of an application and its answer, through the ten steps of the specification. Thread-safe; blocks the
/// calling thread until the answer is over.
public final class GatewayPipeline {

    private static final Logger log = LoggerFactory.getLogger(GatewayPipeline.class);
    private static final Duration IDLE_CHECK = Duration.ofMillis(10);

    /// Under this name the gateway counts among the agents.
    private static final String AGENT = "gateway";

    private final GatewayParts parts;
    private final Authenticate<GatewaySink> authenticate;
    private final CheckSubscription<GatewaySink> subscription;
    private final TakeLimits<GatewaySink> limits;
    private final ReadRequest validate;
    private final CleanTexts sanitize;
    private final JudgeTexts injection;
    private final CallProvider call;
    private final RewriteAnswer filter;
    private final SettleCall settle;
    private final InstantSource clock;
    private final AtomicInteger active = new AtomicInteger();

    public GatewayPipeline(GatewayParts parts) {
        this.parts = parts;
        clock = parts.clock();
        authenticate = new Authenticate<>(parts.authenticator(), Scope.GATEWAY, clock);
        subscription = new CheckSubscription<>(clock);
        limits = new TakeLimits<>(parts.limits(), parts.limitRules(), parts.metrics()::rateLimitExceeded);
        validate = new ReadRequest(parts);
        sanitize = new CleanTexts();
        injection = new JudgeTexts(parts.injectionDetector(), parts.audit(), clock);
        call = new CallProvider(parts);
        filter = new RewriteAnswer(parts);
        settle = new SettleCall(parts);
    }

    /// Answers one request.
    ///
    /// @return why it is refused, with nothing stored, sent or shown; empty if the sink has had the answer
    public Optional<Refusal> answer(Received<GatewaySink> request) {
        Instant begun = clock.instant();
        active.incrementAndGet();
        try {
            Decision<Called> decision = authenticate
                    .decideSafely(request) // 1 who is asking
                    .then(subscription) //                                2 the subscription runs
                    .then(limits) //                                      3 within every limit
                    .then(validate) //                                    4 well-formed, a model that is allowed
                    .then(sanitize) //                                    5 nothing hidden
                    .then(injection) //                                   6 no attack
                    .then(call); //                                       7 mask, hold, record, call
            return switch (decision) {
                case Decision.Refuse<Called>(var refusal) -> {
                    parts.metrics().agentRequest(AGENT, refused(refusal), since(begun));
                    log.atInfo()
                            .addKeyValue("request_id", request.requestId())
                            .addKeyValue("code", refusal.code().text())
                            .log("gateway request refused");
                    yield Optional.of(refusal);
                }
                case Decision.Proceed<Called>(var called) -> {
                    finish(called, begun);
                    yield Optional.empty();
                }
            };
        } finally {
            active.decrementAndGet();
        }
    }

    /// Waits until nobody is being answered, so that every call is settled before the books are taken away.
    ///
    /// @return false if somebody still is when the time is over
    public boolean awaitIdle(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (active.get() > 0) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(IDLE_CHECK.toNanos());
        }
        return true;
    }

    private void finish(Called called, Instant begun) {
        GatewayCall asked = called.call();
        GatewaySink sink = asked.asked().request().sink();
        String status = "error";
        try {
            Answered answered = filter.stream(called); // 8 filter and restore while it streams
            TokenUsage used = settle.record(answered); // 9 cost and audit
            status = tell(answered, used, called.outcome() instanceof Outcome.Remembered, sink); // 10 done
        } catch (RuntimeException e) {
            // Not settled: the hold stays until the next start charges it. Nobody is told that the answer is whole.
            log.atError()
                    .setCause(e)
                    .addKeyValue("request_id", asked.asked().request().requestId())
                    .log("an answer could not be settled");
            tellUnavailable(sink);
        } finally {
            parts.metrics().agentRequest(AGENT, status, since(begun));
            log.atDebug()
                    .addKeyValue("request_id", asked.asked().request().requestId())
                    .addKeyValue("model", asked.asked().route().name())
                    .addKeyValue("status", status)
                    .addKeyValue("duration_ms", since(begun).toMillis())
                    .log("gateway request answered");
        }
    }

    /// Step 10: the client is told how it ended, after it is durable. The status under which the request counts.
    private static String tell(Answered answered, TokenUsage used, boolean cached, GatewaySink sink) {
        try {
            return switch (answered.ending()) {
                case Ending.Whole(var answer, var last) -> {
                    GatewaySink.Head head = RewriteAnswer.head(answered.call(), answered.target(), cached);
                    if (answer != null) {
                        sink.whole(head, answer);
                    } else {
                        if (cached) {
                            sink.begin(head);
                        }
                        for (Frame frame : last) {
                            sink.frame(frame);
                        }
                    }
                    yield "success";
                }
                case Ending.Over(var refusal, var outcome) -> {
                    sink.failed(refusal, used);
                    yield outcome.startsWith("filtered") ? "filtered" : "error";
                }
                case Ending.ReaderLeft() -> "interrupted";
            };
        } catch (IOException e) {
            // The client left at the last moment; the books are closed, so there is nothing to undo.
            return "interrupted";
        }
    }

    private static void tellUnavailable(GatewaySink sink) {
        try {
            sink.failed(Refusal.of(Code.UNAVAILABLE), TokenUsage.NONE);
        } catch (IOException e) {
            log.atDebug().log("the client left before the error");
        }
    }

    private static String refused(Refusal refusal) {
        return refusal.code() == Code.UNAVAILABLE || refusal.code() == Code.INTERNAL_ERROR ? "error" : "refused";
    }

    private Duration since(Instant begun) {
        return Duration.between(begun, clock.instant());
    }
}
