package eu.rempart.guard.pii;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Puts values back in the place of their placeholders while the text arrives. One stream, one
/// thread.
///
/// Laws: any chunking of the same text gives the same output in total; at most the longest possible
/// placeholder is held back; a placeholder that the vault does not know stays as it is written.
/// Placeholders that a model mangled are recognised: case, blanks, Markdown escapes, full-width
/// brackets, a translated type word, a missing bracket. At the end of a text that was cut off, what
/// could be the beginning of more than one placeholder stays as it is.
public final class StreamRestorer {
    private static final char START = ' ';
    private static final char WORD_JOINER = '\u2060';

    private final Vault vault;
    private final boolean json;
    private final StringBuilder held = new StringBuilder();
    private char before = START;

    public StreamRestorer(Vault vault) {
        this(vault, false);
    }

    private StreamRestorer(Vault vault, boolean json) {
        this.vault = vault;
        this.json = json;
    }

    /// A restorer for JSON, such as the arguments of a tool call: what it inserts is escaped as the
    /// inside of a JSON string (RFC 8259, section 7). Placeholders are expected inside strings only.
    public static StreamRestorer forJson(Vault vault) {
        return new StreamRestorer(vault, true);
    }

    /// Restores a whole text at once.
    public static String restore(String text, Vault vault) {
        StreamRestorer restorer = new StreamRestorer(vault);
        return restorer.next(text) + restorer.end();
    }

    /// The text as a restorer leaves it alone, whatever the vault knows: for words that no model
    /// wrote. Behind the first characters of what reads as a placeholder stand invisible word joiners
    /// (U+2060); the rest is as it was.
    public static String literal(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char before = i > 0 ? out.charAt(i - 1) : START;
            if (Placeholders.mayOpen(out.charAt(i))
                    && Placeholders.read(out, i, before, false).key() != null) {
                out.insert(i + 1, WORD_JOINER);
            }
        }
        return out.toString();
    }

    /// Takes the next piece and gives what is certain; possibly an empty string.
    public String next(String delta) {
        held.append(delta);
        return drain(false);
    }

    /// Says that there is nothing more, and gives what was held back.
    public String end() {
        return drain(true);
    }

    private String drain(boolean last) {
        StringBuilder out = new StringBuilder(held.length());
        int i = 0;
        while (i < held.length()) {
            char c = held.charAt(i);
            Placeholders.Reading reading = Placeholders.mayOpen(c)
                    ? Placeholders.read(held, i, i > 0 ? held.charAt(i - 1) : before, json)
                    : Placeholders.Reading.NONE;
            if (reading.state() == Placeholders.State.PARTIAL && !last) {
                break;
            }
            String value = value(reading);
            if (value == null) {
                out.append(c);
                i++;
            } else {
                append(value, out);
                i = reading.state() == Placeholders.State.WHOLE ? reading.end() : held.length();
            }
        }
        if (i > 0) {
            before = held.charAt(i - 1);
            held.delete(0, i);
        }
        return out.toString();
    }

    private @Nullable String value(Placeholders.Reading reading) {
        String key = reading.key();
        if (key == null || (reading.state() == Placeholders.State.PARTIAL && vault.isBeginningOfAnother(key))) {
            return null;
        }
        return vault.valueOf(key).orElse(null);
    }

    private void append(String value, StringBuilder out) {
        if (!json) {
            out.append(value);
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean plain = c >= 0x20 && !isAlone(value, i);
                    out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
                }
            }
        }
    }

    /// Half a surrogate pair is no Unicode text; escaped it passes through every JSON parser.
    private static boolean isAlone(String value, int at) {
        char c = value.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 >= value.length() || !Character.isLowSurrogate(value.charAt(at + 1))
                : Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
    }
}
