package eu.rempart.guard.pii;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.guard.secret.SecretScanner;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    private static final Masker MASKER = new Masker(new PiiDetector(), new SecretScanner());

    private final Vault vault = new Vault();

    private String mask(String text) {
        return MASKER.mask(text, vault).text();
    }

    @Test
    void valuesAreNumberedByTypeAndStayTheSame() {
        assertThat(mask("Écris à a@b.fr et c@d.fr, puis à a@b.fr."))
                .isEqualTo("Écris à [EMAIL_1] et [EMAIL_2], puis à [EMAIL_1].");
        assertThat(mask("c@d.fr ou 06 12 34 56 78")).isEqualTo("[EMAIL_2] ou [PHONE_1]");
    }

    @Test
    void twoWaysOfWritingOneNumberShareItAndComeBackAsWritten() {
        String text = "06 12 34 56 78 ou +33612345678";
        assertThat(mask(text)).isEqualTo("[PHONE_1] ou [PHONE_1_2]");
        assertThat(StreamRestorer.restore(mask(text), vault)).isEqualTo(text);
    }

    @Test
    void aNameGivenOnceStaysHidden() {
        assertThat(mask("Je m'appelle Marie Dupont.")).isEqualTo("Je m'appelle [NAME_1].");
        assertThat(mask("Signe : Marie Dupont")).isEqualTo("Signe : [NAME_1]");
    }

    @Test
    void secretsAreMaskedToo() {
        assertThat(mask("clé ghp_" + "aB3dE5gH7jK9mN1pQ3sT5vW7yZaB3dE5gH7j")).isEqualTo("clé [SECRET_1]");
    }

    @Test
    void textThatLooksLikeAPlaceholderComesBackAsItWas() {
        String text = "Que veut dire [EMAIL_1] ? Et [ phone 2 ], 【IBAN_3】, a@b.fr, [EMAIL_1";
        String masked = mask(text);
        assertThat(masked).doesNotContain("[EMAIL_1] ?");
        assertThat(StreamRestorer.restore(masked, vault)).isEqualTo(text);
    }

    @Test
    void theVaultSurvivesStorage() {
        String masked = mask("a@b.fr, 06 12 34 56 78, +33612345678");
        Vault again = Vault.of(vault.snapshot());
        assertThat(StreamRestorer.restore(masked, again)).isEqualTo("a@b.fr, 06 12 34 56 78, +33612345678");
        assertThat(again.placeholderFor(PiiType.EMAIL, "x@y.fr")).isEqualTo("[EMAIL_2]");
        assertThat(again.placeholderFor(PiiType.PHONE, "0033612345678")).isEqualTo("[PHONE_1_3]");
        assertThat(vault.toString() + vault.snapshot()).doesNotContain("a@b.fr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[EMAIL_1]",
                "[email_1]",
                "[ EMAIL 1 ]",
                "[EMAIL\\_1]",
                "\\[EMAIL_1\\]",
                "［EMAIL_1］",
                "【EMAIL_1】",
                "[Courriel_1]",
                "[EMAIL-1]",
                "[EMAIL1]",
                "[E-MAIL_1]",
                "EMAIL_1",
                "EMAIL_1]",
                "[EMAIL_1"
            })
    void mangledPlaceholdersAreRestored(String placeholder) {
        mask("a@b.fr");
        assertThat(StreamRestorer.restore("Voilà : " + placeholder, vault)).isEqualTo("Voilà : a@b.fr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[EMAIL_2]",
                "[1]",
                "[note]",
                "[EMAIL]",
                "[x](http://y)",
                "[TÉLÉPHONE_9]",
                "[EMAIL_1suite",
                "MY_EMAIL_1",
                "EMAIL_1X"
            })
    void unknownPlaceholdersStay(String text) {
        mask("a@b.fr");
        assertThat(StreamRestorer.restore(text, vault)).isEqualTo(text);
    }

    @Test
    void aMissingBracketIsMendedInTheMiddleToo() {
        mask("a@b.fr et c@d.fr");
        assertThat(StreamRestorer.restore("[EMAIL_1 puis EMAIL_2, et [EMAIL_1, EMAIL_2]", vault))
                .isEqualTo("a@b.fr puis c@d.fr, et a@b.fr, c@d.fr");
    }

    @Test
    void inJsonWhatIsInsertedIsEscaped() {
        String name = "Marie \"Mimi\" C:\\x\n";
        vault.placeholderFor(PiiType.NAME, name);
        StreamRestorer restorer = StreamRestorer.forJson(vault);
        StringBuilder json = new StringBuilder();
        for (char c : "{\"who\":\"[NAME_1] \\\\[NAME\\\\_1\\\\]\"}".toCharArray()) {
            json.append(restorer.next(String.valueOf(c)));
        }
        json.append(restorer.end());
        String escaped = "Marie \\\"Mimi\\\" C:\\\\x\\n";
        assertThat(json.toString()).isEqualTo("{\"who\":\"" + escaped + " " + escaped + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jean%2Edupont%40exemple%2Efr ou paul%40exemple%2Efr",
                "Voir jean%2Edupont%40exemple%2Efr, Marie Dupont, paul%40exemple%2Efr merci",
                "Contact&#58; jean&#46;dupont&#64;exemple&#46;fr"
            })
    void encodedDataIsMaskedAndComesBack(String text) {
        String masked = mask(text);
        assertThat(masked).doesNotContain("exemple").doesNotContain("dupont");
        assertThat(StreamRestorer.restore(masked, vault)).isEqualTo(text);
    }

    @Test
    void aKeyWithoutItsEndLineIsMaskedToItsLastLine() {
        String body = "MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn\nygWyF8PbnGy0AHB7MhgwMbRvI0MBZhpJ";
        assertThat(mask("voilà\n-----BEGIN RSA PRIVATE KEY-----\n" + body + "\nMerci de vérifier !"))
                .isEqualTo("voilà\n[SECRET_1]\nMerci de vérifier !");
    }

    @Test
    void manyValuesAreMaskedWhereverTheyStand() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append("user").append(i).append("@example.org, ");
        }
        String masked = mask(text + "xuser7@example.orgx");
        assertThat(masked).doesNotContain("@example.org");
        assertThat(StreamRestorer.restore(masked, vault)).isEqualTo(text + "xuser7@example.orgx");
    }

    @Test
    void thePolicyKeepsAndRefuses() {
        Masker masker = new Masker(
                new PiiDetector(),
                new SecretScanner(),
                new PiiPolicy(
                        java.util.Map.of(PiiType.EMAIL, PiiPolicy.Action.KEEP, PiiType.IBAN, PiiPolicy.Action.REFUSE)));
        Masked masked = masker.mask("a@b.fr, FR7630006000011234567890189, 06 12 34 56 78", vault);
        assertThat(masked.text()).isEqualTo("a@b.fr, [IBAN_1], [PHONE_1]");
        assertThat(masked.refused()).containsExactly(PiiType.IBAN);
        assertThat(masker.mask("a@b.fr", new Vault()).refused()).isEmpty();
    }

    @Test
    void aMissingBracketIsNotMendedWhenItCouldBeAnother() {
        for (int i = 0; i < 12; i++) {
            mask("a" + i + "@b.fr");
        }
        assertThat(StreamRestorer.restore("[EMAIL_1", vault)).isEqualTo("[EMAIL_1");
        assertThat(StreamRestorer.restore("[EMAIL_12", vault)).isEqualTo("a11@b.fr");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a@b.fr",
                        "06 12 34 56 78",
                        "+33612345678",
                        "0612345678",
                        "FR7630006000011234567890189",
                        "4111 1111 1111 1111",
                        "192.168.1.1",
                        "Je m'appelle Marie Dupont",
                        "M. Martin",
                        "12 rue de la Paix, 75001 Paris",
                        "né le 12/03/1985",
                        " ",
                        " ",
                        ", ",
                        "\n",
                        "[",
                        "]",
                        "\\",
                        "[EMAIL_1]",
                        "[EMAIL_",
                        "\\[EMAIL_1",
                        "\\_2",
                        "\\]",
                        "[name 0",
                        "1]",
                        "[PHONE_1_2]",
                        "【",
                        "】",
                        "[name 1",
                        "_",
                        "1",
                        "Dupont",
                        "Marie",
                        "é",
                        "👩",
                        "\uD800",
                        "identifiant : jdupont42",
                        "mot de passe : Xk9#mPq2vL",
                        "jdupont42",
                        "Xk9#mPq2vL",
                        "x",
                        "[TEXT_1]",
                        "(",
                        ")",
                        "-",
                        "https://u:pw12@h.fr/x")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    @Test
    void whatOnlyBecomesAPlaceholderOnceItsEndIsMaskedIsNotTakenForOne() {
        Vault conversation = new Vault();
        MASKER.mask("Je m'appelle Marie Dupont", conversation);
        for (String between : List.of(" _", "_", "-", " ", " -", "_ ", "__", "  ")) {
            String text = "0612345678 [name 1" + between + "0612345678é";
            String masked = MASKER.mask(text, conversation).text();
            assertThat(masked).doesNotContain("0612345678");
            assertThat(StreamRestorer.restore(masked, conversation)).isEqualTo(text);
        }
    }

    /// Seconds; minutes, where one of them is quadratic.
    @Test
    @Timeout(60)
    void manyValuesTakeNoLongerThanTheirNumber() {
        String mails = "a@b.fr ".repeat(600_000);
        StringBuilder brackets = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            brackets.append("mot de passe : Xk9#mPq2v[").append(i).append("zL ").append('\n');
        }
        for (String text : List.of(mails, brackets.toString())) {
            Vault conversation = new Vault();
            Masked masked = MASKER.mask(text, conversation);
            assertThat(masked.matches()).hasSizeGreaterThan(10_000);
            assertThat(StreamRestorer.restore(masked.text(), conversation)).isEqualTo(text);
        }
    }

    @Test
    void aPlaceholderDoesNotHappenToWriteWhatIsHidden() {
        String text = "a@b.frmot de passe : Xk9#mPq2vL[EMAIL_1]06 12 34 56 78mot de passe : Xk9#mPq2vL[TEXT_1]";
        Vault conversation = new Vault();
        String masked = MASKER.mask(text, conversation).text();
        assertThat(masked).doesNotContain("Xk9#mPq2vL[TEXT_1]");
        assertThat(StreamRestorer.restore(masked, conversation)).isEqualTo(text);
    }

    @Property(tries = 3000)
    void restoringWhatWasMaskedGivesTheTextBack(@ForAll("texts") String first, @ForAll("texts") String second) {
        Vault conversation = new Vault();
        String one = MASKER.mask(first, conversation).text();
        String two = MASKER.mask(second, conversation).text();
        assertThat(StreamRestorer.restore(one, conversation)).isEqualTo(first);
        assertThat(StreamRestorer.restore(two, conversation)).isEqualTo(second);
    }

    @Property(tries = 2000)
    void noMaskedValueOccursInTheMaskedText(@ForAll("texts") String first, @ForAll("texts") String second) {
        Vault conversation = new Vault();
        for (String text : List.of(first, second)) {
            Masked masked = MASKER.mask(text, conversation);
            for (PiiMatch match : masked.matches()) {
                if (match.type() != PiiType.TEXT) {
                    assertThat(masked.text()).doesNotContain(text.substring(match.start(), match.end()));
                }
            }
        }
    }

    @Test
    void whatAnEarlierTextHidIsHiddenWithinWordsTooOnceItIsSaid() {
        mask("login : jdupont42, mot de passe : Xk9#mPq2vL");
        assertThat(mask("xjdupont42x et jdupont42 puis aXk9#mPq2vLb, Xk9#mPq2vL"))
                .isEqualTo("x[LOGIN_1]x et [LOGIN_1] puis a[SECRET_1]b, [SECRET_1]");
        assertThat(mask("xjdupont42x")).isEqualTo("xjdupont42x");
    }

    @Property(tries = 2000)
    void anyChunkingRestoresTheSame(
            @ForAll("texts") String text, @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 9) Integer> sizes) {
        Vault conversation = new Vault();
        MASKER.mask("a@b.fr 06 12 34 56 78 Je m'appelle Marie Dupont", conversation);
        StreamRestorer restorer = new StreamRestorer(conversation);
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int size : sizes) {
            int to = Math.min(text.length(), at + size);
            out.append(restorer.next(text.substring(at, to)));
            at = to;
        }
        out.append(restorer.next(text.substring(at))).append(restorer.end());
        assertThat(out.toString()).isEqualTo(StreamRestorer.restore(text, conversation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "write `[EMAIL_1]`, or EMAIL_1",
                "EMAIL_1",
                "[ email 1 ]",
                "\\[EMAIL\\_1\\]",
                "\uFF3BEMAIL_1\uFF3D",
                "\u3010EMAIL_1\u3011",
                "[EMAIL_1",
                "[[EMAIL_1]]",
                "no placeholder"
            })
    void wordsThatNoModelWroteAreNotRestored(String text) {
        Vault vault = new Vault();
        vault.placeholderFor(PiiType.EMAIL, "camille@example.org");
        String literal = StreamRestorer.literal(text);
        assertThat(StreamRestorer.restore(literal, vault)).isEqualTo(literal);
        assertThat(literal.replace("\u2060", "")).isEqualTo(text);
    }
}
