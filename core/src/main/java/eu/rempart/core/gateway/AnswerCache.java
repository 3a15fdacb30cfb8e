package eu.rempart.core.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import eu.rempart.core.SubjectId;
import eu.rempart.core.wire.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// Answers that were given before, for the very same request of the very same user. In memory; thread-safe.
///
/// The key is a SHA-256 over fields whose lengths are in it, so that no two different requests look alike. An answer
/// is kept for one user only: what one was told, no other is told.
public final class AnswerCache {

    private static final long MAX_CHARS = 64L << 20;

    /// Stands for what would be in the key if it existed: an installation is one tenant, and the gateway has no agents
    /// and no prompts of its own, so that the request is all that is asked. Whoever adds one of them puts it here.
    private static final String NO_TENANT_AGENT_OR_PROMPT = "gateway";

    private final Cache<Key, Entry> answers;

    /// @param user stands in the key by itself, so that a user's answers can be dropped
    private record Key(SubjectId user, String digest) {}

    private record Entry(String provider, String model, List<Frame> frames, int chars) {}

    /// What was answered.
    ///
    /// @param frames of a stream, or the one whole answer
    public record Hit(String provider, String model, List<Frame> frames) {
        public Hit {
            frames = List.copyOf(frames);
        }
    }

    /// @param lifetime of an answer; zero keeps none
    public AnswerCache(Duration lifetime, InstantSource clock) {
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        answers = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(lifetime)
                .maximumWeight(lifetime.isZero() ? 0 : MAX_CHARS)
                .weigher((Key key, Entry entry) -> entry.chars())
                .build();
    }

    /// The digest of a request.
    static String digest(Endpoint endpoint, String route, boolean streamed, ObjectNode masked) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String field : List.of(
                    NO_TENANT_AGENT_OR_PROMPT, endpoint.name(), route, Boolean.toString(streamed), masked.toString())) {
                byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
                sha.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Optional<Hit> find(SubjectId user, String digest) {
        Entry entry = answers.getIfPresent(new Key(user, digest));
        return entry == null
                ? Optional.empty()
                : Optional.of(new Hit(
                        entry.provider(),
                        entry.model(),
                        entry.frames().stream().map(AnswerCache::copy).toList()));
    }

    void keep(SubjectId user, String digest, String provider, String model, List<Frame> frames) {
        List<Frame> own = frames.stream().map(AnswerCache::copy).toList();
        int chars = own.stream()
                .mapToInt(frame -> frame.data().toString().length() + 64)
                .sum();
        answers.put(new Key(user, digest), new Entry(provider, model, own, chars));
    }

    /// Drops all that this user was told.
    public void purge(SubjectId user) {
        answers.asMap().keySet().removeIf(key -> key.user().equals(user));
    }

    /// Drops all that anybody was told.
    public void purge() {
        answers.invalidateAll();
    }

    /// Drops what was told to those.
    public void purgeIf(Predicate<SubjectId> user) {
        Set<SubjectId> gone = answers.asMap().keySet().stream()
                .map(Key::user)
                .distinct()
                .filter(user)
                .collect(Collectors.toSet());
        if (!gone.isEmpty()) {
            answers.asMap().keySet().removeIf(key -> gone.contains(key.user()));
        }
    }

    private static Frame copy(Frame frame) {
        return frame.isDone() ? frame : new Frame(frame.event(), frame.data().deepCopy());
    }
}
