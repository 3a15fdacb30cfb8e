package eu.rempart.core.chat;

import eu.rempart.core.SubjectId;
import eu.rempart.core.agent.SystemPrompt;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.conversation.Author;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.conversation.Message;
import eu.rempart.core.conversation.MessageStatus;
import eu.rempart.core.conversation.Transcript;
import eu.rempart.core.cost.Price;
import eu.rempart.core.cost.PriceList;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Step;
import eu.rempart.core.provider.ModelRequest;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderChain;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.turn.AnswerUse;
import eu.rempart.core.turn.Bill;
import eu.rempart.core.turn.Bill.Covered;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.turn.TurnLedger.Hold;
import eu.rempart.core.turn.TurnLedger.NewConversation;
import eu.rempart.core.turn.TurnLedger.NewMessage;
import eu.rempart.core.turn.TurnLedger.Opened;
import eu.rempart.core.turn.WorstCost;
import eu.rempart.guard.injection.Level;
import eu.rempart.guard.pii.Masked;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.pii.PiiMatch;
import eu.rempart.guard.pii.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Step 7: mask personal data, hold the money, store the user's message, and only then call a provider.
///
/// Nothing leaves before all three have succeeded. Providers are tried in order; one whose model has no price is not
/// tried at all, because nobody could say what it spent; nor is one whose monthly ceiling is reached.
final class CallModel implements Step<Assessed, Called> {

    private static final Logger log = LoggerFactory.getLogger(CallModel.class);

    /// How many values one conversation may hide. All of them are looked for in all that is sent, every time.
    private static final int MAX_HIDDEN_VALUES = 2_000;

    /// How much of the conversation a model is given, newest first, in characters.
    private static final int MAX_HISTORY_CHARS = 24_000;

    private static final int TITLE_CHARS = 60;
    private static final List<String> STOP = List.of("[SYSTEM]", "[INST]", "<|im_start|>");

    private final ProviderChain providers;
    private final Map<String, Long> ceilings;
    private final Masker masker;
    private final VaultJson vaults = new VaultJson();
    private final Conversations conversations;
    private final TurnLedger ledger;
    private final Budgets budgets;
    private final PriceList prices;
    private final ActiveConversations active;
    private final ChatMetrics metrics;
    private final InstantSource clock;
    private final String operator;

    CallModel(ChatParts parts, ActiveConversations active) {
        this.providers = parts.providers();
        this.ceilings = parts.ceilings();
        this.masker = parts.masker();
        this.conversations = parts.conversations();
        this.ledger = parts.ledger();
        this.budgets = parts.budgets();
        this.prices = parts.prices();
        this.metrics = parts.metrics();
        this.clock = parts.clock();
        this.operator = parts.operator();
        this.active = active;
    }

    @Override
    public String name() {
        return "call";
    }

    @Override
    public Decision<Called> decide(Assessed assessed) {
        Question question = assessed.question();
        UUID conversationId =
                question.conversation().map(said -> said.conversation().id()).orElseGet(UUID::randomUUID);
        if (!active.begin(conversationId)) {
            return Decision.refuse(Code.CONVERSATION_BUSY);
        }
        boolean handedOver = false;
        try {
            if (hasMovedOn(question)) {
                return Decision.refuse(Code.CONVERSATION_BUSY);
            }
            return switch (open(assessed, conversationId)) {
                case Decision.Refuse<Turn>(var refusal) -> Decision.refuse(refusal);
                case Decision.Proceed<Turn>(var turn) -> {
                    Called called = new Called(turn, call(turn));
                    handedOver = true;
                    yield Decision.proceed(called);
                }
            };
        } finally {
            if (!handedOver) {
                active.end(conversationId);
            }
        }
    }

    /// Whether the conversation was answered between [Validate], which read it, and now: its placeholders and what was
    /// judged with it are older than what is stored, and storing them would lose the newer ones.
    private boolean hasMovedOn(Question question) {
        Transcript read = question.conversation().orElse(null);
        if (read == null) {
            return false;
        }
        return conversations
                .transcript(read.conversation().id(), question.subject(), 1)
                .filter(now -> !last(now).equals(last(read)))
                .isPresent();
    }

    private static Optional<UUID> last(Transcript transcript) {
        List<Message> messages = transcript.messages();
        return messages.isEmpty()
                ? Optional.empty()
                : Optional.of(messages.getLast().id());
    }

    private Decision<Turn> open(Assessed assessed, UUID conversationId) {
        Question question = assessed.question();
        SubjectId subject = question.subject();
        Vault vault =
                question.conversation().map(Transcript::vault).map(vaults::read).orElseGet(Vault::new);
        Masked masked = masker.mask(question.text(), vault);
        if (!masked.refused().isEmpty()) {
            return Decision.refuse(Code.PERSONAL_DATA_REFUSED);
        }
        SystemPrompt prompt = SystemPrompt.of(question.agent(), operator, assessed.level() == Level.MEDIUM);
        ModelRequest request = request(question, masked.text(), vault, prompt);
        if (vault.snapshot().entries().size() > MAX_HIDDEN_VALUES) {
            return Decision.refuse(Code.PERSONAL_DATA_REFUSED);
        }
        Instant now = clock.instant();
        UUID turnId = UUID.randomUUID();
        UUID messageId = UUID.randomUUID();
        Opened opened = ledger.open(new TurnLedger.Opening(
                turnId,
                subject,
                conversationId,
                question.conversation().isPresent()
                        ? null
                        : new NewConversation(
                                question.agent().id(),
                                conversations.sealTitle(subject, conversationId, title(question.text()))),
                vault.isEmpty() ? null : conversations.sealVault(subject, conversationId, vaults.write(vault)),
                new NewMessage(
                        messageId,
                        Author.USER,
                        MessageStatus.COMPLETE,
                        conversations.sealContent(subject, messageId, question.text()),
                        null),
                holds(question, request, now),
                new AuditEvent(
                        now, "chat.opened", question.request().requestId(), subject, facts(assessed, turnId, masked)),
                now));
        return switch (opened) {
            case Opened.Stored(var uncovered, var _) ->
                Decision.proceed(new Turn(
                        turnId,
                        question,
                        conversationId,
                        messageId,
                        vault,
                        prompt,
                        request,
                        exhausted(uncovered),
                        now));
            case Opened.BudgetExhausted() -> Decision.refuse(Code.BUDGET_EXHAUSTED);
            case Opened.NoConversation() -> Decision.refuse(Code.NOT_FOUND);
        };
    }

    private Called.Call call(Turn turn) {
        AnswerSink sink = turn.question().request().sink();
        AtomicBoolean left = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        try {
            sink.meta(new AnswerSink.Meta(
                    turn.question().request().requestId(),
                    turn.conversationId(),
                    turn.userMessageId(),
                    turn.question().agent().id(),
                    turn.question().agent().name(),
                    turn.question().standing()));
        } catch (IOException e) {
            return new Called.Call.Abandoned(List.of());
        }
        List<Bill> billed = new ArrayList<>(0);
        // Until a provider answers there is no stream to close: the wait itself is broken off.
        sink.onReaderGone(() -> {
            left.set(true);
            caller.interrupt();
        });
        try {
            ProviderChain.Opened opened = providers.open(turn.request(), allowed(turn), attempt -> {
                ProviderException failure = attempt.failure();
                if (failure != null) {
                    metrics.failedAttempt(attempt);
                    report(turn, attempt.provider(), failure);
                    bill(turn, attempt, failure).ifPresent(billed::add);
                }
            });
            return new Called.Call.Answering(opened, billed);
        } catch (ProviderException e) {
            return left.get() ? new Called.Call.Abandoned(billed) : new Called.Call.Failed(billed);
        } catch (RuntimeException e) {
            // The turn is open: it must be settled, and its conversation be free again.
            log.atError()
                    .setCause(e)
                    .addKeyValue("request_id", turn.question().request().requestId())
                    .log("a provider is broken");
            return new Called.Call.Failed(billed);
        } finally {
            // What closes the books must not be interrupted, neither by an interrupt that has come nor by one to come.
            sink.onReaderGone(() -> {});
            Thread.interrupted();
        }
    }

    /// A provider that fails is answered for by the next one, so that people do not notice; operators have to.
    private static void report(Turn turn, Provider provider, ProviderException failure) {
        if (failure.kind() != ProviderException.Kind.CANCELLED) {
            log.atWarn()
                    .addKeyValue("request_id", turn.question().request().requestId())
                    .addKeyValue("provider", provider.id())
                    .addKeyValue("model", provider.model())
                    .addKeyValue("failure", failure.kind())
                    .log("a provider did not answer");
        }
    }

    /// What a provider may ask for that did not come to answer.
    private static Optional<Bill> bill(Turn turn, ProviderChain.Attempt attempt, ProviderException failure) {
        AnswerUse use = new AnswerUse(attempt.told(), "", false);
        return attempt.provider().prepared() || !use.mayCost(failure)
                ? Optional.empty()
                : Optional.of(bill(attempt.provider(), turn.request(), List.of(use)));
    }

    /// What a provider may ask for.
    static Bill bill(Provider provider, ModelRequest request, List<AnswerUse> uses) {
        return new Bill(
                provider.id(),
                provider.model(),
                uses,
                new Covered(mostInput(request), request.maxOutputTokens(), false));
    }

    private ModelRequest request(Question question, String masked, Vault vault, SystemPrompt prompt) {
        List<ModelRequest.Message> messages = new ArrayList<>();
        messages.add(new ModelRequest.Message(ModelRequest.Role.USER, masked));
        int chars = masked.length();
        for (Message message : question.history().reversed()) {
            String text = masker.mask(message.content(), vault).text();
            chars += text.length();
            if (chars > MAX_HISTORY_CHARS) {
                break;
            }
            messages.addFirst(new ModelRequest.Message(
                    message.author() == Author.USER ? ModelRequest.Role.USER : ModelRequest.Role.ASSISTANT, text));
        }
        while (messages.getFirst().role() != ModelRequest.Role.USER) {
            messages.removeFirst();
        }
        StringBuilder system = new StringBuilder(prompt.text());
        question.asked().page().ifPresent(page -> {
            // A path may name a person, or hold a number of theirs.
            system.append("\n\nPage : ").append(masker.mask(page, vault).text());
            question.asked().step().ifPresent(step -> system.append(" ; étape : ")
                    .append(masker.mask(step, vault).text()));
        });
        return new ModelRequest(system.toString(), messages, question.agent().maxOutputTokens(), STOP);
    }

    /// The money of each provider with a ceiling, and that of whoever pays: each of them may read the question, and one
    /// answers. A ceiling that does not cover its part takes its provider out, and nothing else.
    private List<Hold> holds(Question question, ModelRequest request, Instant now) {
        List<Hold> holds = new ArrayList<>(2);
        long input = mostInput(request);
        WorstCost all = new WorstCost();
        for (Provider provider : providers.providers()) {
            Price price = prices.find(provider.id(), provider.model()).orElse(Price.FREE);
            all.add(price, 1, input, request.maxOutputTokens(), false);
            Long ceiling = ceilings.get(provider.id());
            if (ceiling != null) {
                WorstCost own = new WorstCost();
                own.add(price, 1, input, request.maxOutputTokens(), false);
                if (own.nano() > 0) {
                    holds.add(new Hold(Hold.ofProvider(provider.id()), Budgets.month(now), own.nano(), ceiling, true));
                }
            }
        }
        holds.addAll(budgets.holds(question.caller(), all.nano(), now));
        return holds;
    }

    /// The providers of these accounts. Nobody can ask an assistant for less: a ceiling without room for a question is
    /// reached, whatever is left of it.
    private Set<String> exhausted(Set<String> accounts) {
        accounts.stream().map(Hold::provider).forEach(provider -> {
            metrics.alert("provider_ceiling_reached", provider);
            log.atWarn().addKeyValue("provider", provider).log("a provider's monthly ceiling is reached");
        });
        return providers.providers().stream()
                .map(Provider::id)
                .filter(id -> accounts.contains(Hold.ofProvider(id)))
                .collect(Collectors.toSet());
    }

    /// The most tokens that this can be: one is never less than one byte of UTF-8.
    static long mostInput(ModelRequest request) {
        long tokens = request.system().getBytes(StandardCharsets.UTF_8).length;
        for (ModelRequest.Message message : request.messages()) {
            tokens += message.text().getBytes(StandardCharsets.UTF_8).length + 16L;
        }
        return tokens;
    }

    private Predicate<Provider> allowed(Turn turn) {
        return provider -> !turn.exhausted().contains(provider.id())
                && prices.find(provider.id(), provider.model()).isPresent();
    }

    /// What the first seven steps found, for the record: no content.
    private static Map<String, String> facts(Assessed assessed, UUID turnId, Masked masked) {
        Question question = assessed.question();
        Map<String, String> facts = new TreeMap<>();
        facts.put("turn", turnId.toString());
        facts.put("agent", question.agent().id());
        facts.put("step01.authenticate", lower(question.caller().getClass().getSimpleName()));
        facts.put(
                "step02.subscription",
                question.caller()
                        .account()
                        .map(user -> lower(user.tier().name()))
                        .orElse("none"));
        facts.put(
                "step03.limits",
                question.standing().limit().name() + " " + question.standing().remaining() + " left");
        facts.put("step04.validate", question.asked().message().length() + " chars");
        facts.put("step05.sanitize", question.sanitized() ? "changed" : "unchanged");
        facts.put("step06.injection", lower(assessed.level().name()));
        facts.put("step07.call", "masked " + counts(masked));
        return facts;
    }

    private static String counts(Masked masked) {
        if (masked.matches().isEmpty()) {
            return "nothing";
        }
        return masked.matches().stream()
                .collect(Collectors.groupingBy(
                        (PiiMatch match) -> match.type().name(), TreeMap::new, Collectors.counting()))
                .toString();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /// The beginning of the first message, cut between words.
    static String title(String text) {
        String line = text.strip().lines().findFirst().orElse("").strip();
        if (line.codePointCount(0, line.length()) <= TITLE_CHARS) {
            return line;
        }
        String cut = line.substring(0, line.offsetByCodePoints(0, TITLE_CHARS));
        int space = cut.lastIndexOf(' ');
        return (space > TITLE_CHARS / 2 ? cut.substring(0, space) : cut).strip() + "…";
    }
}
