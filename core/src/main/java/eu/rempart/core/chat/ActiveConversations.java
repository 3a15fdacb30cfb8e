package eu.rempart.core.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Which conversations are being answered right now, and which were spoken in lately. Thread-safe.
///
/// A conversation answers one message at a time: two at once would number the same personal data twice and store their
/// turns in each other's middle.
final class ActiveConversations {

    private static final Duration LATELY = Duration.ofMinutes(15);

    private final Set<UUID> answering = ConcurrentHashMap.newKeySet();
    private final Cache<UUID, Boolean> recent;

    ActiveConversations(InstantSource clock) {
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        recent = Caffeine.newBuilder()
                .expireAfterWrite(LATELY)
                .ticker(ticker)
                .maximumSize(1_000_000)
                .build();
    }

    /// Begins an answer; false if one is under way. Whoever got true calls [#end].
    boolean begin(UUID conversation) {
        boolean begun = answering.add(conversation);
        if (begun) {
            recent.put(conversation, true);
        }
        return begun;
    }

    void end(UUID conversation) {
        answering.remove(conversation);
    }

    boolean isIdle() {
        return answering.isEmpty();
    }

    /// Conversations with a message in the last fifteen minutes.
    long count() {
        recent.cleanUp();
        return recent.estimatedSize();
    }
}
