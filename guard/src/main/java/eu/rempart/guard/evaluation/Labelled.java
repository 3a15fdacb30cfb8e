package eu.rempart.guard.evaluation;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A text and what is known of it.
///
/// @param text any text
/// @param label `injection`, `secret` or `benign`; empty for texts that only carry spans
/// @param language its language, such as `fr`; empty if unknown
/// @param kind the kind of attack or text; empty if unknown
/// @param source where it comes from; empty if unknown
/// @param spans what it holds
/// @param scope the only types that were looked for when the spans were written down; empty when all
///     were
public record Labelled(
        String text, String label, String language, String kind, String source, List<Span> spans, Set<String> scope) {
    public Labelled {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(source, "source");
        spans = List.copyOf(spans);
        scope = Set.copyOf(scope);
    }

    /// A place in the text.
    ///
    /// @param start the first code point (not UTF-16 unit), from 0
    /// @param end the code point after the last one
    /// @param type what stands there, such as `PERSON` or `IBAN`
    public record Span(int start, int end, String type) {}

    /// Where a span begins, in UTF-16 units.
    int unit(int codePoint) {
        return text.offsetByCodePoints(0, Math.min(codePoint, text.codePointCount(0, text.length())));
    }
}
