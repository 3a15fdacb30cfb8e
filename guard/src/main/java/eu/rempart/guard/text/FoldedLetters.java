package eu.rempart.guard.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The plain letters behind what is written: NFKC, lower case, no diacritics, look-alikes of Latin
/// letters folded to Latin.
///
/// Immutable and thread-safe. Look-alikes are those of Unicode Technical Standard 39 (ICU's confusables): all
/// letters of scripts written from left to right that can stand for one Latin letter.
public final class FoldedLetters {
    /// What Unicode's list lacks: small letters whose capitals look alike, small capitals, and letters that are
    /// read so although they look a little different.
    private static final String MORE_LOOKALIKES = "вbғfԍgкkӏlмmтtцuβbκkτtχxωwϲcʟlɴnʀrᴛtᴀaʙbᴅdᴇeꜰfɢgʜhᴊjᴋkᴍmᴘpᏆiᎶg";

    /// By code point. The list is that of ICU's confusables, kept as a file: ICU needs a quarter of a second to
    /// work it out.
    private static final Map<Integer, Character> LOOKALIKES = lookalikes();

    private static final char[] BASIC = new char[0x10000];

    /// The letter is dropped: a mark, a zero-width or another invisible character.
    public static final char NOTHING = 0;

    /// The character is not a letter or digit.
    public static final char SEPARATOR = ' ';

    static {
        Normalizer2 nfkd = Normalizer2.getNFKDInstance();
        Arrays.fill(BASIC, SEPARATOR);
        for (int c = 0; c < BASIC.length; c++) {
            BASIC[c] = compute(c, nfkd);
        }
    }

    private FoldedLetters() {}

    private static Map<Integer, Character> lookalikes() {
        Map<Integer, Character> table = new HashMap<>();
        try (InputStream in = FoldedLetters.class.getResourceAsStream("lookalikes.txt")) {
            if (in == null) {
                throw new IllegalStateException("the list of look-alikes is missing from the library");
            }
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    line.substring(2).codePoints().forEach(c -> table.put(c, line.charAt(0)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the list of look-alikes cannot be read", e);
        }
        for (int i = 0; i < MORE_LOOKALIKES.length(); i += 2) {
            char from = MORE_LOOKALIKES.charAt(i);
            table.put((int) from, MORE_LOOKALIKES.charAt(i + 1));
            table.putIfAbsent(Character.toUpperCase((int) from), MORE_LOOKALIKES.charAt(i + 1));
        }
        return table;
    }

    private static char compute(int c, Normalizer2 nfkd) {
        if (c < 0x80) {
            return Character.isLetterOrDigit(c) ? (char) Character.toLowerCase(c) : SEPARATOR;
        }
        if (Character.isSurrogate((char) c)) {
            return SEPARATOR;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)) {
            return NOTHING;
        }
        String plain = nfkd.normalize(String.valueOf((char) c));
        int first = plain.codePointAt(0);
        if (!Character.isLetterOrDigit(first)) {
            // Circled and parenthesised letters decompose to "(a)"; anything else is a separator.
            return plain.length() == 3 && Character.isLetterOrDigit(plain.charAt(1)) && plain.charAt(1) < 0x80
                    ? Character.toLowerCase(plain.charAt(1))
                    : SEPARATOR;
        }
        Character lookalike = LOOKALIKES.getOrDefault(c, LOOKALIKES.get(first));
        if (lookalike != null) {
            return lookalike;
        }
        int lower = Character.toLowerCase(first);
        return lower > 0xffff ? SEPARATOR : (char) lower;
    }

    /// The folded letter of a unit of the basic plane: a letter or digit, [#NOTHING] or [#SEPARATOR].
    public static char of(char c) {
        return BASIC[c];
    }

    /// The folded letter of a supplementary code point, such as 𝓲 or 🅘.
    public static char ofSupplementary(int codePoint) {
        if (codePoint >= 0xE0000 && codePoint <= 0xE0FFF) {
            return NOTHING;
        }
        if (codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF) {
            return (char) ('a' + codePoint - 0x1F1E6);
        }
        if (codePoint >= 0x1F130 && codePoint <= 0x1F149) {
            return (char) ('a' + codePoint - 0x1F130);
        }
        if (codePoint >= 0x1F150 && codePoint <= 0x1F169) {
            return (char) ('a' + codePoint - 0x1F150);
        }
        if (codePoint >= 0x1F170 && codePoint <= 0x1F189) {
            return (char) ('a' + codePoint - 0x1F170);
        }
        if (codePoint < 0x1D400 || codePoint > 0x1D7FF) {
            return codePoint < 0x1D400 ? LOOKALIKES.getOrDefault(codePoint, SEPARATOR) : SEPARATOR;
        }
        String plain = Normalizer2.getNFKDInstance().normalize(Character.toString(codePoint));
        return plain.length() == 1 ? BASIC[plain.charAt(0)] : SEPARATOR;
    }
}
