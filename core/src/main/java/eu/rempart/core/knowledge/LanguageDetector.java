package eu.rempart.core.knowledge;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/// Tells French from English. Function words make up about half of running text and hardly
/// overlap between the two, so a few words are enough; spelling decides for bare keywords
/// ("forgotten password").
final class LanguageDetector {
    private static final int MAX_CHARS = 2_000;

    // Words that both languages use, or that people use in both.
    private static final Set<String> SHARED = Set.of(
            "a", "on", "me", "as", "or", "son", "it", "s", "t", "d", "m", "n", "l", "c", "y", "j", "ok", "no", "via",
            "hello", "please", "sale", "dire", "but", "lot", "fait", "an", "es", "car", "ton", "if", "est", "re",
            "mine", "much", "do");
    private static final Set<String> ELISIONS =
            Set.of("l", "d", "j", "c", "n", "s", "m", "t", "qu", "jusqu", "lorsqu", "aujourd");
    private static final Set<String> ENGLISH_CONTRACTIONS = Set.of("t", "s", "m", "re", "ve", "ll", "d");
    private static final List<String> FRENCH_SPELLINGS = List.of(
            "eau", "eux", "oir", "que", "qui", "oue", "aire", "ement", "iere", "ette", "ique", "eur", "oi", "ez", "ais",
            "ons", "gn", "ille");
    private static final List<String> ENGLISH_SPELLINGS = List.of(
            "th", "w", "k", "ing", "sh", "ee", "oo", "ght", "ow", "ly", "ty", "cy", "ay", "ould", "ness", "ful", "ed");

    private static final Pattern GREETING = Pattern.compile("(?i)\\bhello\\b");

    private LanguageDetector() {}

    static Language detect(String text, Language fallback) {
        String head = text.substring(0, Math.min(text.length(), MAX_CHARS));
        double french = 0;
        double english = 0;
        for (int i = 0; i < head.length(); i++) {
            if ("éèêëàâçùûîïôœÉÈÊÀÇŒ«".indexOf(head.charAt(i)) >= 0) {
                french += 0.7;
            }
        }
        StringTokenizer tokens = new StringTokenizer(words(head), " ");
        double frenchSpelling = 0;
        double englishSpelling = 0;
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            int apostrophe = token.indexOf('\'');
            if (apostrophe > 0 && apostrophe < token.length() - 1) {
                if (ELISIONS.contains(token.substring(0, apostrophe))) {
                    french += 1;
                } else if (ENGLISH_CONTRACTIONS.contains(token.substring(apostrophe + 1))) {
                    english += 1;
                }
                token = token.substring(apostrophe + 1);
            }
            if (!SHARED.contains(token)) {
                french += FunctionWords.of(Language.FRENCH).contains(token) ? 1 : 0;
                english += FunctionWords.of(Language.ENGLISH).contains(token) ? 1 : 0;
                frenchSpelling += matches(token, FRENCH_SPELLINGS);
                englishSpelling += matches(token, ENGLISH_SPELLINGS);
            }
        }
        // Spelling is weak evidence: it breaks ties and speaks where nothing else does.
        french += Math.min(0.9, 0.3 * frenchSpelling);
        english += Math.min(0.9, 0.3 * englishSpelling);
        if (french == 0 && english == 0 && GREETING.matcher(head).find()) {
            // French people write it too, but then not alone.
            return Language.ENGLISH;
        }
        if (Math.abs(french - english) < 0.25) {
            return fallback;
        }
        return french > english ? Language.FRENCH : Language.ENGLISH;
    }

    private static int matches(String token, List<String> spellings) {
        if (token.length() < 4) {
            return 0;
        }
        int count = 0;
        for (String spelling : spellings) {
            if (token.contains(spelling)) {
                count++;
            }
        }
        return count;
    }

    private static String words(String text) {
        String folded = FunctionWords.fold(text).toLowerCase(Locale.ROOT);
        StringBuilder words = new StringBuilder(folded.length());
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            words.append(Character.isLetter(c) || c == '\'' ? c : ' ');
        }
        return words.toString();
    }
}
