package eu.rempart.guard.secret;

import eu.rempart.guard.Finding;
import eu.rempart.guard.text.LiteralAutomaton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Watches a text that arrives unit by unit for credentials by shape and for registered secrets.
/// Used by one thread.
///
/// It answers two questions after each unit: is there a credential, and from which place on could
/// the end still become one.
public final class SecretWatch {
    /// A token is judged at the latest when it has this many units, so that what is held back stays
    /// bounded.
    private static final int LONGEST_TOKEN = 1024;

    private static final int OVERLAP = 320;

    /// Some kinds have their mark behind up to so many characters.
    private static final int LOOK_BEHIND = 100;

    private static final int RECENT = 256;

    /// A longer run is no key with a mark inside.
    private static final int LONGEST_HELD_RUN = 160;

    private final LiteralAutomaton prefixes;
    private final LiteralAutomaton registered;
    private final HiddenReader hidden;
    private int prefixState;
    private int registeredState;
    private long position;

    /// The token in which a prefix was seen, from one unit before it; null while there is none.
    private @Nullable StringBuilder token;

    private long tokenStart;
    private final StringBuilder recent = new StringBuilder();

    /// Where the present run of characters without a blank begins, and what it holds: letters and
    /// digits together may be a key whose mark has not come yet.
    private long runStart;

    private boolean runDigit;
    private boolean runLetter;

    SecretWatch(LiteralAutomaton prefixes, LiteralAutomaton registered, HiddenReader hidden) {
        this.prefixes = prefixes;
        this.registered = registered;
        this.hidden = hidden;
    }

    /// Reads one unit; the rule that is now certain, or null.
    public @Nullable String next(char c) {
        position++;
        registeredState = registered.next(registeredState, c);
        boolean found = hidden.next(c) >= 0;
        if (found || registered.longestAt(registeredState) >= 0) {
            return SecretScanner.REGISTERED;
        }
        boolean inToken = Shape.Alphabet.URL.has(c);
        if (inToken) {
            runDigit |= c >= '0' && c <= '9';
            runLetter |= Character.isLetter(c);
        } else {
            runStart = position;
            runDigit = false;
            runLetter = false;
        }
        prefixState = prefixes.next(prefixState, c);
        int prefix = prefixes.longestAt(prefixState);
        if (prefix >= 0 && Shape.isBlock(prefix)) {
            return "private-key";
        }
        if (token != null) {
            if (inToken && token.length() < LONGEST_TOKEN) {
                token.append(c);
                return null;
            }
            String whole = token.toString();
            String rule = judge();
            if (rule != null) {
                return rule;
            }
            if (inToken) {
                // What began near the end of this piece may become complete in the next.
                token = new StringBuilder(whole.substring(LONGEST_TOKEN - OVERLAP)).append(c);
                tokenStart = position - token.length();
                return null;
            }
        }
        remember(c);
        if (prefix >= 0 && token == null) {
            int length = prefixes.length(prefix);
            int from = Math.max(0, recent.length() - length - LOOK_BEHIND);
            token = new StringBuilder(recent.substring(from));
            tokenStart = position - length - reach(token, token.length() - length);
        }
        return null;
    }

    /// Some shapes begin before their prefix: the scheme of `postgres://`, the digits of a Telegram
    /// token.
    private static int reach(StringBuilder token, int prefixAt) {
        int reach = 0;
        while (reach < prefixAt && Shape.Alphabet.DOTTED.has(token.charAt(prefixAt - 1 - reach))) {
            reach++;
        }
        return reach;
    }

    private void remember(char c) {
        if (recent.length() > 2 * RECENT) {
            recent.delete(0, RECENT);
        }
        recent.append(c);
    }

    private @Nullable String judge() {
        StringBuilder judged = token;
        token = null;
        if (judged == null) {
            return null;
        }
        String text = judged.toString();
        Look look = new Look(text);
        List<String> rules = new ArrayList<>(1);
        prefixes.scan(text, (literal, start, end) -> {
            Finding finding =
                    rules.isEmpty() ? SecretScanner.checkAt(look, start, end, prefixes.length(literal)) : null;
            if (finding != null) {
                rules.add(finding.rule());
            }
        });
        recent.append(text.charAt(text.length() - 1));
        return rules.isEmpty() ? null : rules.getFirst();
    }

    /// The text has ended; the rule that is certain now, or null.
    public @Nullable String end() {
        String rule = judge();
        return rule == null && hidden.end() >= 0 ? SecretScanner.REGISTERED : rule;
    }

    /// The place (units since the beginning) from which on the text could still become a credential;
    /// all before it is harmless.
    public long safeUntil() {
        long safe = position - Math.max(prefixes.depth(prefixState), registered.depth(registeredState));
        safe = Math.min(safe, hidden.safeUntil());
        if (token != null) {
            safe = Math.min(safe, Math.min(tokenStart, position));
        }
        if (runDigit && runLetter && position - runStart <= LONGEST_HELD_RUN) {
            safe = Math.min(safe, runStart);
        }
        return safe;
    }
}
