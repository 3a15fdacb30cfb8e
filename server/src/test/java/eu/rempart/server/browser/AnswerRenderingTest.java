package eu.rempart.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import eu.rempart.testkit.provider.Script;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// A model may write anything. What it writes is shown, and does nothing.
@Tag("browser")
@TestInstance(Lifecycle.PER_CLASS)
class AnswerRenderingTest {

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void markdownIsShownAsMarkdown() {
        stage.provider()
                .always(Script.say(
                        "# Votre CV\n\nLisez [le guide](https://guide.exemple.org/cv), puis :\n\n",
                        "```python\nprint('Bonjour')\n```\n\n",
                        "| étape | durée |\n| --- | --- |\n| relire | 10 min |\n"));
        try (Visit visit = stage.visit().openAndAccept()) {
            visit.ask("Comment faire un CV ?");
            visit.awaitAnswer("complete");

            Locator link = visit.answer().getByRole(com.microsoft.playwright.options.AriaRole.LINK);
            assertThat(link).hasAttribute("href", "https://guide.exemple.org/cv");
            assertThat(link).hasAttribute("target", "_blank");
            assertThat(link).hasAttribute("rel", Pattern.compile("noopener noreferrer"));
            assertThat(visit.answer()).containsText("(guide.exemple.org)");
            assertThat(visit.answer().locator("pre code")).hasText("print('Bonjour')\n");
            assertThat(visit.answer().locator("td").first()).hasText("relire");
            assertThat(visit.foreignRequests()).isEmpty();
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void imagesScriptsAndMarkupInAnAnswerLoadAndRunNothing() {
        stage.provider()
                .always(Script.say(
                        "Avant. ![espion](https://pixel.exemple.org/a.png?q=secret)\n\n",
                        "<img src=\"https://pixel.exemple.org/b.png\" onerror=\"window.ran = 1\">\n\n",
                        "<script>window.ran = 1</script>\n\n<iframe src=\"https://pixel.exemple.org/\"></iframe>\n\n",
                        "<svg onload=\"window.ran = 1\"></svg> [clic](javascript:window.ran=1) ",
                        "[données](data:text/html,<script>window.ran=1</script>) [dedans](/api/auth/logout)\n\n",
                        "[ref]: https://pixel.exemple.org/c.png\n\n![ref]\n\nAprès."));
        try (Visit visit = stage.visit().openAndAccept()) {
            visit.ask("Montre-moi une image.");
            visit.awaitAnswer("complete");

            assertThat(visit.answer()).containsText("Avant.");
            assertThat(visit.answer()).containsText("Après.");
            assertThat(visit.answer()).containsText("Image non chargée : espion");
            assertThat(visit.answer().locator(".prose img, .prose script, .prose iframe, .prose svg"))
                    .hasCount(0);
            assertThat(visit.answer().locator("a")).hasCount(0);
            assertThat(visit.page().evaluate("() => window.ran === undefined")).isEqualTo(true);
            assertThat(visit.foreignRequests()).isEmpty();
            // Not even tried: a try would be a violation of the policy, on the console.
            assertThat(visit.complaints()).isEmpty();
        }
    }
}
