package eu.rempart.guard.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import eu.rempart.guard.text.Decoders;
import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.Sanitizer;

/// Any text can be normalised, decoded and sanitised; places stay inside the text, and sanitising
/// twice changes nothing.
public final class NormaliserFuzz {
    private NormaliserFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        NormalText normal = NormalText.of(text);
        int after = 0;
        for (int w = 0; w < normal.count(); w++) {
            check(normal.start(w) >= after && normal.end(w) > normal.start(w), "words overlap");
            check(normal.end(w) <= text.length(), "a word beyond the text");
            after = normal.end(w);
        }
        int folded = normal.toString().length();
        for (int i = 0; i < folded; i++) {
            int offset = normal.originalOffset(i);
            check(offset >= 0 && offset <= text.length(), "an offset beyond the text");
        }
        for (Decoders.Decoded decoded : Decoders.decode(text)) {
            check(decoded.start() >= 0 && decoded.end() <= text.length(), "a span beyond the text");
            check(decoded.start() < decoded.end(), "an empty span");
        }
        String clean = Sanitizer.sanitize(text).text();
        check(Sanitizer.sanitize(clean).text().equals(clean), "sanitising twice is not sanitising once");
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
