package eu.rempart.guard.pii;

import eu.rempart.guard.Finding;
import eu.rempart.guard.secret.SecretScanner;
import eu.rempart.guard.text.LiteralAutomaton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Replaces personal data and secrets by the placeholders of a conversation's vault. Immutable and
/// thread-safe.
///
/// Laws: restoring what was masked gives the text back exactly; no masked value occurs in the
/// masked text, wherever it stands.
public final class Masker {
    private static final int SHORTEST_REMEMBERED = 3;

    private final PiiDetector pii;
    private final SecretScanner secrets;

    public Masker(PiiDetector pii, SecretScanner secrets) {
        this.pii = pii;
        this.secrets = secrets;
    }

    /// Masks a text. What the vault already knows is masked too where it stands as a word, so that a
    /// name given once stays hidden.
    public Masked mask(String text, Vault vault) {
        List<PiiMatch> spans = merged(text);
        spans = withOtherOccurrences(text, spans, vault);
        if (spans.isEmpty()) {
            return new Masked(text, List.of());
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        int from = 0;
        for (PiiMatch span : spans) {
            out.append(text, from, span.start())
                    .append(vault.placeholderFor(span.type(), text.substring(span.start(), span.end())));
            from = span.end();
        }
        return new Masked(out.append(text, from, text.length()).toString(), spans);
    }

    private List<PiiMatch> merged(String text) {
        List<PiiMatch> all = new ArrayList<>(pii.find(text));
        for (Finding secret : secrets.find(text)) {
            all.add(new PiiMatch(PiiType.SECRET, secret.start(), secret.end()));
        }
        literals(text, all);
        if (all.size() < 2) {
            return all;
        }
        all.sort(Comparator.comparingInt(PiiMatch::start)
                .thenComparing(Comparator.comparingInt(PiiMatch::end).reversed()));
        List<PiiMatch> merged = new ArrayList<>();
        for (PiiMatch match : all) {
            PiiMatch last = merged.isEmpty() ? null : merged.getLast();
            if (last == null || match.start() >= last.end()) {
                merged.add(match);
            } else if (match.end() > last.end()
                    || last.type() == PiiType.TEXT
                    || (match.type() == PiiType.SECRET && match.end() == last.end())) {
                // What overlaps is masked as one: neither may show its rest.
                PiiType type =
                        last.type() == PiiType.TEXT || match.type() == PiiType.SECRET ? match.type() : last.type();
                merged.set(merged.size() - 1, new PiiMatch(type, last.start(), Math.max(last.end(), match.end())));
            }
        }
        return merged;
    }

    /// Text that a restorer would take for a placeholder is put away too, so that it comes back as it
    /// was.
    private static void literals(String text, List<PiiMatch> all) {
        for (int i = 0; i < text.length(); i++) {
            if (Placeholders.mayOpen(text.charAt(i))) {
                Placeholders.Reading reading = Placeholders.read(text, i);
                if (reading.state() == Placeholders.State.WHOLE) {
                    all.add(new PiiMatch(PiiType.TEXT, i, reading.end()));
                    i = reading.end() - 1;
                } else if (reading.state() == Placeholders.State.PARTIAL && reading.key() != null) {
                    all.add(new PiiMatch(PiiType.TEXT, i, text.length()));
                    return;
                }
            }
        }
    }

    private static List<PiiMatch> withOtherOccurrences(String text, List<PiiMatch> spans, Vault vault) {
        Map<String, PiiType> values = new LinkedHashMap<>();
        for (PiiMatch span : spans) {
            if (span.type() != PiiType.TEXT) {
                values.putIfAbsent(text.substring(span.start(), span.end()), span.type());
            }
        }
        int here = values.size();
        for (Vault.Entry entry : vault.entries()) {
            if (entry.type() != PiiType.TEXT
                    && entry.value().length() >= SHORTEST_REMEMBERED
                    && entry.value().length() <= text.length()) {
                values.putIfAbsent(entry.value(), entry.type());
            }
        }
        if (values.isEmpty()) {
            return spans;
        }
        List<String> wanted = List.copyOf(values.keySet());
        List<PiiMatch> found = new ArrayList<>();
        occurrences(text, wanted, (value, start, end) -> {
            boolean whole = !Letters.isWordAt(text, start - 1) && !Letters.isWordAt(text, end);
            if (value < here || whole) {
                PiiType type = values.get(wanted.get(value));
                if (type != null) {
                    found.add(new PiiMatch(type, start, end));
                }
            }
        });
        if (found.isEmpty()) {
            return spans;
        }
        found.sort(Comparator.comparingInt(PiiMatch::start)
                .thenComparing(Comparator.comparingInt(PiiMatch::end).reversed()));
        List<PiiMatch> all = new ArrayList<>(spans.size() + found.size());
        int s = 0;
        int busyUntil = 0;
        for (PiiMatch match : found) {
            while (s < spans.size() && spans.get(s).start() < match.end()) {
                PiiMatch span = spans.get(s);
                if (span.start() >= busyUntil) {
                    all.add(span);
                    busyUntil = span.end();
                }
                s++;
            }
            if (match.start() >= busyUntil) {
                all.add(match);
                busyUntil = match.end();
            }
        }
        all.addAll(spans.subList(s, spans.size()));
        return all;
    }

    private static void occurrences(String text, List<String> wanted, LiteralAutomaton.Visitor visitor) {
        if (wanted.size() > 8) {
            new LiteralAutomaton(wanted).scan(text, visitor);
            return;
        }
        for (int value = 0; value < wanted.size(); value++) {
            String literal = wanted.get(value);
            for (int at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
                visitor.found(value, at, at + literal.length());
            }
        }
    }
}
