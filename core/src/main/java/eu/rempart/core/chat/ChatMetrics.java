package eu.rempart.core.chat;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ProviderChain;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the pipeline shows to Prometheus, under the names that both specifications give. Thread-safe.
///
/// Meters are kept: to find one in the registry costs more than to count. After a thousand models the further ones
/// are counted together as `other`, because an application may name what it likes.
///
/// The registry's naming turns `agent_requests` into `agent_requests_total` and `ai_latency` into
/// `ai_latency_seconds`. Labels are ids of agents, models and statuses: never of a person.
public final class ChatMetrics {

    private static final double NANO_PER_EURO = 1e9;

    static final int MAX_MODELS = 1_000;
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Set<String> models = ConcurrentHashMap.newKeySet();
    private final Map<Labels, Counter> agentRequests = new ConcurrentHashMap<>();
    private final Map<String, Timer> agentDurations = new ConcurrentHashMap<>();
    private final Map<Labels, Counter> aiCalls = new ConcurrentHashMap<>();
    private final Map<String, Timer> aiLatencies = new ConcurrentHashMap<>();
    private final Map<String, Counter> costs = new ConcurrentHashMap<>();
    private final Map<Labels, DistributionSummary> tokens = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> activeCalls = new ConcurrentHashMap<>();

    public ChatMetrics(MeterRegistry registry) {
        this.registry = registry;
        // Counters that nobody has counted yet are shown as 0, so that an alert on them is not blind.
        rateLimitCounter("anonymous");
    }

    void watch(ActiveConversations conversations) {
        Gauge.builder("active_conversations", conversations, ActiveConversations::count)
                .description("Conversations with a message in the last fifteen minutes")
                .register(registry);
    }

    /// One request to an agent is over.
    ///
    /// @param status `success`, `error`, `interrupted`, `filtered` or `refused`
    public void agentRequest(String agent, String status, Duration duration) {
        agentRequests
                .computeIfAbsent(new Labels(agent, status), labels -> Counter.builder("agent_requests")
                        .description("Total number of agent requests")
                        .tag("agent_type", agent)
                        .tag("status", status)
                        .register(registry))
                .increment();
        if (!status.equals("refused")) {
            agentDurations
                    .computeIfAbsent(agent, name -> Timer.builder("agent_response_duration")
                            .description("Agent response time")
                            .tag("agent_type", name)
                            .serviceLevelObjectives(seconds(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60))
                            .register(registry))
                    .record(duration);
        }
    }

    public void rateLimitExceeded(String limit) {
        rateLimitCounter(limit).increment();
    }

    /// One call to a provider begins.
    public void callStarted(String model) {
        active(model).incrementAndGet();
    }

    /// One call to a provider is over, well or not.
    public void callEnded(String model) {
        active(model).decrementAndGet();
    }

    /// Something that an operator has to look at.
    ///
    /// @param code which, such as `provider_key_refused`
    public void alert(String code, String provider) {
        Counter.builder("alerts")
                .description("What an operator has to look at")
                .tag("code", code)
                .tag("provider", provider)
                .register(registry)
                .increment();
    }

    /// The outcome of one call.
    ///
    /// @param status `success` or `error`
    public void aiCall(String model, String status, Duration duration) {
        String label = label(model);
        aiCalls.computeIfAbsent(new Labels(label, status), labels -> Counter.builder("ai_calls")
                        .description("Total AI API calls")
                        .tag("model", label)
                        .tag("status", status)
                        .register(registry))
                .increment();
        if (status.equals("success")) {
            aiLatencies
                    .computeIfAbsent(label, name -> Timer.builder("ai_latency")
                            .description("AI call latency in seconds")
                            .tag("model", name)
                            .serviceLevelObjectives(seconds(0.1, 0.5, 1, 2, 5, 10))
                            .register(registry))
                    .record(duration);
        }
    }

    /// A provider that was asked and did not begin to answer; the one that does is counted when its answer is over.
    void failedAttempt(ProviderChain.Attempt attempt) {
        ProviderException failure = attempt.failure();
        if (failure != null && failure.kind() != Kind.BREAKER_OPEN) {
            aiCall(attempt.provider().model(), "error", attempt.duration());
        }
    }

    /// What a call used and cost.
    public void spent(String model, TokenUsage usage, long costNano) {
        String label = label(model);
        costs.computeIfAbsent(label, name -> Counter.builder("ai_cost_euros")
                        .description("Total AI cost in euros")
                        .tag("model", name)
                        .register(registry))
                .increment(costNano / NANO_PER_EURO);
        tokens(label, "input", usage.input());
        tokens(label, "output", usage.output());
    }

    private void tokens(String model, String type, long count) {
        tokens.computeIfAbsent(new Labels(model, type), labels -> DistributionSummary.builder("ai_tokens")
                        .description("AI tokens used")
                        .tag("model", model)
                        .tag("type", type)
                        .serviceLevelObjectives(100, 500, 1_000, 2_000, 5_000, 10_000)
                        .register(registry))
                .record((double) count);
    }

    private Counter rateLimitCounter(String limit) {
        return Counter.builder("rate_limit_exceeded")
                .description("Requests refused by a rate limit")
                .tag("limit", limit)
                .register(registry);
    }

    private String label(String model) {
        if (models.contains(model)) {
            return model;
        }
        if (models.size() >= MAX_MODELS) {
            return OTHER;
        }
        models.add(model);
        return model;
    }

    private AtomicInteger active(String model) {
        return activeCalls.computeIfAbsent(label(model), name -> {
            AtomicInteger calls = new AtomicInteger();
            Gauge.builder("ai_calls_active", calls, AtomicInteger::get)
                    .description("Currently active AI calls")
                    .tag("model", name)
                    .register(registry);
            return calls;
        });
    }

    private static Duration[] seconds(double... bounds) {
        Duration[] durations = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            durations[i] = Duration.ofMillis(Math.round(bounds[i] * 1_000));
        }
        return durations;
    }

    /// What the meters of one name are told apart by.
    private record Labels(String first, String second) {}
}
