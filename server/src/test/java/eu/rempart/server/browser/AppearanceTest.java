package eu.rempart.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Every main state of the page, in a large and a small window, light and dark: no serious barrier, nothing that
/// sticks out. Pictures of them are left in `target/screenshots`.
@Tag("browser")
@TestInstance(Lifecycle.PER_CLASS)
class AppearanceTest {

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
    }

    @AfterAll
    void close() {
        stage.close();
    }

    private static void isFit(Visit visit, String state) throws Exception {
        visit.screenshot(state);
        assertThat(visit.barriers()).as("barriers of state %s", state).isEmpty();
        assertThat(visit.overhang()).as("overhang of state %s", state).isNotPositive();
    }

    private static void dark(Visit visit) {
        visit.at("theme-toggle").click();
        visit.at("theme-toggle").click();
        assertThat(visit.page().locator("html")).hasAttribute("data-theme", "dark");
    }

    @Test
    void fromTheNoticeToTheWelcome() throws Exception {
        try (Visit visit = stage.visit().open()) {
            assertThat(visit.at("consent-accept")).isVisible();
            isFit(visit, "notice");
            visit.at("consent-refuse").click();
            assertThat(visit.at("consent-reopen")).isVisible();
            isFit(visit, "refused");
            visit.at("consent-reopen").click();
            visit.at("consent-accept").click();
            assertThat(visit.at("composer-input")).isVisible();
            isFit(visit, "welcome");
            visit.at("login-open").click();
            assertThat(visit.at("login-submit")).isVisible();
            isFit(visit, "login");
        }
    }

    @Test
    void aConversationWithItsHistoryAndDialogs() throws Exception {
        stage.provider().always(Scripts.letter());
        try (Visit visit = stage.visit().openAndAccept()) {
            visit.ask(Scripts.QUESTION);
            visit.awaitAnswer("complete");
            isFit(visit, "chat-light");
            visit.at("history-toggle").click();
            assertThat(visit.at("history-item")).isVisible();
            isFit(visit, "history");
            visit.at("history-delete").click();
            assertThat(visit.at("confirm-delete")).isVisible();
            isFit(visit, "delete");
            visit.page().keyboard().press("Escape");
            visit.at("privacy-open").click();
            assertThat(visit.at("consent-withdraw")).isVisible();
            isFit(visit, "privacy");
            visit.page().keyboard().press("Escape");
            dark(visit);
            isFit(visit, "chat-dark");
        }
    }

    @Test
    void aTelephone() throws Exception {
        stage.provider().always(Scripts.letter());
        try (Visit visit = stage.visit(390, 844).open()) {
            assertThat(visit.at("consent-accept")).isVisible();
            isFit(visit, "mobile-notice");
            visit.at("consent-accept").click();
            assertThat(visit.at("composer-input")).isVisible();
            isFit(visit, "mobile-welcome");
            visit.ask(Scripts.QUESTION);
            visit.awaitAnswer("complete");
            isFit(visit, "mobile-chat");
            visit.at("history-toggle").click();
            assertThat(visit.at("history-item")).isVisible();
            isFit(visit, "mobile-history");
        }
    }

    @Test
    void codeAndTables() throws Exception {
        stage.provider()
                .always(Script.say(
                        "Voici une requête :\n\n```sql\nSELECT titre, date_envoi FROM candidatures WHERE statut ="
                                + " 'sans réponse' AND date_envoi < CURRENT_DATE - INTERVAL '10 days' ORDER BY date_envoi\n```\n\n",
                        "| Étape | Durée | Remarque |\n| --- | --- | --- |\n| Relire | 10 min | à voix haute |\n"
                                + "| Envoyer | 1 min | le matin |\n\nVoir [le guide](https://guide.exemple.org/sql)."));
        try (Visit visit = stage.visit(390, 844).openAndAccept()) {
            visit.ask("Écris-moi une requête.");
            visit.awaitAnswer("complete");
            isFit(visit, "mobile-code");
            dark(visit);
            isFit(visit, "mobile-code-dark");
        }
    }

    @Test
    void anAnswerThatBreaksOff() throws Exception {
        stage.provider()
                .always(Script.answer()
                        .text("Voici le début de la réponse. ", "Elle serait longue. ", "Très longue, même. ")
                        .cut());
        try (Visit visit = stage.visit().openAndAccept()) {
            visit.ask("Comment préparer un entretien ?");
            visit.awaitAnswer("interrupted");
            assertThat(visit.at("error-banner")).hasAttribute("data-code", "answer_interrupted");
            isFit(visit, "error");
            dark(visit);
            isFit(visit, "error-dark");
        }
    }

    @Test
    void aPreparedAnswerNamesItsSources() throws Exception {
        stage.provider().always(Script.answer().status(503, "overloaded"));
        try (Visit visit = stage.visit().openAndAccept()) {
            visit.ask("Comment suivre mes candidatures ?");
            visit.awaitAnswer("complete");
            assertThat(visit.answer()).containsText("Réponse préparée");
            assertThat(visit.at("sources")).isVisible();
            isFit(visit, "prepared");
        }
    }
}
