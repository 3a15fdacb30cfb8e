package eu.rempart.guard.output;

import eu.rempart.guard.secret.HiddenForms;
import eu.rempart.guard.secret.HiddenReader;
import org.jspecify.annotations.Nullable;

/// Looks for the canary letter by letter, whatever case or encoding it is in and whatever stands between its letters.
final class CanaryWatch {
    private final HiddenReader reader;

    CanaryWatch(String canary) {
        reader = HiddenForms.ofRandom(canary).reader();
    }

    @Nullable
    String next(char c) {
        return reader.next(c) >= 0 ? "canary" : null;
    }

    @Nullable
    String end() {
        return reader.end() >= 0 ? "canary" : null;
    }

    long safeUntil() {
        return reader.safeUntil();
    }
}
