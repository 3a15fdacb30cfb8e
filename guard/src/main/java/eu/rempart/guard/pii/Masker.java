package eu.rempart.guard.pii;

import eu.rempart.guard.Finding;
import eu.rempart.guard.secret.SecretScanner;
import eu.rempart.guard.text.LiteralAutomaton;
import eu.rempart.guard.text.Reading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Replaces personal data and secrets by the placeholders of a conversation's vault. Immutable and
/// thread-safe.
///
/// Laws: restoring what was masked gives the text back exactly; no masked value occurs in the
/// masked text, wherever it stands.
public final class Masker {
    private static final int SHORTEST_REMEMBERED = 3;

    /// That of [String#hashCode()].
    private static final int HASH_FACTOR = 31;

    /// So many values are looked for one by one.
    private static final int FEW = 8;

    private static final int FILTER_BITS = 1 << 14;

    private final PiiDetector pii;
    private final SecretScanner secrets;
    private final PiiPolicy policy;

    /// A masker that masks every type.
    public Masker(PiiDetector pii, SecretScanner secrets) {
        this(pii, secrets, PiiPolicy.MASK_ALL);
    }

    /// @param policy what to do with each type
    public Masker(PiiDetector pii, SecretScanner secrets, PiiPolicy policy) {
        this.pii = pii;
        this.secrets = secrets;
        this.policy = policy;
    }

    /// Masks a text. What the vault already knows is masked too where it stands as a word, so that a
    /// name given once stays hidden; in a text that has it as a word, within longer words as well. What the policy
    /// refuses is masked as well, and named in the result: the caller is not to send the text.
    public Masked mask(String text, Vault vault) {
        return mask(Reading.of(text), vault);
    }

    /// The same, for a text that was read already.
    public Masked mask(Reading reading, Vault vault) {
        String text = reading.text();
        List<PiiMatch> spans = merged(reading);
        spans = withOtherOccurrences(text, spans, vault);
        if (spans.isEmpty()) {
            return new Masked(text, List.of(), Set.of());
        }
        Set<PiiType> refused = EnumSet.noneOf(PiiType.class);
        for (PiiMatch span : spans) {
            if (policy.of(span.type()) == PiiPolicy.Action.REFUSE) {
                refused.add(span.type());
            }
        }
        while (true) {
            int[] ends = new int[spans.size()];
            String out = replaced(text, spans, vault, ends);
            List<PiiMatch> misread = misread(text, spans, ends, out);
            if (misread.isEmpty()) {
                return new Masked(out, spans, refused);
            }
            misread.addAll(spans);
            misread.sort(Comparator.comparingInt(PiiMatch::start));
            spans = misread;
        }
    }

    /// The text with its placeholders.
    ///
    /// @param ends receives where each placeholder ends
    private static String replaced(String text, List<PiiMatch> spans, Vault vault, int[] ends) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        int from = 0;
        for (int i = 0; i < ends.length; i++) {
            PiiMatch span = spans.get(i);
            out.append(text, from, span.start())
                    .append(vault.placeholderFor(span.type(), text.substring(span.start(), span.end())));
            from = span.end();
            ends[i] = out.length();
        }
        return out.append(text, from, text.length()).toString();
    }

    /// What beside the placeholders a restorer would misread for one, now that something else stands behind it: the
    /// characters where that begins are to be put away too.
    private static List<PiiMatch> misread(String text, List<PiiMatch> spans, int[] ends, String out) {
        BitSet shown = shownAgain(text, spans, out);
        List<PiiMatch> misread = new ArrayList<>(0);
        int at = 0;
        int plain = 0;
        for (int i = 0; i < ends.length; i++) {
            PiiMatch span = spans.get(i);
            for (; plain < span.start(); plain++, at++) {
                if (shown.get(at) || isMisread(out, at)) {
                    misread.add(new PiiMatch(PiiType.TEXT, plain, plain + 1));
                }
            }
            plain = span.end();
            at = ends[i];
        }
        for (; at < out.length(); plain++, at++) {
            if (shown.get(at) || isMisread(out, at)) {
                misread.add(new PiiMatch(PiiType.TEXT, plain, plain + 1));
            }
        }
        return misread;
    }

    /// Where placeholders happen to write a masked value that has the form of one inside.
    private static BitSet shownAgain(String text, List<PiiMatch> spans, String out) {
        BitSet shown = new BitSet();
        if (text.indexOf('[') < 0) {
            return shown;
        }
        Set<String> values = new HashSet<>();
        for (PiiMatch span : spans) {
            if (span.type() != PiiType.TEXT && text.indexOf('[', span.start(), span.end()) >= 0) {
                values.add(text.substring(span.start(), span.end()));
            }
        }
        if (!values.isEmpty()) {
            occurrences(out, List.copyOf(values), (value, start, end) -> shown.set(start, end));
        }
        return shown;
    }

    private static boolean isMisread(String out, int at) {
        if (!Placeholders.mayOpen(out.charAt(at))) {
            return false;
        }
        Placeholders.Reading reading = Placeholders.read(out, at, at > 0 ? out.charAt(at - 1) : ' ', false);
        return reading.state() == Placeholders.State.WHOLE
                || (reading.state() == Placeholders.State.PARTIAL && reading.key() != null);
    }

    private List<PiiMatch> merged(Reading reading) {
        List<PiiMatch> all = new ArrayList<>();
        for (PiiMatch match : pii.find(reading)) {
            if (policy.of(match.type()) != PiiPolicy.Action.KEEP) {
                all.add(match);
            }
        }
        if (policy.of(PiiType.SECRET) != PiiPolicy.Action.KEEP) {
            for (Finding secret : secrets.find(reading)) {
                all.add(new PiiMatch(PiiType.SECRET, secret.start(), secret.end()));
            }
        }
        literals(reading.text(), all);
        return all.size() < 2 ? all : union(all);
    }

    /// Text that a restorer would take for a placeholder is put away too, so that it comes back as it
    /// was.
    private static void literals(String text, List<PiiMatch> all) {
        for (int i = 0; i < text.length(); i++) {
            if (Placeholders.mayOpen(text.charAt(i))) {
                Placeholders.Reading reading = Placeholders.read(text, i, i > 0 ? text.charAt(i - 1) : ' ', false);
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
        BitSet hidden = new BitSet();
        hidden.set(0, here);
        List<PiiMatch> found = new ArrayList<>();
        List<Occurrence> withinWords = new ArrayList<>(0);
        occurrences(text, wanted, (value, start, end) -> {
            if (hidden.get(value) || (!Letters.isWordAt(text, start - 1) && !Letters.isWordAt(text, end))) {
                hidden.set(value);
                add(found, spans, values.get(wanted.get(value)), start, end);
            } else {
                withinWords.add(new Occurrence(value, start, end));
            }
        });
        for (Occurrence place : withinWords) {
            if (hidden.get(place.value())) {
                add(found, spans, values.get(wanted.get(place.value())), place.start(), place.end());
            }
        }
        if (found.isEmpty()) {
            return spans;
        }
        found.addAll(spans);
        return union(found);
    }

    /// Where a value of the vault stands inside a longer word: it is shown there, unless the same text has it as a
    /// word too.
    private record Occurrence(int value, int start, int end) {}

    private static void add(List<PiiMatch> found, List<PiiMatch> spans, @Nullable PiiType type, int start, int end) {
        if (type != null && !isKnown(spans, type, start, end)) {
            found.add(new PiiMatch(type, start, end));
        }
    }

    /// Whether this very place is among the spans, which are in the order of the text and do not overlap.
    private static boolean isKnown(List<PiiMatch> spans, PiiType type, int start, int end) {
        int low = 0;
        int high = spans.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            PiiMatch span = spans.get(middle);
            if (span.start() == start) {
                return span.end() == end && span.type() == type;
            }
            if (span.start() < start) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /// What overlaps is masked as one: neither may show its rest.
    private static List<PiiMatch> union(List<PiiMatch> all) {
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
                PiiType type =
                        last.type() == PiiType.TEXT || match.type() == PiiType.SECRET ? match.type() : last.type();
                merged.set(merged.size() - 1, new PiiMatch(type, last.start(), Math.max(last.end(), match.end())));
            }
        }
        return merged;
    }

    /// Visits every place where one of the values stands. By length: a hash that rolls along the text
    /// tells whether a value of that length could begin there, so memory does not grow with the values
    /// and time grows with the number of their lengths.
    private static void occurrences(String text, List<String> wanted, LiteralAutomaton.Visitor visitor) {
        if (wanted.size() <= FEW) {
            for (int value = 0; value < wanted.size(); value++) {
                String literal = wanted.get(value);
                for (int at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
                    visitor.found(value, at, at + literal.length());
                }
            }
            return;
        }
        Map<Integer, Map<Integer, List<Integer>>> byLength = new HashMap<>();
        for (int value = 0; value < wanted.size(); value++) {
            String literal = wanted.get(value);
            byLength.computeIfAbsent(literal.length(), k -> new HashMap<>())
                    .computeIfAbsent(literal.hashCode(), k -> new ArrayList<>(1))
                    .add(value);
        }
        byLength.forEach((length, values) -> {
            int highest = 1;
            for (int i = 1; i < length; i++) {
                highest *= HASH_FACTOR;
            }
            long[] filter = new long[FILTER_BITS / Long.SIZE];
            values.keySet().forEach(key -> filter[bit(key) >>> 6] |= 1L << bit(key));
            int hash = 0;
            for (int i = 0; i < text.length(); i++) {
                if (i >= length) {
                    hash -= text.charAt(i - length) * highest;
                }
                hash = hash * HASH_FACTOR + text.charAt(i);
                boolean possible = i + 1 >= length && (filter[bit(hash) >>> 6] >>> bit(hash) & 1) != 0;
                List<Integer> candidates = possible ? values.get(hash) : null;
                if (candidates != null) {
                    int start = i + 1 - length;
                    for (int value : candidates) {
                        if (text.startsWith(wanted.get(value), start)) {
                            visitor.found(value, start, i + 1);
                        }
                    }
                }
            }
        });
    }

    private static int bit(int hash) {
        return (hash ^ (hash >>> 15)) & (FILTER_BITS - 1);
    }
}
