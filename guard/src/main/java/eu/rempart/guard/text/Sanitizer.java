package eu.rempart.guard.text;

import java.util.Optional;

/// Makes a text that came from outside safe to hand to a model, and keeps it readable.
///
/// Order matters: Unicode first (so that nothing can hide behind an invisible character), then
/// markup, then repetitions.
///
/// - Unpaired surrogates become U+FFFD; line ends become LF; controls other than tab and LF, bidi
///   controls, zero-width, tag and other invisible characters go. Joiners inside emoji and inside
///   words of joining scripts stay.
/// - Outside code, known HTML, SVG and MathML tags and comments go and their text stays; the
///   contents of `script` and `style` go. Inside code (fences and backticks) the `<` of a known tag
///   becomes `&lt;`. `a < b` and `List<String>` stay as they are.
/// - Outside code, a run of more than 10 equal characters becomes 3 (digits and backticks stay,
///   spaces stay); more than 3 blank lines become 2.
///
/// Laws: `sanitize(sanitize(x)) = sanitize(x)`, and the time is linear. Thread-safe; never throws
/// for any text.
public final class Sanitizer {
    /// Passes that remove markup. What still produces new tags after so many is built to do so, and
    /// is escaped instead.
    private static final int MOST_PASSES = 4;

    private Sanitizer() {}

    /// A text after cleaning.
    ///
    /// @param text what may go on
    /// @param changed whether `text` differs from what came in
    /// @param activeContent the name of the rule that found a script in what came in: `script-tag`,
    ///     `script-url`, `data-url`, `event-handler`, `eval-call`, `function-constructor` or
    ///     `dynamic-import`; empty when there is none
    public record Sanitized(String text, boolean changed, Optional<String> activeContent) {}

    /// Only what cannot be seen: unpaired surrogates, controls, invisible characters. Markup and repetitions stay, as
    /// they have to in what programs send: code is not to be changed.
    public static String clean(String text) {
        return UnicodeCleaner.clean(text);
    }

    public static Sanitized sanitize(String text) {
        String unicode = UnicodeCleaner.clean(text);
        Optional<String> active = ActiveContent.find(unicode);
        String clean = unicode;
        boolean settled = false;
        for (int pass = 0; pass < MOST_PASSES && !settled; pass++) {
            // Where markup goes, what stood on both sides meets: marks may pile up anew.
            String next = UnicodeCleaner.clean(Repetitions.fold(Markup.remove(clean)));
            settled = next.equals(clean);
            clean = next;
        }
        if (!settled) {
            clean = UnicodeCleaner.clean(Repetitions.fold(Markup.escapeAll(clean)));
        }
        return new Sanitized(clean, !clean.equals(text), active);
    }
}
