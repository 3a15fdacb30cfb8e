package eu.rempart.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.provider.ProviderException.Kind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The limits of one call, on a clock that passes when the test says so.
@Timeout(20)
class UpstreamCallTest {

    private static final UpstreamLimits LIMITS = UpstreamLimits.DEFAULT;
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final VirtualTimer timer = new VirtualTimer();
    private final CountDownLatch aborted = new CountDownLatch(1);
    private final UpstreamCall call = new UpstreamCall("p", LIMITS, aborted::countDown, timer);

    private void assertOpen() {
        assertThat(aborted.getCount()).isEqualTo(1);
        assertThatCode(call::ensureOpen).doesNotThrowAnyException();
    }

    private void assertTimedOut() throws InterruptedException {
        assertThat(aborted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(call::ensureOpen).isInstanceOfSatisfying(ProviderException.class, e -> assertThat(e.kind())
                .isEqualTo(Kind.TIMEOUT));
    }

    @Test
    void theFirstByteHasThirtySeconds() throws Exception {
        call.sending();
        timer.pass(Duration.ofSeconds(30).minus(MOMENT));
        assertOpen();
        timer.pass(MOMENT);
        assertTimedOut();
        assertThat(call.broken(Kind.PROTOCOL, null).kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void whoNeverHadTheRequestWasNotReached() {
        timer.pass(Duration.ofSeconds(30));
        assertThat(call.broken(Kind.PROTOCOL, null).kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void betweenTwoBytesThereAreThirtySeconds() throws Exception {
        for (int i = 0; i < 4; i++) {
            call.awaiting();
            timer.pass(Duration.ofSeconds(29));
            call.progressed();
            call.arrived();
        }
        call.awaiting();
        timer.pass(Duration.ofSeconds(30).minus(MOMENT));
        assertOpen();
        timer.pass(MOMENT);
        assertTimedOut();
    }

    @Test
    void timeInWhichNobodyReadsIsNotTheProviders() throws Exception {
        call.awaiting();
        call.progressed();
        call.arrived();
        timer.pass(Duration.ofMinutes(4));
        assertOpen();
        call.awaiting();
        timer.pass(Duration.ofSeconds(29));
        assertOpen();
    }

    @Test
    void theWholeAnswerHasFiveMinutes() throws Exception {
        for (int i = 0; i < 29; i++) {
            call.awaiting();
            timer.pass(Duration.ofSeconds(10));
            call.progressed();
            call.arrived();
        }
        call.awaiting();
        call.progressed();
        timer.pass(Duration.ofSeconds(10).minus(MOMENT));
        assertOpen();
        timer.pass(MOMENT);
        assertTimedOut();
    }

    @Test
    void lastWordsHaveTwoSeconds() throws Exception {
        call.awaiting();
        call.progressed();
        call.ending();
        timer.pass(Duration.ofSeconds(2).minus(MOMENT));
        assertOpen();
        timer.pass(MOMENT);
        assertTimedOut();
    }

    @Test
    void aCallThatIsWholeHasNoAlarm() throws Exception {
        assertThat(timer.waiting()).isEqualTo(1);
        call.complete();
        assertThat(timer.waiting()).isZero();
        timer.pass(Duration.ofHours(1));
        assertOpen();
    }
}
