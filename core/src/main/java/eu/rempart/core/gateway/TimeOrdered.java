package eu.rempart.core.gateway;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Identifiers that grow with time (RFC 9562, version 7): rows that are written together stand together on the disk.
/// Not secret.
final class TimeOrdered {

    private static final int RANDOM_BITS = 12;
    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private TimeOrdered() {}

    static UUID uuid(Instant now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (now.toEpochMilli() << 16) | VERSION | random.nextLong(1L << RANDOM_BITS);
        return new UUID(high, (random.nextLong() >>> 2) | VARIANT);
    }
}
