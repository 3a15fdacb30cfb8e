package eu.rempart.core.gateway;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.chat.ChatMetrics;
import eu.rempart.core.cost.Price;
import eu.rempart.core.gateway.JudgeTexts.Judged;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Step;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.turn.TurnLedger.Account;
import eu.rempart.core.turn.TurnLedger.Hold;
import eu.rempart.core.turn.TurnLedger.Opened;
import eu.rempart.core.turn.WorstCost;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import eu.rempart.core.upstream.ProviderKind;
import eu.rempart.core.upstream.ProviderSpec;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.RequestTexts.Slot;
import eu.rempart.guard.pii.Masked;
import eu.rempart.guard.pii.PiiMatch;
import eu.rempart.guard.pii.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 7: mask every text, hold the money, write the request into the books, and only then ask a provider; the next of
/// the route where one does not begin to answer. Never one that the switch, its list of models, the residency, the
/// price
/// or a budget forbids.
final class CallProvider implements Step<Judged, CallProvider.Called> {

    private static final Logger log = LoggerFactory.getLogger(CallProvider.class);

    /// How many values one request may hide.
    private static final int MAX_HIDDEN_VALUES = 5_000;

    /// More than any provider counts for one image or file page set.
    static final long TOKENS_OF_MEDIA = 50_000;

    private static final long TOKENS_OF_A_REQUEST = 1_000;

    private static final List<String> OUTPUT_LIMITS =
            List.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    /// What providers run themselves and bill by the use.
    private static final List<String> PAID_TOOLS = List.of(
            "web_search", "web_fetch", "code_interpreter", "code_execution", "file_search", "image_generation", "mcp");

    /// What Anthropic has other prices for: the longer context, the faster answer.
    private static final List<String> DEAR_BETAS = List.of("context-1m", "fast-mode");

    private final GatewayParts parts;
    private final ChatMetrics metrics;
    private final AskRoute route;

    CallProvider(GatewayParts parts) {
        this.parts = parts;
        this.metrics = parts.metrics();
        this.route = new AskRoute(parts);
    }

    /// Proved: the request is in the books, and this is what asking came to.
    record Called(GatewayCall call, Outcome outcome) {}

    /// What asking came to before anything was shown.
    sealed interface Outcome {
        /// A provider answers. Whoever holds this closes the attempt.
        ///
        /// @param billed who has had the request before, and may ask for money
        record Answering(Attempt attempt, List<Billed> billed) implements Outcome {}

        /// The very same was answered before.
        record Remembered(AnswerCache.Hit hit) implements Outcome {}

        /// Counted here, without asking anybody.
        record CountedHere(ObjectNode answer) implements Outcome {}

        /// The answer must not be shown.
        ///
        /// @param answered whose it is, and what it came to
        /// @param billed who has had the request before, and may ask for money
        record Withheld(Billed answered, List<Billed> billed, String rule) implements Outcome {}

        /// Nobody answers.
        ///
        /// @param billed who has had the request and may ask for money
        record Failed(List<Billed> billed, Refusal refusal) implements Outcome {}

        /// The client left before anybody answered.
        ///
        /// @param billed who has had the request and may ask for money
        record Left(List<Billed> billed) implements Outcome {}
    }

    @Override
    public String name() {
        return "call";
    }

    @Override
    public Decision<Called> decide(Judged judged) {
        Asked asked = judged.asked();
        Instant now = parts.clock().instant();
        Vault vault = new Vault();
        Map<String, Integer> masked = new TreeMap<>();
        int chars = 0;
        List<Slot> slots = asked.texts().slots();
        for (int i = 0; i < slots.size(); i++) {
            Masked text = parts.masker().mask(judged.cleaned().readings().get(i), vault);
            if (!text.refused().isEmpty()) {
                return Decision.refuse(Code.PERSONAL_DATA_REFUSED);
            }
            for (PiiMatch match : text.matches()) {
                masked.merge(match.type().name(), 1, Integer::sum);
            }
            slots.get(i).set(text.text());
            chars += text.text().length();
        }
        asked.texts().commit();
        if (!vault.isEmpty() && vault.snapshot().entries().size() > MAX_HIDDEN_VALUES) {
            return Decision.refuse(Code.PERSONAL_DATA_REFUSED);
        }
        boolean limited = parts.budgets().limits(asked.caller());
        List<Target> targets = new ArrayList<>(asked.route().inOrder(ThreadLocalRandom.current()::nextDouble));
        Optional<Refusal> forbidden = keepAllowed(asked, targets, limited);
        if (forbidden.isPresent()) {
            return Decision.refuse(forbidden.get());
        }
        if (limited || targets.stream().anyMatch(CallProvider::hasCeiling)) {
            Optional<String> unpriced = unpriced(asked);
            if (unpriced.isPresent()) {
                return Decision.refuse(Refusal.unsupported(unpriced.get()));
            }
            bound(asked);
        }
        String key = cacheKey(asked, vault);
        UUID id = TimeOrdered.uuid(now);
        Optional<AnswerCache.Hit> hit = key == null || asked.request().sink().wantsFresh()
                ? Optional.empty()
                : parts.cache().find(asked.subject(), key);
        List<Hold> holds = hit.isPresent() ? List.of() : holds(asked, targets, now);
        List<Hold> held =
                holds.stream().filter(hold -> hold.limitNano() < Long.MAX_VALUE).toList();
        List<Account> unheld = holds.stream()
                .filter(hold -> hold.limitNano() == Long.MAX_VALUE)
                .map(hold -> new Account(hold.account(), hold.month()))
                .toList();
        Map<String, String> facts = facts(judged, id, masked);
        if (held.isEmpty() && !asked.streamed()) {
            // Nothing has to be held, and nothing is shown before the end: one entry in the books does for both, and is
            // durable before anything is answered.
            GatewayCall call = new GatewayCall(id, asked, judged.level(), vault, chars, unheld, facts, key, now);
            return Decision.proceed(called(call, hit, targets));
        }
        GatewayCall call = new GatewayCall(id, asked, judged.level(), vault, chars, unheld, Map.of(), key, now);
        Opened opened = parts.ledger()
                .open(new TurnLedger.Opening(
                        id,
                        asked.subject(),
                        null,
                        null,
                        null,
                        null,
                        held,
                        new AuditEvent(now, "gateway.opened", asked.request().requestId(), asked.subject(), facts),
                        now));
        return switch (opened) {
            case Opened.BudgetExhausted() ->
                Decision.refuse(Refusal.of(Code.BUDGET_EXHAUSTED, "request", whatHolds(asked)));
            case Opened.NoConversation() -> throw new IllegalStateException("there is no conversation");
            case Opened.Stored(var uncovered, var used) -> {
                targets.removeIf(target -> uncovered.contains(
                        Hold.ofProvider(target.provider().spec().id())));
                tell(asked, uncovered, used);
                yield Decision.proceed(
                        targets.isEmpty()
                                ? new Called(call, new Outcome.Failed(List.of(), beyondCeiling(asked)))
                                : called(call, hit, targets));
            }
        };
    }

    /// A ceiling that is used up needs an operator; one that has room, and not for this request, a smaller request.
    private void tell(Asked asked, Set<String> uncovered, Set<String> used) {
        for (String account : uncovered) {
            String provider = Hold.provider(account);
            if (used.contains(account)) {
                metrics.alert("provider_ceiling_reached", provider);
                log.atWarn().addKeyValue("provider", provider).log("a provider's monthly ceiling is reached");
            } else {
                log.atInfo()
                        .addKeyValue("request_id", asked.request().requestId())
                        .addKeyValue("provider", provider)
                        .log("a request may cost more than is left of a provider's monthly ceiling");
            }
        }
    }

    private static Refusal beyondCeiling(Asked asked) {
        return Refusal.of(Code.BUDGET_EXHAUSTED, "ceiling", whatHolds(asked));
    }

    /// What a client can make smaller, so that less has to be held.
    private static String whatHolds(Asked asked) {
        for (String field : OUTPUT_LIMITS) {
            if (asked.body().hasNonNull(field)) {
                return field + ": " + asked.body().path(field).asLong();
            }
        }
        return "input";
    }

    /// From here on the call is in the books: whatever breaks, it is settled.
    private Called called(GatewayCall call, Optional<AnswerCache.Hit> hit, List<Target> targets) {
        if (hit.isPresent()) {
            return new Called(call, new Outcome.Remembered(hit.get()));
        }
        GatewaySink sink = call.asked().request().sink();
        AtomicBoolean left = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        List<Billed> billed = new ArrayList<>(0);
        try {
            // Until a provider answers there is no stream to close: the wait itself is broken off.
            sink.onReaderGone(() -> {
                left.set(true);
                caller.interrupt();
            });
            if (call.asked().streamed()) {
                sink.waiting(call.asked().request().requestId(), call.asked().standing());
            }
            Outcome outcome = route.ask(call, targets, billed);
            return new Called(
                    call, left.get() && outcome instanceof Outcome.Failed ? new Outcome.Left(billed) : outcome);
        } catch (RuntimeException | Error e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("request_id", call.asked().request().requestId())
                    .log("asking is broken");
            return new Called(call, new Outcome.Failed(billed, Refusal.of(Code.INTERNAL_ERROR)));
        } finally {
            // What closes the books must not be interrupted, neither by an interrupt that has come nor by one to come.
            sink.onReaderGone(() -> {});
            Thread.interrupted();
        }
    }

    /// Where money is limited so is the answer: what is held must cover it.
    private void bound(Asked asked) {
        ObjectNode body = asked.body();
        String field =
                switch (asked.endpoint()) {
                    case CHAT_COMPLETIONS ->
                        body.hasNonNull("max_tokens") || body.hasNonNull("max_completion_tokens")
                                ? null
                                : "max_completion_tokens";
                    case RESPONSES -> body.hasNonNull("max_output_tokens") ? null : "max_output_tokens";
                    case MESSAGES, EMBEDDINGS, COUNT_TOKENS -> null;
                };
        if (field != null) {
            body.put(field, parts.maxOutputTokens());
        }
    }

    /// The most that may be written, as asked; 0 if it was not said.
    static long maxOutput(ObjectNode body) {
        long most = 0;
        for (String field : OUTPUT_LIMITS) {
            most = Math.max(most, body.path(field).asLong(0));
        }
        return most * Math.max(1, body.path("n").asInt(1));
    }

    /// Takes out who may not be asked. The refusal says why nobody is left.
    private Optional<Refusal> keepAllowed(Asked asked, List<Target> targets, boolean limited) {
        Set<String> residencies = asked.route().residencies();
        targets.removeIf(target -> !target.provider().spec().admits(target.model()) || !isWithin(residencies, target));
        if (targets.isEmpty()) {
            return Optional.of(Refusal.of(Code.MODEL_NOT_FOUND));
        }
        if (asked.endpoint().operation() == Operation.EMBEDDINGS) {
            targets.removeIf(target -> !target.provider().spec().kind().embeds());
            if (targets.isEmpty()) {
                return Optional.of(Refusal.unsupported("model"));
            }
        }
        if (asked.endpoint().operation() != Operation.COUNT_TOKENS) {
            targets.removeIf(
                    target -> (limited || hasCeiling(target)) && price(target).isEmpty());
            if (targets.isEmpty()) {
                return Optional.of(Refusal.of(Code.MODEL_UNPRICED));
            }
        }
        targets.removeIf(target -> !target.provider().isEnabled());
        return targets.isEmpty()
                ? Optional.of(Refusal.of(Code.PROVIDER_UNAVAILABLE, "switched_off", ""))
                : Optional.empty();
    }

    /// What the local knowledge is asked never leaves this machine, whatever the law around it.
    private static boolean isWithin(Set<String> residencies, Target target) {
        ProviderSpec spec = target.provider().spec();
        return residencies.isEmpty() || spec.kind() == ProviderKind.LOCAL || residencies.contains(spec.residency());
    }

    static boolean hasCeiling(Target target) {
        return target.provider().spec().monthlyCeilingNano() != null;
    }

    /// What costs more than its tokens, by no price that we know: not where money is limited.
    private static Optional<String> unpriced(Asked asked) {
        ObjectNode body = asked.body();
        for (String field : List.of("mcp_servers", "container")) {
            if (body.path(field).isString() || !body.path(field).isEmpty()) {
                return Optional.of(field);
            }
        }
        if (asked.betas().values().stream().anyMatch(beta -> DEAR_BETAS.stream().anyMatch(beta::contains))) {
            return Optional.of("anthropic-beta");
        }
        if (body.path("service_tier").asString("").equals("priority")) {
            return Optional.of("service_tier");
        }
        for (JsonNode tool : body.path("tools")) {
            String type = tool.path("type").asString("");
            if (PAID_TOOLS.stream().anyMatch(type::startsWith)) {
                return Optional.of("tools[].type");
            }
        }
        return body.hasNonNull("web_search_options") ? Optional.of("web_search_options") : Optional.empty();
    }

    private Optional<Price> price(Target target) {
        return parts.prices().find(target.provider().spec().id(), target.model());
    }

    /// The most that it can cost: a token is never less than one byte of text.
    private List<Hold> holds(Asked asked, List<Target> targets, Instant now) {
        if (asked.endpoint().operation() == Operation.COUNT_TOKENS) {
            return List.of();
        }
        WorstCost all = new WorstCost();
        Map<String, WorstCost> byCeiling = new LinkedHashMap<>();
        for (Target target : targets) {
            Price price = price(target).orElse(Price.FREE);
            boolean oneByOne = Attempt.asksOneByOne(asked, target);
            long requests = oneByOne ? asked.body().path("n").asInt(1) : 1;
            if (target.provider().spec().hedgeAfter() != null) {
                // Whoever is asked a second time reads a second time.
                requests *= 2;
            }
            long input = mostInput(asked);
            long output = maxOutput(asked.body());
            // One that is asked for each choice alone may have finished all but the last before another one answers.
            all.add(price, requests, input, output, oneByOne);
            if (hasCeiling(target)) {
                byCeiling
                        .computeIfAbsent(target.provider().spec().id(), _ -> new WorstCost())
                        .add(price, requests, input, output, oneByOne);
            }
        }
        List<Hold> holds = new ArrayList<>(2);
        for (Target target : targets) {
            ProviderSpec spec = target.provider().spec();
            WorstCost worst = byCeiling.remove(spec.id());
            Long ceiling = spec.monthlyCeilingNano();
            if (worst != null && ceiling != null) {
                holds.add(new Hold(Hold.ofProvider(spec.id()), Budgets.month(now), worst.nano(), ceiling, true));
            }
        }
        holds.addAll(parts.budgets().holds(asked.caller(), all.nano(), now));
        return holds;
    }

    /// The most that a provider can read each time that it is asked, once the request is masked.
    static long mostInput(Asked asked) {
        return TOKENS_OF_A_REQUEST + asked.texts().mostTokens() + asked.texts().media() * TOKENS_OF_MEDIA;
    }

    /// An answer may be given again where it was meant to be always the same, rests on nobody's data and does nothing.
    private static @Nullable String cacheKey(Asked asked, Vault vault) {
        return asked.endpoint().operation() == Operation.ANSWER
                        && vault.isEmpty()
                        && asked.texts().media() == 0
                        && asked.betas().isEmpty()
                        && Repeatable.is(asked.body(), asked.request().sink().takesRemembered())
                ? AnswerCache.digest(asked.endpoint(), asked.route().name(), asked.streamed(), asked.body())
                : null;
    }

    /// What the first seven steps found, for the record: no content.
    private static Map<String, String> facts(Judged judged, UUID id, Map<String, Integer> masked) {
        Asked asked = judged.asked();
        Map<String, String> facts = new TreeMap<>();
        facts.put("turn", id.toString());
        facts.put("endpoint", asked.endpoint().name().toLowerCase(Locale.ROOT));
        facts.put("model", asked.route().name());
        facts.put(
                "step01.authenticate", asked.caller().getClass().getSimpleName().toLowerCase(Locale.ROOT));
        facts.put(
                "step02.subscription",
                asked.caller()
                        .account()
                        .map(user -> user.tier().name().toLowerCase(Locale.ROOT))
                        .orElse("none"));
        facts.put(
                "step03.limits",
                asked.standing().limit().name() + " " + asked.standing().remaining() + " left");
        facts.put(
                "step04.validate",
                asked.texts().slots().size() + " texts"
                        + (asked.texts().media() > 0 ? ", " + asked.texts().media() + " media" : ""));
        facts.put("step05.sanitize", judged.cleaned().changed() ? "changed" : "unchanged");
        facts.put("step06.injection", judged.level().name().toLowerCase(Locale.ROOT));
        facts.put("step07.call", "masked " + (masked.isEmpty() ? "nothing" : masked.toString()));
        return facts;
    }
}
