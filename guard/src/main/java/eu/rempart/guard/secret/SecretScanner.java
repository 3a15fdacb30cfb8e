package eu.rempart.guard.secret;

import eu.rempart.guard.Finding;
import eu.rempart.guard.text.Decoders;
import eu.rempart.guard.text.LiteralAutomaton;
import eu.rempart.guard.text.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds credentials in a text: by shape (more than 200 kinds), by a telling word before a
/// random-looking value, and the caller's own.
///
/// Security guarantees: a registered secret is found verbatim, in any case and spaced out, and in every encoding of
/// [Decoders]; findings and `toString` never hold one. Immutable and thread-safe. One automaton over all beginnings,
/// then a bounded look at each place: linear time.
public final class SecretScanner {
    /// The rule name of the caller's own secrets.
    public static final String REGISTERED = "registered-secret";

    private static final int LONGEST_BLOCK = 16_000;
    private static final int SHORTEST_REGISTERED = 6;

    /// Kinds with a mark inside are longer than that.
    private static final int SHORTEST_MARKED = 12;

    private static final boolean[] LETTERS = new boolean[0x80];

    static {
        for (char c = 0; c < LETTERS.length; c++) {
            LETTERS[c] = Character.isLetterOrDigit(c);
        }
    }

    private static final Map<String, List<Shape>> BY_PREFIX =
            Shape.ALL.stream().collect(Collectors.groupingBy(Shape::prefix));

    private final LiteralAutomaton prefixes;

    /// The caller's own secrets as they are, in ROT13 and backwards: these leave no other trace.
    private final LiteralAutomaton registered;

    private final HiddenForms hidden;
    private final LiteralAutomaton registeredMorse;
    private final List<String> own;

    public SecretScanner() {
        this(List.of());
    }

    /// @param registered the caller's own secrets, such as its provider keys; those shorter than 6
    ///     characters are ignored, since they would be found everywhere
    public SecretScanner(List<String> registered) {
        own = registered.stream()
                .filter(secret -> secret.length() >= SHORTEST_REGISTERED)
                .distinct()
                .toList();
        List<String> forms = new ArrayList<>(own);
        for (String secret : own) {
            forms.add(Decoders.rot13(secret));
            forms.add(new StringBuilder(secret).reverse().toString());
        }
        this.registered = new LiteralAutomaton(forms);
        hidden = HiddenForms.of(own);
        registeredMorse = new LiteralAutomaton(
                own.stream().map(secret -> secret.toLowerCase(Locale.ROOT)).toList());
        prefixes = new LiteralAutomaton(Shape.PREFIXES);
    }

    /// All credentials, not overlapping, in the order of the text; also those in what is
    /// [encoded][Decoders] there, with the path that led to them.
    public List<Finding> find(String text) {
        return find(Reading.of(text));
    }

    /// The same, for a text that was read already.
    public List<Finding> find(Reading reading) {
        List<Finding> found = new ArrayList<>(0);
        plain(reading.text(), true, found);
        for (Decoders.Decoded inner : reading.decoded()) {
            encoded(inner, found);
        }
        return found.isEmpty() ? List.of() : withoutOverlaps(found);
    }

    /// Credentials by shape and registered ones only, in plain sight: no guessing from words around a
    /// value, and no names of places in a cloud.
    public List<Finding> findByShape(String text) {
        List<Finding> found = new ArrayList<>(0);
        shapes(text, false, found);
        registered(text, found);
        return found.isEmpty() ? List.of() : withoutOverlaps(found);
    }

    private void plain(String text, boolean resources, List<Finding> found) {
        shapes(text, resources, found);
        registered(text, found);
        GenericSecrets.find(text, found);
    }

    private void registered(String text, List<Finding> found) {
        if (!own.isEmpty()) {
            registered.scan(text, (literal, start, end) -> found.add(new Finding(REGISTERED, start, end)));
            hidden(text, found);
        }
    }

    /// A text that is encoded as a whole, such as one in ROT13, is no credential as a whole: only the
    /// place itself counts, which has the same length.
    private void encoded(Decoders.Decoded inner, List<Finding> found) {
        List<Finding> inside = new ArrayList<>(0);
        String text = inner.text();
        plain(text, false, inside);
        if (inside.isEmpty() && !own.isEmpty() && inner.path().endsWith("morse")) {
            registeredMorse.scan(text, (literal, start, end) -> inside.add(new Finding(REGISTERED, start, end)));
        }
        boolean letterByLetter = inner.end() - inner.start() == text.length();
        for (Finding finding : inside) {
            boolean rotated = letterByLetter && inner.path().equals("rot13");
            boolean reversed = letterByLetter && inner.path().equals("reversed");
            if (inner.whole() && !rotated && !reversed) {
                continue;
            }
            int start = rotated ? finding.start() : reversed ? text.length() - finding.end() : 0;
            int end =
                    rotated ? finding.end() : reversed ? text.length() - finding.start() : inner.end() - inner.start();
            found.add(new Finding(finding.rule(), inner.start() + start, inner.start() + end, inner.path()));
        }
    }

    private void hidden(String text, List<Finding> found) {
        HiddenReader reader = hidden.reader();
        for (int i = 0; i < text.length(); i++) {
            int start = (int) reader.next(text.charAt(i));
            if (start >= 0) {
                int from = start;
                int to = i + 1;
                while (reader.isEncoded() && from > 0 && Shape.Alphabet.BASE64.has(text.charAt(from - 1))) {
                    from--;
                }
                while (reader.isEncoded() && to < text.length() && Shape.Alphabet.BASE64.has(text.charAt(to))) {
                    to++;
                }
                found.add(new Finding(REGISTERED, from, to));
            }
        }
        int start = (int) reader.end();
        if (start >= 0) {
            found.add(new Finding(REGISTERED, start, text.length()));
        }
    }

    /// Most kinds begin a word or with a sign: there the beginnings are tried one after the other. Marks
    /// inside a word are looked for in long words only.
    private void shapes(String text, boolean resources, List<Finding> found) {
        Look look = new Look(text);
        int busyUntil = 0;
        int wordStart = 0;
        boolean inside = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            boolean letter = c < 0x80 && LETTERS[c];
            if (c <= ' ') {
                if (i - wordStart >= SHORTEST_MARKED) {
                    busyUntil = marks(look, wordStart, i, busyUntil, resources, found);
                }
                wordStart = i + 1;
            } else if (!(letter && inside) && i >= busyUntil) {
                Finding finding = beginning(look, i, resources);
                if (finding != null) {
                    found.add(finding);
                    busyUntil = finding.end();
                }
            }
            inside = letter;
        }
    }

    private @Nullable Finding beginning(Look look, int start, boolean resources) {
        String text = look.text;
        int state = 0;
        for (int i = start; i < text.length(); i++) {
            state = prefixes.next(state, text.charAt(i));
            if (prefixes.depth(state) != i + 1 - start) {
                return null;
            }
            int literal = prefixes.longestAt(state);
            Finding finding = literal >= 0 && prefixes.length(literal) == i + 1 - start
                    ? shapeAt(look, start, i + 1, i + 1 - start, resources)
                    : null;
            if (finding != null) {
                return finding;
            }
        }
        return null;
    }

    private int marks(Look look, int from, int to, int busyUntil, boolean resources, List<Finding> found) {
        String text = look.text;
        int busy = busyUntil;
        int state = 0;
        for (int i = from; i < to; i++) {
            state = prefixes.next(state, text.charAt(i));
            int literal = prefixes.longestAt(state);
            int start = literal < 0 ? 0 : i + 1 - prefixes.length(literal);
            if (literal >= 0 && start >= busy) {
                Finding finding = shapeAt(look, start, i + 1, prefixes.length(literal), resources);
                if (finding != null) {
                    found.add(finding);
                    busy = finding.end();
                }
            }
        }
        return busy;
    }

    private static @Nullable Finding shapeAt(Look look, int start, int end, int length, boolean resources) {
        String text = look.text;
        for (Shape shape : BY_PREFIX.getOrDefault(text.substring(start, start + length), List.of())) {
            int from = shape.isResource() && !resources ? -1 : shape.begin(text, start);
            int stop = from < 0 ? -1 : shape.end(look, start, end);
            if (stop >= 0) {
                return placed(shape, look, from, stop);
            }
        }
        return null;
    }

    /// Where a key's body ends whose end mark is missing: after the last line of Base64, hexadecimal digits
    /// or `Name: value`.
    private static int bodyEnd(String text, int from) {
        int end = from;
        int line = from;
        while (line < text.length()) {
            boolean header = false;
            int next = line;
            while (next < text.length() && text.charAt(next) != '\n') {
                char c = text.charAt(next);
                header |= c == ':';
                if (!Shape.Alphabet.BASE64.has(c) && c != '\r' && c != ';' && c != '.' && !header) {
                    return end;
                }
                next++;
            }
            end = next > line ? next : end;
            line = next + 1;
        }
        return end;
    }

    private static Finding placed(Shape shape, Look look, int start, int stop) {
        String text = look.text;
        int from = start;
        int to = stop;
        if (shape.isBlock()) {
            int limit = Math.min(text.length(), stop + LONGEST_BLOCK);
            int close = look.nextKeyEnd(stop);
            int line = close >= limit ? -1 : text.indexOf("-----", close + 8, limit);
            to = line < 0 ? bodyEnd(text, stop) : line + 5;
        } else if (shape.name().equals("connection-string")) {
            while (from > 0
                    && from > start - 20
                    && (Character.isLetterOrDigit(text.charAt(from - 1)) || text.charAt(from - 1) == '+')) {
                from--;
            }
        }
        return new Finding(shape.name(), from, to);
    }

    private static List<Finding> withoutOverlaps(List<Finding> found) {
        found.sort(Comparator.comparingInt(Finding::start)
                .thenComparing(Comparator.comparingInt(Finding::end).reversed()));
        List<Finding> kept = new ArrayList<>(found.size());
        for (Finding finding : found) {
            if (kept.isEmpty() || finding.start() >= kept.getLast().end()) {
                kept.add(finding);
            } else if (finding.end() > kept.getLast().end()) {
                // Together they are the secret: neither may show its rest.
                Finding last = kept.removeLast();
                kept.add(new Finding(last.rule(), last.start(), finding.end()));
            }
        }
        return List.copyOf(kept);
    }

    /// A watcher over a text that arrives in pieces.
    public SecretWatch watch() {
        return new SecretWatch(prefixes, registered, hidden.reader());
    }

    static @Nullable Finding checkAt(Look token, int start, int end, int length) {
        return shapeAt(token, start, end, length, false);
    }

    /// Says how many secrets are registered, never which.
    @Override
    public String toString() {
        return "SecretScanner[" + Shape.ALL.size() + " shapes, " + own.size() + " registered]";
    }
}
