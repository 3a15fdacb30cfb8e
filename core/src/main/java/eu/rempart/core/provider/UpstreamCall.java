package eu.rempart.core.provider;

import eu.rempart.core.provider.ProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One HTTP call and its clocks. Whatever ends it first, a timeout, a fault or [#close], aborts the
/// connection at once and decides which kind of failure everybody sees afterwards.
///
/// One thread reads; [#close] may come from any.
final class UpstreamCall {

    /// What is left unread of a finished answer or of an error: read this far, in this time, so that the
    /// connection can be used again; beyond it, the connection is dropped.
    private static final int MAX_DRAINED_BYTES = 8 << 10;

    private static final Duration DRAIN = Duration.ofMillis(200);

    /// How long a provider that has told why it finished may take to tell what it counted.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private enum State {
        RUNNING,
        COMPLETED,
        CANCELLED,
        TIMED_OUT,
        FAILED
    }

    private final String provider;
    private final UpstreamLimits limits;
    private final Runnable abort;
    private final CallTimer timer;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final long answerDeadline;
    private volatile long patience;
    private volatile long waitingSince;
    private volatile boolean waiting = true;
    private volatile boolean started;
    private volatile boolean ending;
    private volatile boolean sent;
    private volatile @Nullable Body body;
    private @Nullable Future<?> alarm;

    UpstreamCall(String provider, UpstreamLimits limits, Runnable abort, CallTimer timer) {
        this.provider = provider;
        this.limits = limits;
        this.abort = abort;
        this.timer = timer;
        long now = timer.nanoTime();
        this.answerDeadline = now + limits.answer().toNanos();
        this.waitingSince = now;
        this.patience = limits.firstByte().toNanos();
        setAlarm();
    }

    /// The request leaves the house: from here on the provider may have it.
    void sending() {
        sent = true;
    }

    void answeredWith(InputStream content) {
        body = new Body(content);
    }

    /// The answer's bytes, bounded.
    InputStream body() {
        Body opened = body;
        if (opened == null) {
            throw new IllegalStateException("no answer yet");
        }
        return opened;
    }

    /// The idle clock runs from here to [#arrived]. Time in which nobody asks for the next event is not
    /// the provider's.
    void awaiting() throws ProviderException {
        long now = timer.nanoTime();
        if (now - answerDeadline >= 0) {
            expire();
        }
        ensureOpen();
        if (started) {
            waitingSince = now;
        }
        waiting = true;
    }

    /// Something meaningful has arrived, and the reader goes on reading.
    void progressed() {
        waitingSince = timer.nanoTime();
        if (!started) {
            started = true;
            beatWithin(limits.idle());
        }
    }

    /// The reader has what it waited for.
    void arrived() {
        waiting = false;
    }

    /// Only the provider's last words are missing; they are not worth a long wait.
    void ending() {
        if (!ending) {
            ending = true;
            if (LAST_WORDS.compareTo(limits.idle()) < 0) {
                beatWithin(LAST_WORDS);
            }
        }
    }

    /// @throws ProviderException if the call is over otherwise than by completion
    void ensureOpen() throws ProviderException {
        switch (state.get()) {
            case RUNNING, COMPLETED -> {}
            case CANCELLED -> throw new ProviderException(provider, Kind.CANCELLED);
            case TIMED_OUT -> throw new ProviderException(provider, Kind.TIMEOUT);
            case FAILED -> throw new ProviderException(provider, Kind.PROTOCOL);
        }
    }

    boolean isCancelled() {
        return state.get() == State.CANCELLED;
    }

    /// The answer is whole: from here on nothing can fail it.
    ///
    /// @throws ProviderException if it was closed before
    void complete() throws ProviderException {
        if (state.compareAndSet(State.RUNNING, State.COMPLETED)) {
            cancelAlarm();
        } else if (isCancelled()) {
            throw new ProviderException(provider, Kind.CANCELLED);
        }
    }

    /// The provider has said no in good order: the connection is kept if that is cheap.
    ProviderException refused(UpstreamFault fault) {
        if (state.compareAndSet(State.RUNNING, State.FAILED)) {
            cancelAlarm();
            drain();
        }
        return new ProviderException(provider, seenAs(fault.kind()), fault.retryAfter(), fault.rejection());
    }

    /// The answer cannot be used further: the connection goes.
    ProviderException broken(Kind kind, @Nullable Exception cause) {
        if (state.compareAndSet(State.RUNNING, kind == Kind.CANCELLED ? State.CANCELLED : State.FAILED)) {
            cancelAlarm();
            abort.run();
        }
        return cause != null && isQuotable(cause)
                ? new ProviderException(provider, seenAs(kind), cause)
                : new ProviderException(provider, seenAs(kind));
    }

    /// What we did ourselves explains a failure better than its symptom does. Who never had the request, because the
    /// connection or its handshake hangs, was not too slow with the answer, and cannot ask for money.
    private Kind seenAs(Kind kind) {
        Kind seen =
                switch (state.get()) {
                    case CANCELLED -> Kind.CANCELLED;
                    case TIMED_OUT -> Kind.TIMEOUT;
                    case RUNNING, COMPLETED, FAILED -> kind;
                };
        return seen == Kind.TIMEOUT && !sent ? Kind.UNREACHABLE : seen;
    }

    /// True for exceptions of the network, whose messages name addresses at most. Parsers quote what they
    /// cannot parse.
    private static boolean isQuotable(Exception cause) {
        return cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof SSLException;
    }

    /// Ends the call; if the answer is not complete, the provider sees the connection break.
    void close() {
        if (state.compareAndSet(State.RUNNING, State.CANCELLED)) {
            cancelAlarm();
            abort.run();
        } else if (state.get() == State.COMPLETED) {
            drain();
        }
    }

    private void drain() {
        Body rest = body;
        // Most answers are read to their end: then no clock is set, which would wake the timer's thread for each call.
        if (rest == null || rest.ended || !rest.claimRest()) {
            return;
        }
        Future<?> limit = null;
        boolean atEnd = false;
        try {
            limit = timer.after(DRAIN.toNanos(), abort);
            atEnd = rest.readToEnd(MAX_DRAINED_BYTES);
        } catch (IOException | RejectedExecutionException _) {
            // Whatever is wrong with the rest: the connection goes.
        } finally {
            if (limit != null) {
                limit.cancel(false);
            }
            if (!atEnd) {
                abort.run();
            }
        }
    }

    private void beatWithin(Duration limit) {
        patience = limit.toNanos();
        setAlarm();
    }

    private synchronized void setAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (state.get() != State.RUNNING) {
            return;
        }
        long now = timer.nanoTime();
        long delay = Math.min(deadline(now), answerDeadline - now);
        try {
            alarm = timer.after(Math.max(delay, 1), this::ring);
        } catch (RejectedExecutionException _) {
            // UpstreamHttp is being closed, which breaks the connection off anyway.
        }
    }

    /// Nanoseconds from now until the present wait has lasted too long.
    private long deadline(long now) {
        return waiting ? waitingSince + patience - now : patience;
    }

    private void ring() {
        long now = timer.nanoTime();
        if (now - answerDeadline >= 0 || deadline(now) <= 0) {
            expire();
        } else {
            setAlarm();
        }
    }

    private void expire() {
        if (state.compareAndSet(State.RUNNING, State.TIMED_OUT)) {
            // Closing a TLS connection may write, and so wait: not on the timer that all calls share.
            Thread.startVirtualThread(abort);
        }
    }

    private synchronized void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    /// Counts what is read, and stops at the limit.
    private final class Body extends InputStream {

        private final InputStream in;
        private final AtomicBoolean restClaimed = new AtomicBoolean();
        private long count;
        private volatile boolean ended;

        private Body(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (ended) {
                return -1;
            }
            int n = in.read(into, offset, length);
            if (n < 0) {
                ended = true;
                return -1;
            }
            count += n;
            if (count > limits.maxAnswerBytes()) {
                throw new UpstreamFault(Kind.TOO_LARGE);
            }
            return n;
        }

        private boolean claimRest() {
            return restClaimed.compareAndSet(false, true);
        }

        private boolean readToEnd(int maxBytes) throws IOException {
            byte[] sink = new byte[1 << 10];
            int left = maxBytes;
            while (!ended && left > 0) {
                int n = in.read(sink, 0, Math.min(sink.length, left));
                if (n < 0) {
                    ended = true;
                }
                left -= n;
            }
            return ended;
        }
    }
}
