package eu.rempart.core.chat;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.cost.TokenUsage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChatMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ChatMetrics metrics = new ChatMetrics(registry);

    @Test
    void whatIsCountedTwiceIsTwo() {
        for (int i = 0; i < 2; i++) {
            metrics.agentRequest("gateway", "success", Duration.ofMillis(3));
            metrics.aiCall("m", "success", Duration.ofMillis(2));
            metrics.aiCall("m", "error", Duration.ofMillis(2));
            metrics.spent("m", new TokenUsage(10, 0, 5), 500_000_000);
        }
        assertThat(registry.get("agent_requests")
                        .tags("agent_type", "gateway", "status", "success")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("agent_response_duration").timer().count()).isEqualTo(2);
        assertThat(registry.get("ai_calls")
                        .tags("model", "m", "status", "error")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("ai_latency").tags("model", "m").timer().count())
                .isEqualTo(2);
        assertThat(registry.get("ai_cost_euros").tags("model", "m").counter().count())
                .isEqualTo(1);
        assertThat(registry.get("ai_tokens")
                        .tags("model", "m", "type", "input")
                        .summary()
                        .totalAmount())
                .isEqualTo(20);
        assertThat(registry.get("ai_tokens")
                        .tags("model", "m", "type", "output")
                        .summary()
                        .totalAmount())
                .isEqualTo(10);
    }

    @Test
    void modelsThatAnApplicationMakesUpDoNotAddMetersWithoutEnd() {
        for (int i = 0; i < ChatMetrics.MAX_MODELS + 50; i++) {
            metrics.callStarted("made-up-" + i);
            metrics.aiCall("made-up-" + i, "success", Duration.ofMillis(1));
            metrics.callEnded("made-up-" + i);
        }
        assertThat(registry.find("ai_calls").counters()).hasSize(ChatMetrics.MAX_MODELS + 1);
        assertThat(registry.find("ai_calls_active").gauges()).hasSize(ChatMetrics.MAX_MODELS + 1);
        assertThat(registry.get("ai_calls")
                        .tags("model", "other", "status", "success")
                        .counter()
                        .count())
                .isEqualTo(50);
    }
}
