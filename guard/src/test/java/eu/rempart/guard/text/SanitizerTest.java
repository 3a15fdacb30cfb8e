package eu.rempart.guard.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SanitizerTest {
    private static String clean(String text) {
        return Sanitizer.sanitize(text).text();
    }

    private static String active(String text) {
        return Sanitizer.sanitize(text).activeContent().orElse("none");
    }

    @Test
    void harmlessTextStaysAsItIs() {
        for (String text : List.of(
                "",
                "a",
                "Bonjour,\n\n  - un\n  - deux\n\tcode",
                "a < b && c > d",
                "List<String> x = new ArrayList<>();",
                "x <- y; Map<K, V> m",
                "if (i<n) return;",
                "1000000000000000 et 4111 1111 1111 1111",
                "👩‍👩‍👧 ❤️ 1️⃣ 🏳️‍🌈",
                "می‌خواهم क्‍ष",
                "```\n----------------\n```",
                "C# -- a question")) {
            assertThat(Sanitizer.sanitize(text).text()).isEqualTo(text);
            assertThat(Sanitizer.sanitize(text).changed()).isFalse();
        }
    }

    @Test
    void whatCannotBeSeenGoes() {
        assertThat(clean("a\u200Bb\u202Ec\u00ADd\uFEFFe\u0000f\u2066g\u034Fh")).isEqualTo("abcdefgh");
        assertThat(clean("hi\uDB40\uDC41\uDB40\uDC42")).isEqualTo("hi");
        assertThat(clean("a\u200Db c\u200Cd")).isEqualTo("ab cd");
        assertThat(clean("x\uFE0Fy")).isEqualTo("xy");
        assertThat(clean("a\r\nb\rc\u2028d")).isEqualTo("a\nb\nc\nd");
        assertThat(clean("\uD800x\uDC00")).isEqualTo("\uFFFDx\uFFFD");
    }

    @Test
    void markupNeverReachesTheModel() {
        assertThat(clean("<b>gras</b> et <a href=\"x>y\">lien</a>")).isEqualTo("gras et lien");
        assertThat(clean("un<br>deux<p>trois</p>")).isEqualTo("un\ndeux\ntrois\n");
        assertThat(clean("a<script>alert(1)</script>b<style>p{}</style>c")).isEqualTo("abc");
        assertThat(clean("a<!-- cache -->b")).isEqualTo("ab");
        assertThat(clean("<scr<b>ipt>alert(1)</scr</b>ipt>"))
                .doesNotContain("<script")
                .doesNotContain("</script");
        assertThat(clean("<img src=x onerror=alert(1)")).isEqualTo("&lt;img src=x onerror=alert(1)");
        assertThat(clean("si a <b and c> d")).isEqualTo("si a &lt;b and c> d");
        assertThat(clean("<svg/onload=alert(1)>x")).isEqualTo("x");
        assertThat(clean("<x onclick=go()>y")).isEqualTo("y");
    }

    @Test
    void codeStaysReadableAndInert() {
        assertThat(clean("Que fait `<script>` ?")).isEqualTo("Que fait `&lt;script>` ?");
        assertThat(clean("```html\n<div class=\"a\">\n    x\n</div>\n```"))
                .isEqualTo("```html\n&lt;div class=\"a\">\n    x\n&lt;/div>\n```");
        assertThat(clean("```java\nList<String> l;\n```")).isEqualTo("```java\nList<String> l;\n```");
    }

    @Test
    void repetitionsAreFolded() {
        assertThat(clean("a".repeat(11))).isEqualTo("aaa");
        assertThat(clean("a".repeat(10))).isEqualTo("a".repeat(10));
        assertThat(clean("😀".repeat(50))).isEqualTo("😀😀😀");
        assertThat(clean("0".repeat(40))).isEqualTo("0".repeat(40));
        assertThat(clean("a" + "\n".repeat(9) + "  b")).isEqualTo("a\n\n\n  b");
        assertThat(clean("a\n\n\n\nb")).isEqualTo("a\n\n\n\nb");
        assertThat(clean("x" + " ".repeat(20) + "y")).isEqualTo("x" + " ".repeat(20) + "y");
        assertThat(clean("e" + "\u0301\u0300".repeat(50_000)).length()).isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<SCRIPT src=x>",
                "<scr\u200Bipt>",
                "< script >",
                "&lt;script&gt;",
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "&#x6a;avascript:alert(1)",
                "java\nscript:alert(1)",
                "java\u0000script:alert(1)",
                "j a v a s c r i p t:alert(1)",
                "javascript: alert(1)",
                "vbscript:msgbox",
                "data:text/html,<b>",
                "<img src=x onerror=alert(1)>",
                "onerror=alert(1)",
                "onclick = 'x'",
                "<div onfoo=bar>",
                "eval(atob('x'))",
                "new Function('x')",
                "import('x')"
            })
    void activeContentIsNamed(String text) {
        assertThat(active(text)).isNotEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "J'apprends JavaScript.",
                "JavaScript : un langage du Web",
                "JavaScript:\nun langage",
                "Une fonction (affine) et son évaluation (annuelle)",
                "function (x) { return x }",
                "function(x) { return x }",
                "model.eval()",
                "import (\n  \"fmt\"\n)",
                "import java.util.List;",
                "le manuscript: voir plus bas",
                "onClick={go}",
                "position = 3",
                "a <b and one = 2",
                "description d'un poste",
                "Les données : data:image/png;base64,AAAA"
            })
    void wordsAreNotActiveContent(String text) {
        assertThat(active(text)).isEqualTo("none");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "<",
                        ">",
                        "</",
                        "script",
                        "<b",
                        "<script>",
                        "</script>",
                        "<!--",
                        "-->",
                        "`",
                        "```",
                        "~~~",
                        "\n",
                        " ",
                        "\t",
                        "a",
                        "x=",
                        "\"",
                        "'",
                        "on",
                        "b>",
                        "<p>",
                        "&lt;",
                        "&#60;",
                        "\u200B",
                        "\u200D",
                        "👩",
                        "\uFE0F",
                        "\u0301",
                        "\uD800",
                        "aaaaaaaaaaaa",
                        "<<<<<<<<<<<<",
                        "style",
                        "<![CDATA[",
                        "<?",
                        "onload=",
                        "\n\n\n\n\n",
                        "0",
                        "é",
                        "क्")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 4000)
    void sanitizingTwiceIsSanitizingOnce(@ForAll("texts") String text) {
        String once = clean(text);
        assertThat(clean(once)).isEqualTo(once);
    }

    @Property(tries = 1000)
    void noTagSurvivesAnywhere(@ForAll("texts") String text) {
        assertThat(clean(text).toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("<script")
                .doesNotContain("<b>");
    }

    @Test
    void aTextMadeToBeSlowIsNot() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (String part : List.of(
                    "<",
                    "<a ",
                    "<a \"",
                    "<a '<b \"",
                    "<script>",
                    "<script></b>",
                    "<!--",
                    "<!a",
                    "`",
                    "` ``",
                    "onclick ",
                    "<a onclick",
                    "&#",
                    "\u0301",
                    "j a v ")) {
                clean(part.repeat(1_000_000 / part.length()));
            }
        });
    }
}
