package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// Tries again after a failure that may pass: no connection, 5xx, 408, 409, 425, 429. Only until the first document of
/// the answer is there; nobody has seen anything of it before.
///
/// The pauses grow by two, with full jitter ([AWS Architecture
/// Blog](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/)). A `Retry-After` is kept to, and
/// where it is longer than anybody waits for, the failure is final at once: another provider is faster.
public final class Retrying implements Upstream {

    private static final Duration BASE = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Upstream upstream;
    private final int retries;
    private final Pause pause;
    private final DoubleSupplier random;

    /// Waits.
    @FunctionalInterface
    public interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /// @param retries attempts after the first
    /// @param random from 0 up to, not including, 1
    public Retrying(Upstream upstream, int retries, Pause pause, DoubleSupplier random) {
        this.upstream = upstream;
        this.retries = retries;
        this.pause = pause;
        this.random = random;
    }

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        @Nullable ProviderException before = null;
        for (int attempt = 0; ; attempt++) {
            try {
                return Peeked.wait(upstream.open(request));
            } catch (ProviderException e) {
                if (before != null && e.kind() == Kind.BREAKER_OPEN) {
                    // Nothing was sent this time: what is wrong is what opened the breaker.
                    throw before;
                }
                before = e;
                if (attempt >= retries || !mayPass(e)) {
                    throw e;
                }
                Duration wait = wait(e, attempt);
                if (wait.compareTo(LONGEST) > 0 || isLate(request, wait)) {
                    throw e;
                }
                sleep(wait, e);
            }
        }
    }

    private Duration wait(ProviderException e, int attempt) {
        return e.retryAfter().orElseGet(() -> jitter().multipliedBy(1L << attempt));
    }

    /// Whether the answer to another attempt would come too late.
    private static boolean isLate(UpstreamRequest request, Duration wait) {
        Deadline deadline = request.deadline();
        return deadline != null && deadline.left().compareTo(wait) <= 0;
    }

    private Duration jitter() {
        return Duration.ofNanos((long) (BASE.toNanos() * random.getAsDouble()));
    }

    private void sleep(Duration wait, ProviderException failure) throws ProviderException {
        try {
            pause.sleep(wait);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private static boolean mayPass(ProviderException e) {
        return switch (e.kind()) {
            case UNREACHABLE, SERVER_ERROR, RATE_LIMITED -> true;
            case TIMEOUT, UNAUTHORIZED, REJECTED, REDIRECTED, PROTOCOL, TOO_LARGE, BREAKER_OPEN, BUSY, CANCELLED ->
                false;
        };
    }
}
