package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.wire.Frame;
import org.jspecify.annotations.Nullable;

/// An exchange whose first document is there already.
final class Peeked implements ForwardingExchange {

    private final Exchange exchange;
    private @Nullable Frame first;
    private boolean given;

    private Peeked(Exchange exchange, @Nullable Frame first) {
        this.exchange = exchange;
        this.first = first;
    }

    /// Waits for the first document. The exchange is closed where that fails.
    static Peeked wait(Exchange exchange) throws ProviderException {
        boolean there = false;
        try {
            Peeked peeked = new Peeked(exchange, exchange.next());
            there = true;
            return peeked;
        } finally {
            if (!there) {
                exchange.close();
            }
        }
    }

    @Override
    public @Nullable Frame next() throws ProviderException {
        if (given) {
            return exchange.next();
        }
        given = true;
        Frame frame = first;
        first = null;
        return frame;
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }
}
