package eu.rempart.guard.output;

import eu.rempart.guard.secret.SecretScanner;
import eu.rempart.guard.secret.SecretWatch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps credentials, the canary and the system prompt out of an answer, while it streams.
///
/// Every unit passes three watchers; what one of them could still object to is held back, and
/// nothing else: usually a word or less. The text before an offence goes out, the offence does not.
/// One stream, one thread.
public final class OutputGuard implements StreamGuard {
    private static final Step HOLD = new Step.Hold();

    private final SecretWatch secrets;
    private final CanaryWatch canary;
    private final OverlapWatch overlap;

    /// What came in and was not emitted yet.
    private final StringBuilder pending = new StringBuilder();

    private long emitted;

    /// All before this place was harmless at some time, and stays so.
    private long safe;

    private long read;
    private @Nullable String cut;

    /// @param secrets whose shapes and registered secrets are refused
    /// @param canary the marker in the system prompt that must never come out; empty for none. It is
    ///     recognised in any case, with blanks or signs between its letters, and encoded
    /// @param prompt the fingerprint of the system prompt; [PromptFingerprint#of] an empty string for
    ///     none
    public OutputGuard(SecretScanner secrets, String canary, PromptFingerprint prompt) {
        this.secrets = secrets.watch();
        this.canary = new CanaryWatch(Objects.requireNonNull(canary, "canary"));
        overlap = new OverlapWatch(prompt);
    }

    @Override
    public Step next(String delta) {
        if (cut != null) {
            return new Step.Cut(cut);
        }
        for (int i = 0; i < delta.length() && cut == null; i++) {
            char c = delta.charAt(i);
            pending.append(c);
            read++;
            cut = first(secrets.next(c), canary.next(c), overlap.next(c));
            if (cut == null) {
                safe = Math.max(safe, Math.min(secrets.safeUntil(), Math.min(canary.safeUntil(), overlap.safeUntil())));
            }
        }
        return step(false);
    }

    @Override
    public Step end() {
        if (cut == null) {
            cut = first(secrets.end(), canary.end(), null);
            safe = cut == null ? read : safe;
            return step(true);
        }
        return new Step.Cut(cut);
    }

    private static @Nullable String first(@Nullable String one, @Nullable String two, @Nullable String three) {
        return one != null ? one : two != null ? two : three;
    }

    private Step step(boolean last) {
        int size = (int) (safe - emitted);
        if (size > 0 && cut == null && !last && Character.isHighSurrogate(pending.charAt(size - 1))) {
            size--;
        }
        if (size == 0) {
            return cut == null ? HOLD : new Step.Cut(cut);
        }
        String text = pending.substring(0, size);
        pending.delete(0, size);
        emitted += size;
        return new Step.Emit(text);
    }
}
