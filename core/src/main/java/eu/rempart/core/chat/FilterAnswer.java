package eu.rempart.core.chat;

import eu.rempart.core.agent.Agent;
import eu.rempart.core.agent.SystemPrompt;
import eu.rempart.core.chat.Answered.Ending;
import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ModelEvent;
import eu.rempart.core.provider.ModelEvent.Source;
import eu.rempart.core.provider.ModelStream;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderChain;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.turn.Bill;
import eu.rempart.guard.output.OutputGuard;
import eu.rempart.guard.output.PromptFingerprint;
import eu.rempart.guard.output.Step;
import eu.rempart.guard.output.StreamGuard;
import eu.rempart.guard.pii.StreamRestorer;
import eu.rempart.guard.secret.SecretScanner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Step 8: the answer is filtered while it streams, and what was masked is restored behind the filter.
///
/// The filter sees what the model wrote; the restorer puts back what the person wrote. So a person's own data never
/// looks like a leak, and a leak never hides in it.
final class FilterAnswer {

    private static final Logger log = LoggerFactory.getLogger(FilterAnswer.class);

    /// More than any output limit allows; a provider that ignores the limit is cut here.
    private static final int MAX_ANSWER_CHARS = 64 * 1024;

    private final SecretScanner secrets;
    private final ChatMetrics metrics;
    private final InstantSource clock;
    private final String operator;
    private final Map<String, PromptFingerprint> prompts = new ConcurrentHashMap<>();

    FilterAnswer(ChatParts parts) {
        this.secrets = parts.secrets();
        this.metrics = parts.metrics();
        this.clock = parts.clock();
        this.operator = parts.operator();
    }

    String name() {
        return "filter";
    }

    Answered stream(Called called) {
        return switch (called.call()) {
            case Called.Call.Answering(var opened, var billed) -> stream(called.turn(), opened, billed);
            case Called.Call.Failed(var billed) -> nothing(called.turn(), billed, new Ending.BrokenOff());
            case Called.Call.Abandoned(var billed) -> nothing(called.turn(), billed, new Ending.ReaderLeft());
        };
    }

    private Answered stream(Turn turn, ProviderChain.Opened opened, List<Bill> billed) {
        AtomicBoolean left = new AtomicBoolean();
        String model = opened.provider().model();
        metrics.callStarted(model);
        Instant begun = turn.startedAt();
        String status = "error";
        try (ModelStream stream = opened.stream()) {
            turn.question().request().sink().onReaderGone(() -> {
                left.set(true);
                stop(stream);
            });
            Answered answered = new Pass(turn, opened.provider(), billed, stream, left).run();
            status = answered.ending() instanceof Ending.BrokenOff ? "error" : "success";
            return answered;
        } finally {
            metrics.callEnded(model);
            metrics.aiCall(model, status, Duration.between(begun, clock.instant()));
        }
    }

    /// From the thread that noticed that the reader has gone.
    private static void stop(ModelStream stream) {
        stream.close();
    }

    private static Answered nothing(Turn turn, List<Bill> billed, Ending ending) {
        return new Answered(turn, ending, null, billed, "", "", List.of(), null);
    }

    /// One answer on its way through.
    private final class Pass {
        private final Turn turn;
        private final Provider provider;
        private final List<Bill> billed;
        private final ModelStream stream;
        private final AtomicBoolean left;
        private final AnswerSink sink;
        private final StreamGuard guard;
        private final StreamRestorer restorer;
        private final StringBuilder received = new StringBuilder();
        private final StringBuilder shown = new StringBuilder();
        private List<Source> sources = List.of();
        private @Nullable TokenUsage usage;

        Pass(Turn turn, Provider provider, List<Bill> billed, ModelStream stream, AtomicBoolean left) {
            this.turn = turn;
            this.provider = provider;
            this.billed = billed;
            this.stream = stream;
            this.left = left;
            this.sink = turn.question().request().sink();
            Agent agent = turn.question().agent();
            this.guard = new OutputGuard(
                    secrets,
                    turn.prompt().canary(),
                    prompts.computeIfAbsent(
                            agent.id(), id -> PromptFingerprint.of(SystemPrompt.lastingText(agent, operator))));
            this.restorer = new StreamRestorer(turn.vault());
        }

        Answered run() {
            Ending ending;
            try {
                ending = pump();
            } catch (IOException e) {
                ending = new Ending.ReaderLeft();
            } catch (ProviderException e) {
                ending = left.get() ? new Ending.ReaderLeft() : new Ending.BrokenOff();
            } catch (RuntimeException e) {
                // A broken guard shows nothing more; what was used until then is still to be paid and stored.
                log.atError()
                        .setCause(e)
                        .addKeyValue("request_id", turn.question().request().requestId())
                        .log("the filter is broken; the answer is over");
                ending = new Ending.BrokenOff();
            }
            return new Answered(
                    turn,
                    ending,
                    provider,
                    billed,
                    shown.toString(),
                    received.toString(),
                    sources,
                    usage == null ? stream.usage() : usage);
        }

        private Ending pump() throws IOException, ProviderException {
            while (true) {
                switch (stream.next()) {
                    case ModelEvent.Text(var text) -> {
                        received.append(text);
                        if (received.length() > MAX_ANSWER_CHARS) {
                            return new Ending.TooLong();
                        }
                        Ending.Cut cut = pass(guard.next(text));
                        if (cut != null) {
                            return cut;
                        }
                    }
                    case ModelEvent.Sources(var documents) -> {
                        sources = documents;
                        sink.sources(documents);
                    }
                    case ModelEvent.Completed(var reason, var counted) -> {
                        usage = counted;
                        // What was held back may be safe text first and an offence behind it.
                        Step step = guard.end();
                        while (step instanceof Step.Emit) {
                            pass(step);
                            step = guard.end();
                        }
                        Ending.Cut cut = pass(step);
                        if (cut != null) {
                            return cut;
                        }
                        show(restorer.end());
                        return new Ending.Whole(reason);
                    }
                }
            }
        }

        private Ending.@Nullable Cut pass(Step step) throws IOException {
            return switch (step) {
                case Step.Emit(var text) -> {
                    show(restorer.next(text));
                    yield null;
                }
                case Step.Hold() -> null;
                case Step.Cut(var rule) -> new Ending.Cut(rule);
            };
        }

        private void show(String text) throws IOException {
            if (!text.isEmpty()) {
                sink.delta(text);
                shown.append(text);
            }
        }
    }
}
