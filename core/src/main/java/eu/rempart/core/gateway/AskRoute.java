package eu.rempart.core.gateway;

import eu.rempart.core.gateway.CallProvider.Outcome;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Refusal.Explanation;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.provider.Rejection;
import eu.rempart.core.turn.AnswerUse;
import eu.rempart.core.upstream.Deadline;
import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import eu.rempart.core.upstream.ProviderKind;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.AnswerCutException;
import eu.rempart.core.wire.AnswerRewriter;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.RequestTexts.Slot;
import eu.rempart.core.wire.UntranslatableException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the providers of a route, one after the other, until one of them gives out something of an answer.
final class AskRoute {

    private static final Logger log = LoggerFactory.getLogger(AskRoute.class);

    /// How much of a provider's explanation is passed on.
    private static final int MAX_CHARS = 500;

    private final GatewayParts parts;

    AskRoute(GatewayParts parts) {
        this.parts = parts;
    }

    /// Asks until one begins to answer.
    ///
    /// @param targets who may be asked, in this order; at least one
    /// @param billed gets who has had the request and may ask for money, whatever breaks then
    Outcome ask(GatewayCall call, List<Target> targets, List<Billed> billed) {
        Asked asked = call.asked();
        Failures failures = new Failures();
        Deadline end = Deadline.after(parts.routeTimeout());
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            if (i > 0 && end.hasPassed() && target.provider().spec().kind() != ProviderKind.LOCAL) {
                // Who answers at once never comes too late.
                continue;
            }
            if (asked.endpoint() == Endpoint.COUNT_TOKENS && !speaksOf(asked, target)) {
                // It would take this for a question, and answer it.
                return new Outcome.CountedHere(asked.body().objectNode().put("input_tokens", count(asked)));
            }
            long begun = System.nanoTime();
            AnswerRewriter rewriter = rewriter(call);
            @Nullable Attempt attempt = null;
            boolean answering = false;
            try {
                attempt = Attempt.open(asked, target, rewriter, deadline(asked, targets, i, end), parts.routeTimeout());
                attempt.begin(asked.streamed());
                answering = true;
                return new Outcome.Answering(attempt, billed);
            } catch (AnswerCutException e) {
                return new Outcome.Withheld(uses(target, attempt), billed, e.rule());
            } catch (UntranslatableException e) {
                failures.untranslatable(e.field());
                if (attempt != null) {
                    // It has answered, and not as it was asked to.
                    billed.add(uses(target, attempt));
                }
            } catch (ProviderException e) {
                report(asked, target, e, Duration.ofNanos(System.nanoTime() - begun));
                billed.add(new Billed(target, attempt == null ? AnswerUse.read(e.requests()) : attempt.uses()));
                failures.add(target, e);
                if (isForAll(e)) {
                    failures.only(target, e);
                    break;
                }
            } catch (RuntimeException e) {
                log.atError()
                        .setCause(e)
                        .addKeyValue("request_id", asked.request().requestId())
                        .addKeyValue("provider", target.provider().spec().id())
                        .log("an answer is not understood");
                billed.add(uses(target, attempt));
                failures.add(
                        target,
                        attempt == null
                                ? new ProviderException(target.provider().spec().id(), Kind.PROTOCOL)
                                : attempt.broken(Kind.PROTOCOL));
            } finally {
                if (attempt != null && !answering) {
                    attempt.close();
                }
            }
        }
        return new Outcome.Failed(billed, refusal(call, failures));
    }

    /// Why nobody answers. The first provider of a route is the one that was meant: its failure is told.
    private static final class Failures {
        private @Nullable Target target;
        private @Nullable ProviderException failure;
        private @Nullable String untranslatable;

        void add(Target at, ProviderException e) {
            if (failure == null) {
                only(at, e);
            }
        }

        void only(Target at, ProviderException e) {
            target = at;
            failure = e;
        }

        void untranslatable(String field) {
            if (untranslatable == null) {
                untranslatable = field;
            }
        }
    }

    /// Whether nobody else need be asked: we are being stopped, or the request is wrong wherever it goes.
    private static boolean isForAll(ProviderException e) {
        return e.kind() == Kind.CANCELLED
                || e.rejection()
                        .filter(rejection -> !rejection.isOfThisProvider())
                        .isPresent();
    }

    /// By when this one has to begin. Where somebody else could answer it has half of what is left, so that there is
    /// time for them, and of an answer that is not streamed even less: nothing is seen of it before it is whole,
    /// and one that hangs must not have the time that the longest answer takes. For a page of help alone no model
    /// is hurried.
    private Deadline deadline(Asked asked, List<Target> targets, int at, Deadline end) {
        List<ManagedProvider> behind = targets.stream()
                .skip(at + 1L)
                .map(Target::provider)
                .filter(ManagedProvider::isCallable)
                .toList();
        if (behind.isEmpty()) {
            return end;
        }
        Deadline half = Deadline.after(end.left().dividedBy(2));
        boolean model = behind.stream().anyMatch(other -> other.spec().kind() != ProviderKind.LOCAL);
        return asked.streamed() || !model ? half : half.orBefore(Deadline.after(parts.fallbackAfter()));
    }

    /// What a provider may ask for that did not come to answer.
    private static Billed uses(Target target, @Nullable Attempt attempt) {
        return new Billed(target, attempt == null ? List.of(AnswerUse.READ) : attempt.uses());
    }

    private static boolean speaksOf(Asked asked, Target target) {
        Dialect client = asked.endpoint().dialect();
        return target.provider().spec().kind().dialectFor(client) == client;
    }

    private AnswerRewriter rewriter(GatewayCall call) {
        Guarded guarded = new Guarded(parts.secrets(), call.vault());
        Asked asked = call.asked();
        return asked.endpoint().operation() == Operation.ANSWER
                ? AnswerRewriter.of(
                        asked.endpoint().dialect(),
                        guarded,
                        asked.body()
                                .path("stream_options")
                                .path("include_usage")
                                .asBoolean(false),
                        Math.max(1, asked.body().path("n").asInt(1)))
                : AnswerRewriter.ofCounts(guarded);
    }

    private long count(Asked asked) {
        long tokens = 3;
        for (Slot slot : asked.texts().slots()) {
            tokens += parts.tokens().count(slot.text()) + 4;
        }
        return tokens;
    }

    private void report(Asked asked, Target target, ProviderException e, Duration duration) {
        if (e.kind() == Kind.CANCELLED) {
            return;
        }
        if (e.kind() != Kind.BREAKER_OPEN) {
            // An open breaker lets nothing out: that is no call.
            parts.metrics().aiCall(target.model(), "error", duration);
        }
        log.atWarn()
                .addKeyValue("request_id", asked.request().requestId())
                .addKeyValue("provider", target.provider().spec().id())
                .addKeyValue("model", target.model())
                .addKeyValue("failure", e.kind())
                .log("a provider did not answer");
    }

    private Refusal refusal(GatewayCall call, Failures failures) {
        Target target = failures.target;
        ProviderException told = failures.failure;
        String untranslatable = failures.untranslatable;
        if (told == null || target == null) {
            return untranslatable == null ? Refusal.of(Code.PROVIDER_UNAVAILABLE) : Refusal.unsupported(untranslatable);
        }
        return switch (told.kind()) {
            // What is between the provider and the operator is not for the client's eyes, nor in its hands.
            case REJECTED ->
                told.rejection()
                        .filter(Rejection::isTheClients)
                        .map(rejection ->
                                Refusal.ofProvider(Code.PROVIDER_REJECTED, explanation(call, target, rejection), null))
                        .orElseGet(() -> Refusal.of(Code.PROVIDER_UNAVAILABLE));
            case RATE_LIMITED, BUSY ->
                Refusal.ofProvider(
                        Code.PROVIDER_RATE_LIMITED, null, told.retryAfter().orElse(null));
            case UNREACHABLE,
                    TIMEOUT,
                    UNAUTHORIZED,
                    SERVER_ERROR,
                    REDIRECTED,
                    PROTOCOL,
                    TOO_LARGE,
                    BREAKER_OPEN,
                    CANCELLED ->
                Refusal.ofProvider(
                        Code.PROVIDER_UNAVAILABLE, null, told.retryAfter().orElse(null));
        };
    }

    /// Where the request was translated its fields have other names there.
    private Explanation explanation(GatewayCall call, Target target, Rejection rejection) {
        return new Explanation(
                rejection.status(),
                explained(call, rejection.message()),
                rejection.code(),
                speaksOf(call.asked(), target) ? explained(call, rejection.param()) : null);
    }

    /// The provider's own words go the way of an answer: nothing that looks like a credential is in them, and what was
    /// masked is restored.
    private @Nullable String explained(GatewayCall call, @Nullable String detail) {
        if (detail == null) {
            return null;
        }
        try {
            return cut(new Guarded(parts.secrets(), call.vault()).text().whole(detail));
        } catch (AnswerCutException _) {
            return null;
        }
    }

    /// Only what was looked through: a part of a credential would not be found.
    private static String cut(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS);
    }
}
