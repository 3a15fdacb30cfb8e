package eu.rempart.core.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Sessions, API keys and visitors as the store knows them, remembered for five seconds.
///
/// What changes in this process is seen at once: whoever changes a user, a session or a key calls [#changed()]
/// after the write, which makes everything read before worthless, reads under way included. What another process
/// changes is seen after five seconds at most. What does not exist is not remembered. Thread-safe; blocks while it
/// reads.
public final class LiveCredentials {

    static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int ENTRIES = 20_000;

    private final SessionStore sessionStore;
    private final ApiKeyStore apiKeyStore;
    private final VisitorStore visitorStore;
    private final Cache<UUID, Read<SessionStore.LiveSession>> sessions;
    private final Cache<TokenHash, Read<ApiKeyStore.LiveApiKey>> apiKeys;
    private final Cache<TokenHash, Read<VisitorStore.KnownVisitor>> visitors;
    private final AtomicLong changes = new AtomicLong();

    public LiveCredentials(SessionStore sessionStore, ApiKeyStore apiKeyStore, VisitorStore visitorStore) {
        this(sessionStore, apiKeyStore, visitorStore, Ticker.systemTicker());
    }

    LiveCredentials(SessionStore sessionStore, ApiKeyStore apiKeyStore, VisitorStore visitorStore, Ticker ticker) {
        this.sessionStore = sessionStore;
        this.apiKeyStore = apiKeyStore;
        this.visitorStore = visitorStore;
        Caffeine<Object, Object> caches = Caffeine.newBuilder()
                .maximumSize(ENTRIES)
                .expireAfterWrite(REMEMBERED)
                // As for RateLimits: not worth another thread.
                .executor(Runnable::run)
                .ticker(ticker);
        this.sessions = caches.build();
        this.apiKeys = caches.build();
        this.visitors = caches.build();
    }

    /// Something about users, sessions or keys has changed in the store.
    public void changed() {
        changes.incrementAndGet();
    }

    Optional<SessionStore.LiveSession> session(UUID id) {
        return remembered(sessions, id, () -> sessionStore.find(id));
    }

    Optional<ApiKeyStore.LiveApiKey> apiKey(TokenHash hash) {
        return remembered(apiKeys, hash, () -> apiKeyStore.find(hash));
    }

    Optional<VisitorStore.KnownVisitor> visitor(TokenHash hash) {
        return remembered(visitors, hash, () -> visitorStore.find(hash));
    }

    private <K, V> Optional<V> remembered(Cache<K, Read<V>> cache, K key, Supplier<Optional<V>> source) {
        // Taken before the read: a change while the read runs makes its result good for this caller alone.
        long now = changes.get();
        Read<V> read = cache.getIfPresent(key);
        if (read != null && read.change() == now) {
            return Optional.of(read.value());
        }
        Optional<V> value = source.get();
        value.ifPresent(found -> cache.put(key, new Read<>(found, now)));
        return value;
    }

    private record Read<V>(V value, long change) {}
}
