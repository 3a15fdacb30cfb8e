package eu.rempart.guard.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import java.util.Arrays;
import java.util.Locale;

/// The plain letters behind what is written: NFKC, lower case, no diacritics, look-alikes of Latin
/// letters folded to Latin.
///
/// Immutable and thread-safe. Look-alikes follow Unicode Technical Standard 39, cut down to letters
/// that are used to imitate Latin text.
public final class FoldedLetters {
    private static final String LOOKALIKES = "аaвbсcԁdеeҽeғfԍgһhіiїiјjкkӏlмmоoӧoрpԛqгrѕsтtцuѵvԝwхxуyʏyzz"
            + "αaβbεeηnιiκkνvοoρpτtυuχxγyωwϲcϳjσo"
            + "ɑaɡgɩiıiʟlɴnᴏoʀrᴛtᴜuᴠvᴡwᴢzᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkᴍmᴘpꜱs"
            + "łlđdøoðdħhŧtƒfơoưu";

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
        for (int i = 0; i < LOOKALIKES.length(); i += 2) {
            char from = LOOKALIKES.charAt(i);
            BASIC[from] = LOOKALIKES.charAt(i + 1);
            String upper = String.valueOf(from).toUpperCase(Locale.ROOT);
            if (upper.length() == 1 && upper.charAt(0) > 0x7f) {
                BASIC[upper.charAt(0)] = LOOKALIKES.charAt(i + 1);
            }
        }
        // Capital look-alikes whose small letters look different.
        for (String pair : new String[] {"Вb", "Нh", "Ηh", "Νn", "Рp", "Ρp", "Υy", "Уy", "Ζz", "Μm", "Вb"}) {
            BASIC[pair.charAt(0)] = pair.charAt(1);
        }
    }

    private FoldedLetters() {}

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
            return SEPARATOR;
        }
        String plain = Normalizer2.getNFKDInstance().normalize(Character.toString(codePoint));
        return plain.length() == 1 ? BASIC[plain.charAt(0)] : SEPARATOR;
    }
}
