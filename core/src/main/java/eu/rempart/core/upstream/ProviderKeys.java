package eu.rempart.core.upstream;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A provider's keys: one in use and one in reserve. Where the first is refused the second takes over, until the
/// process starts again or the first key changes. Read anew for every call, so that a file can be replaced while
/// running. Thread-safe; never printed.
public final class ProviderKeys {

    /// For servers that want no key.
    public static final ProviderKeys NONE = new ProviderKeys(() -> "", null);

    private final Supplier<String> primary;
    private final @Nullable Supplier<String> secondary;
    private final AtomicBoolean onSecondary = new AtomicBoolean();
    /// The keys whose refusal was told, each once until it works again.
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private volatile String refused = "";

    /// @param secondary null if there is none
    public ProviderKeys(Supplier<String> primary, @Nullable Supplier<String> secondary) {
        this.primary = primary;
        this.secondary = secondary;
    }

    /// The key to use now; empty if none is to be sent.
    ///
    /// @throws ProviderException of kind `UNAUTHORIZED` if it cannot be read or cannot be sent
    String current(String provider) throws ProviderException {
        Supplier<String> reserve = secondary;
        if (reserve == null || !onSecondary.get()) {
            return read(provider, primary);
        }
        String first = refused;
        try {
            first = read(provider, primary);
        } catch (ProviderException _) {
            // Perhaps its file is being replaced: the reserve does not need it.
        }
        // A primary key that was replaced deserves another try.
        if (!first.equals(refused)) {
            onSecondary.set(false);
            return first;
        }
        return read(provider, reserve);
    }

    /// The provider refused this key. True if there is another one to use instead: several calls may still have had
    /// the first key when it was refused.
    boolean refused(String key) {
        if (secondary == null || key.isEmpty()) {
            return false;
        }
        if (onSecondary.get()) {
            return key.equals(refused);
        }
        refused = key;
        onSecondary.set(true);
        return true;
    }

    /// Whether nobody was told yet that this key is refused, or that there is none that can be read.
    boolean isNews(String key) {
        return told.add(key);
    }

    /// The provider took this key: if it is refused again, that is news.
    void worked(String key) {
        if (!told.isEmpty()) {
            told.remove(key);
            // There is one that can be read: if there is none again, that is news too.
            told.remove("");
        }
    }

    /// Whether the reserve is in use.
    public boolean isOnSecondary() {
        return onSecondary.get();
    }

    /// Each key by itself, the first one first: none stands in for another.
    public List<ProviderKeys> each() {
        return secondary == null
                ? List.of(this)
                : List.of(new ProviderKeys(primary, null), new ProviderKeys(secondary, null));
    }

    /// Why the key cannot be used at all, found without a call; empty if it can.
    public Optional<String> fault() {
        try {
            read("", primary);
            Supplier<String> reserve = secondary;
            if (reserve != null) {
                read("", reserve);
            }
            return Optional.empty();
        } catch (ProviderException _) {
            return Optional.of("cannot be read, or holds blanks or characters that no key has");
        }
    }

    private static String read(String provider, Supplier<String> source) throws ProviderException {
        String key;
        try {
            key = source.get();
        } catch (RuntimeException _) {
            // Neither the cause nor its message: either may quote the secret.
            throw new ProviderException(provider, Kind.UNAUTHORIZED);
        }
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ProviderException(provider, Kind.UNAUTHORIZED);
        }
        return key;
    }

    /// Always `***`.
    @Override
    public String toString() {
        return "***";
    }
}
