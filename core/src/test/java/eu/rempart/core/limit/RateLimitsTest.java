package eu.rempart.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.limit.RateLimits.Claim;
import eu.rempart.core.limit.RateLimits.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final RateLimit TEN = new RateLimit("ten", 10, Duration.ofMinutes(1));
    private static final RateLimit TWO = new RateLimit("two", 2, Duration.ofHours(1));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
    private final InstantSource clock = now::get;
    private final RateLimits limits = new RateLimits(clock);

    @Test
    void theEleventhOfTenIsRefusedUntilTheWindowEnds() {
        List<Claim> claims = List.of(new Claim(TEN, "anna"));
        for (int i = 9; i >= 0; i--) {
            assertThat(limits.take(claims)).isInstanceOf(Verdict.Admitted.class);
        }
        Verdict refused = limits.take(claims);
        assertThat(refused).isInstanceOf(Verdict.Refused.class);
        assertThat(refused.standing().reset()).isEqualTo(Duration.ofMinutes(1));

        pass(Duration.ofSeconds(59));
        assertThat(limits.take(claims)).isInstanceOf(Verdict.Refused.class);
        pass(Duration.ofSeconds(1));
        assertThat(limits.take(claims)).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void everybodyHasTheirOwn() {
        IntStream.range(0, 10).forEach(i -> limits.take(List.of(new Claim(TEN, "anna"))));
        assertThat(limits.take(List.of(new Claim(TEN, "bruno")))).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void whatOneLimitRefusesCostsNothingUnderTheOthers() {
        List<Claim> both = List.of(new Claim(TEN, "anna"), new Claim(TWO, "*"));
        limits.take(both);
        limits.take(both);
        IntStream.range(0, 20).forEach(i -> assertThat(limits.take(both)).isInstanceOf(Verdict.Refused.class));
        assertThat(limits.take(List.of(new Claim(TEN, "anna"))).standing().remaining())
                .isEqualTo(7);
    }

    @Test
    void theStandingIsTheOneWithTheLeastLeft() {
        Verdict admitted = limits.take(List.of(new Claim(TEN, "anna"), new Claim(TWO, "*")));
        assertThat(admitted.standing().limit()).isEqualTo(TWO);
        assertThat(admitted.standing().remaining()).isEqualTo(1);
    }

    @Test
    void manyAtOnceNeverShareTheLastPermit() throws Exception {
        Callable<Verdict> request = () -> limits.take(List.of(new Claim(TEN, "anna")));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Verdict>> answers = threads.invokeAll(
                    IntStream.range(0, 1_000).mapToObj(i -> request).toList());
            assertThat(answers.stream().map(Future::resultNow).filter(Verdict.Admitted.class::isInstance))
                    .hasSize(10);
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }
}
