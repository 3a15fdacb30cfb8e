package eu.rempart.guard.secret;

import eu.rempart.guard.Finding;
import eu.rempart.guard.text.LiteralAutomaton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds credentials in a text: by shape (about a hundred kinds), by a telling word before a
/// random-looking value, and the caller's own.
///
/// Security guarantees: a registered secret is found wherever it stands verbatim; findings and
/// `toString` never hold one. Immutable and thread-safe. One automaton over all beginnings, then a
/// bounded look at each place: linear time.
public final class SecretScanner {
    /// The rule name of the caller's own secrets.
    public static final String REGISTERED = "registered-secret";

    private static final int LONGEST_BLOCK = 16_000;
    private static final int SHORTEST_REGISTERED = 6;

    private final LiteralAutomaton prefixes;
    private final LiteralAutomaton registered;
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
        this.registered = new LiteralAutomaton(own);
        prefixes = new LiteralAutomaton(Shape.PREFIXES);
    }

    /// All credentials, not overlapping, in the order of the text.
    public List<Finding> find(String text) {
        List<Finding> found = new ArrayList<>(0);
        shapes(text, found);
        if (!own.isEmpty()) {
            registered.scan(text, (literal, start, end) -> found.add(new Finding(REGISTERED, start, end)));
        }
        GenericSecrets.find(text, found);
        return found.isEmpty() ? List.of() : withoutOverlaps(found);
    }

    /// Credentials by shape and registered ones only: no guessing from words around a value.
    public List<Finding> findByShape(String text) {
        List<Finding> found = new ArrayList<>(0);
        shapes(text, found);
        if (!own.isEmpty()) {
            registered.scan(text, (literal, start, end) -> found.add(new Finding(REGISTERED, start, end)));
        }
        return found.isEmpty() ? List.of() : withoutOverlaps(found);
    }

    private void shapes(String text, List<Finding> found) {
        int[] busyUntil = {0};
        prefixes.scan(text, (literal, start, end) -> {
            if (start < busyUntil[0]) {
                return;
            }
            Finding finding = shapeAt(text, start, end, prefixes.length(literal));
            if (finding != null) {
                found.add(finding);
                busyUntil[0] = Math.max(busyUntil[0], finding.end());
            }
        });
    }

    private static @Nullable Finding shapeAt(String text, int start, int end, int length) {
        for (Shape shape : Shape.ALL) {
            if (shape.prefix().length() == length && text.startsWith(shape.prefix(), start)) {
                int stop = shape.end(text, start, end);
                if (stop >= 0) {
                    return placed(shape, text, start, stop);
                }
            }
        }
        return null;
    }

    private static Finding placed(Shape shape, String text, int start, int stop) {
        int from = start;
        int to = stop;
        switch (shape.name()) {
            case "private-key" -> {
                int limit = Math.min(text.length(), stop + LONGEST_BLOCK);
                int close = text.indexOf("-----END", stop, limit);
                int line = close < 0 ? -1 : text.indexOf("-----", close + 8, limit);
                to = line < 0 ? stop : line + 5;
            }
            case "connection-string" -> {
                while (from > 0
                        && from > start - 20
                        && (Character.isLetterOrDigit(text.charAt(from - 1)) || text.charAt(from - 1) == '+')) {
                    from--;
                }
            }
            case "azure-client-secret" -> from = Math.max(0, start - 3);
            case "telegram-token" -> {
                while (from > 0 && from > start - 12 && Character.isDigit(text.charAt(from - 1))) {
                    from--;
                }
            }
            default -> {}
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
        return new SecretWatch(prefixes, registered);
    }

    static @Nullable Finding checkAt(String token, int start, int end, int length) {
        return shapeAt(token, start, end, length);
    }

    /// Says how many secrets are registered, never which.
    @Override
    public String toString() {
        return "SecretScanner[" + Shape.ALL.size() + " shapes, " + own.size() + " registered]";
    }
}
