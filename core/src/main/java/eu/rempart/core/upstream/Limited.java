package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// So many calls at once; one more is refused at once, so that another provider can take it.
public final class Limited implements Upstream {

    private final Upstream upstream;
    private final String provider;
    private final Semaphore permits;

    public Limited(Upstream upstream, String provider, int maxConcurrent) {
        this.upstream = upstream;
        this.provider = provider;
        this.permits = new Semaphore(maxConcurrent);
    }

    @Override
    public Exchange open(UpstreamRequest request) throws ProviderException {
        if (!permits.tryAcquire()) {
            throw new ProviderException(provider, Kind.BUSY);
        }
        boolean opened = false;
        try {
            Exchange exchange = upstream.open(request);
            opened = true;
            return new Counted(exchange, permits, new AtomicBoolean());
        } finally {
            if (!opened) {
                permits.release();
            }
        }
    }

    private record Counted(Exchange exchange, Semaphore permits, AtomicBoolean released) implements ForwardingExchange {

        @Override
        public void close() {
            exchange.close();
            if (released.compareAndSet(false, true)) {
                permits.release();
            }
        }
    }
}
