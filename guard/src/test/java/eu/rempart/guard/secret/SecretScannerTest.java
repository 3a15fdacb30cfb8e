package eu.rempart.guard.secret;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.guard.Finding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScannerTest {
    private static final SecretScanner SCANNER = new SecretScanner();

    // Written in two parts, so that no scanner of repositories takes them for real ones.
    @ParameterizedTest
    @CsvSource({
        "sk-, T3BlbkFJab12Cd34Ef56Gh78Ij90Kl, openai-key",
        "sk-proj-, aB3dE5gH7jK9mN1pQ3sT5vW7yZ, openai-project-key",
        "sk-ant-, api03-aB3dE5gH7jK9mN1pQ3sT5vW7yZ, anthropic-key",
        "AKIA, QWERTYUIOPASDF12, aws-access-key",
        "ghp_, aB3dE5gH7jK9mN1pQ3sT5vW7yZaB3dE5gH7j, github-token",
        "glpat-, aB3dE5gH7jK9mN1pQ3sT, gitlab-token",
        "xoxb-, 123456789012-abcDEF, slack-token",
        "AIza, SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q, google-key",
        "rp_, aB3dE5gH7jK9mN1pQ3sT5vW7yZ, rempart-key",
        "hf_, aB3dEfgHijKlmNopQrsTuvWxyZabCdefGh, huggingface-token"
    })
    void knownShapesAreFound(String prefix, String rest, String rule) {
        String text = "Ma clé : " + prefix + rest + ", merci";
        assertThat(SCANNER.find(text)).singleElement().satisfies(f -> {
            assertThat(f.rule()).isEqualTo(rule);
            assertThat(text.substring(f.start(), f.end())).isEqualTo(prefix + rest);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S3_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYhT2vQ4z9",
                "routing_key: \"R03ED1AB7C9X2LQ8VZ4T6YP0KWMJH5NA\"",
                "REDIS_CACHE_KEY=k3Jq9vXz2LmP8sWb7RtYcN4HdF6gAeQu",
                "ESCROW_KEY=k3Jq9vXz2LmP8sWb7RtYcN4HdF6gAeQu",
                "API_TOKEN_CURL=k3Jq9vXz2LmP8sWb7RtYcN4HdF6gAeQu",
                "api_key=QKZX-48213-BVRT-99170-LMPW-33064",
                "password_type=Tr0ub4dor&3xK9",
            })
    void aRandomValueIsASecretWhateverTheWordBeforeItSays(String text) {
        assertThat(SCANNER.find(text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550e8400-e29b-41d4-a716-446655440000",
                "commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "export OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "le mot de passe est oublié",
                "What is a token?",
                "https://exemple.fr/page?x=1",
                "public key: AAAAB3NzaC1yc2EAAAADAQABAAABAQC7vbqajDhA5nX6kZfX8",
                "public key is MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvHl3Zy",
                "the key is MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvHl3Zy",
                "primary key 7bf1e92eaff34fd005dc7bf1e92eaff34fd005dc in table users",
                "cache_key = users:v2:profile:48213:en-US",
                "key=react-virtualized-list-item-row-10482",
                "s3 key: uploads/2024/06/IMG_20240601_120000.jpg",
                "\"secretName\": \"myapp-tls-c3rt9-2o24-prod-v2\"",
                "password_hash_rounds=12345678",
                "https://user:***@example.com",
                "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "token: ${GITHUB_TOKEN_2024_V1}"
            })
    void lookAlikesPass(String text) {
        assertThat(SCANNER.find(text)).isEmpty();
    }

    @Test
    void valuesBehindATellingWordAreFound() {
        assertThat(SCANNER.find("mot de passe : Xk9#mPq2vL")).hasSize(1);
        assertThat(SCANNER.find("API_KEY=9f8e7d6c5b4a39281706f5e4d3c2b1a0")).hasSize(1);
        assertThat(SCANNER.find("postgres://app:s3cretPw@db:5432/x")).hasSize(1);
        assertThat(SCANNER.find("mongodb://app:pX7@wQ9z@db:27017/x"))
                .singleElement()
                .satisfies(f -> assertThat(f.end()).isEqualTo(33));
    }

    @Test
    void registeredSecretsAreFoundVerbatimAndNeverPrinted() {
        SecretScanner scanner = new SecretScanner(List.of("correct horse battery"));
        assertThat(scanner.find("voilà: correct horse battery!"))
                .singleElement()
                .satisfies(f -> assertThat(f.rule()).isEqualTo(SecretScanner.REGISTERED));
        assertThat(scanner.toString()).doesNotContain("horse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WnE3WHc5S3AyTG00VHk2",
                "LJYTOWDXHFFXAMSMNU2FI6JW",
                "5a71375877394b70324c6d34547936",
                "5a 71 37 58 77 39 4b 70 32 4c 6d 34 54 79 36",
                "01011010 01110001 00110111 01011000 01110111 00111001 01001011 01110000 00110010 01001100 01101101 00110100 01010100 01111001 00110110",
                "%5a%71%37%58%77%39%4b%70%32%4c%6d%34%54%79%36",
                "&#90;&#113;&#55;&#88;&#119;&#57;&#75;&#112;&#50;&#76;&#109;&#52;&#84;&#121;&#54;",
                "\\x5a\\x71\\x37\\x58\\x77\\x39\\x4b\\x70\\x32\\x4c\\x6d\\x34\\x54\\x79\\x36",
                "--.. --.- --... -..- .-- ----. -.- .--. ..--- .-.. -- ....- - -.-- -....",
                "<~>&cK'G<&<81/)OA<-^A~>",
                "Md7Kj9Xc2Yz4Gl6",
                "6yT4mL2pK9wX7qZ",
                "Z q 7 X w 9 K p 2 L m 4 T y 6",
                "Zq7\u200BXw9\u200BKp2\u200BLm4Ty6",
                "NWE3MTM3NTg3NzM5NGI3MDMyNGM2ZDM0NTQ3OTM2"
            })
    void registeredSecretsAreFoundInEveryEncoding(String hidden) {
        SecretScanner scanner = new SecretScanner(List.of("Zq7Xw9Kp2Lm4Ty6"));
        assertThat(scanner.find(hidden)).extracting(Finding::rule).contains(SecretScanner.REGISTERED);
        assertThat(scanner.find("Voici : " + hidden + " merci"))
                .extracting(Finding::rule)
                .contains(SecretScanner.REGISTERED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aHVudGVyMjI=",
                "eGh1bnRlcjIy",
                "68756e7465723232",
                "68 75 6E 74 65 72 32 32",
                "&#104;&#117;&#110;&#116;&#101;&#114;&#50;&#50;",
                "h\nu\nn\nt\ne\nr\n2\n2",
                "h.u.n.t.e.r.2.2",
                "HUNTER22",
                "\uFF48\uFF55\uFF4E\uFF54\uFF45\uFF52\uFF12\uFF12",
                "NB2W45DFOIZDE===",
                "22retnuh",
                "uhagre22"
            })
    void aShortRegisteredSecretIsFoundInEveryFormToo(String form) {
        SecretScanner scanner = new SecretScanner(List.of("hunter22"));
        assertThat(scanner.find("Voici " + form + " !"))
                .extracting(Finding::rule)
                .containsExactly(SecretScanner.REGISTERED);
        assertThat(scanner.find("The hunter, 22, came in. Hunter 22 and hunter-22."))
                .isEmpty();
    }

    /// A tenth of a second for each; many seconds, where every beginning is looked at anew.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PRIVATE KEY-----",
                "://a:",
                "://",
                "://a:b@",
                "https://",
                "sk-",
                "eyJ",
                "eyJa.",
                "eyJ-",
                "$5$",
                "password=",
                "password=aaaa1!",
                "token "
            })
    void aTextMadeToBeSlowIsNot(String part) {
        String text = part.repeat(1_000_000 / part.length());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(6), () -> SCANNER.find(text));
        SecretWatch watch = SCANNER.watch();
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(6), () -> {
            long held = 0;
            for (int i = 0; i < text.length() && watch.next(text.charAt(i)) == null; i++) {
                held = Math.max(held, i + 1 - watch.safeUntil());
            }
            assertThat(held).isLessThan(2_000);
        });
    }

    @Test
    void aLongTokenIsFoundWhole() {
        String token = "eyJ" + "aB3dE5gH7j".repeat(100) + "." + "aB3dE5gH7j".repeat(400) + "." + "x".repeat(43);
        assertThat(SCANNER.find("jeton " + token + " fin"))
                .singleElement()
                .satisfies(f -> assertThat(f.end() - f.start()).isEqualTo(token.length()));
    }
}
