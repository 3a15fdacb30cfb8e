package eu.rempart.guard.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldedLettersTest {
    @ParameterizedTest
    @CsvSource({
        "ᏆᎶnоrе, ignore",
        "ոօtе, note",
        "ꓲꓖꓠꓳꓣꓰ, ignore",
        "ɨǥnørɇ, ignore",
        "Іgnоrё, ignore",
        "ігпоре, irпope",
        "ΙΝSΤRUCΤΙΟΝS, instructions",
        "𐊫𐊠𐊱, oat",
        "łódź, lodz"
    })
    void lettersThatLookLatinAreReadSo(String written, String read) {
        assertThat(NormalText.of(written)).hasToString(read);
    }

    @Test
    void theListIsThatOfTheUnicodeConfusables() throws IOException {
        SpoofChecker checker = new SpoofChecker.Builder().build();
        Map<String, Character> latin = new HashMap<>();
        for (char c = 'a'; c <= 'z'; c++) {
            latin.put(checker.getSkeleton(String.valueOf(Character.toUpperCase(c))), c);
        }
        for (char c = 'a'; c <= 'z'; c++) {
            latin.put(checker.getSkeleton(String.valueOf(c)), c);
        }
        Map<Character, StringBuilder> expected = new TreeMap<>();
        for (int c = 0x80; c < 0x17000; c++) {
            String letter = Character.toString(c);
            byte direction = Character.getDirectionality(c);
            boolean imitates = Character.isLetter(c)
                    && !Character.isIdeographic(c)
                    && !(c >= 0xAC00 && c <= 0xD7A3)
                    && direction != Character.DIRECTIONALITY_RIGHT_TO_LEFT
                    && direction != Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                    && Normalizer2.getNFKDInstance().isNormalized(letter);
            String skeleton = imitates ? checker.getSkeleton(letter).replaceAll("[\\p{Mn}\\p{Me}]", "") : "";
            Character like = latin.get(skeleton);
            if (like != null) {
                // A capital I looks like a small l.
                char plain = skeleton.equals("l") && !Character.isLowerCase(c) ? 'i' : like;
                expected.computeIfAbsent(
                                plain, x -> new StringBuilder().append(plain).append(' '))
                        .append(letter);
            }
        }
        try (InputStream in = FoldedLetters.class.getResourceAsStream("lookalikes.txt")) {
            assertThat(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(l -> !l.startsWith("#")))
                    .containsExactlyElementsOf(expected.values().stream()
                            .map(StringBuilder::toString)
                            .toList());
        }
    }
}
