package eu.rempart.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Somebody who has never been here.
@Tag("browser")
@TestInstance(Lifecycle.PER_CLASS)
class NewcomerTest {

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
    void openingThePageStoresNothingAndAsksOnlyWhoIsThere() {
        try (Visit visit = stage.visit().open()) {
            assertThat(visit.at("consent-accept")).isVisible();

            assertThat(visit.apiRequests()).containsExactly("GET /api/me");
            assertThat(visit.foreignRequests()).isEmpty();
            assertThat(visit.complaints()).isEmpty();
            assertThat(visit.context().cookies()).isEmpty();
            assertThat(visit.storage()).isEqualTo("{}{}");
        }
    }

    @Test
    void refusingStoresNothingAndSendsNothingToAProvider() {
        int before = stage.provider().received().size();
        try (Visit visit = stage.visit().open()) {
            visit.at("consent-refuse").click();

            assertThat(visit.at("consent-reopen")).isVisible();
            assertThat(visit.at("composer-input")).hasCount(0);
            assertThat(visit.context().cookies()).isEmpty();
            assertThat(visit.storage()).isEqualTo("{}{}");
            assertThat(stage.provider().received()).hasSize(before);
        }
    }

    @Test
    void aNewcomerRefusesAcceptsAsksReadsComesBackAndDeletes() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        stage.provider().always(Scripts.letter(rest));
        int before = stage.provider().received().size();
        try (Visit visit = stage.visit().open()) {
            visit.screenshot("consent");
            visit.at("consent-refuse").click();
            visit.at("consent-reopen").click();
            visit.at("consent-accept").click();
            assertThat(visit.at("disclosure")).containsText("intelligence artificielle, au nom de Trophenix");
            Cookie cookie = visit.context().cookies().getFirst();
            assertThat(cookie.name).isEqualTo("rempart_visitor");
            assertThat(cookie.httpOnly).isTrue();
            assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);

            visit.ask(Scripts.QUESTION);

            // The provider is still held back, and the beginning is there already.
            assertThat(visit.answer()).containsText("c’est le bon moment");
            assertThat(visit.answer()).hasAttribute("data-status", "streaming");
            visit.screenshot("chat-streaming");
            rest.countDown();
            visit.awaitAnswer("complete");
            assertThat(visit.answer())
                    .containsText("joindre au 06 12 34 56 78 ou à l’adresse camille.martin@exemple.fr");
            assertThat(visit.answer()).not().containsText("EMAIL");

            List<Received> sent = stage.provider().received();
            assertThat(sent).hasSize(before + 1);
            assertThat(sent.getLast().body())
                    .contains("[EMAIL_1]", "[PHONE_1]")
                    .doesNotContain("camille.martin", "exemple.fr")
                    .doesNotContainPattern("6[ .]?12[ .]?34[ .]?56");
            keepForTheReadme(visit.screenshot("chat"));

            visit.page().reload();
            assertThat(visit.at("message-user")).containsText(Scripts.QUESTION);
            assertThat(visit.answer()).containsText("camille.martin@exemple.fr");

            String conversation = visit.latestConversation();
            visit.at("history-toggle").click();
            visit.at("history-delete").click();
            visit.at("confirm-delete").click();
            assertThat(visit.at("history-item")).hasCount(0);
            assertThat(visit.at("message-user")).hasCount(0);
            assertThat(visit.get("/api/conversations/" + conversation).status()).isEqualTo(404);
            visit.page().reload();
            assertThat(visit.at("composer-input")).isVisible();
            assertThat(visit.at("message-user")).hasCount(0);

            assertThat(visit.foreignRequests()).isEmpty();
            assertThat(visit.complaints()).isEmpty();
            assertThat(visit.storage()).isEqualTo("{}{}");
        }
    }

    private static void keepForTheReadme(Path screenshot) throws Exception {
        if (Boolean.getBoolean("rempart.screenshots")) {
            Path kept = Path.of("..", "docs", "images", "chat.png");
            Files.createDirectories(kept.getParent());
            Files.copy(screenshot, kept, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void stoppingClosesTheConnectionToTheProviderAndKeepsWhatWasWritten() throws Exception {
        stage.provider()
                .always(Script.answer()
                        .text("Voici le début de la réponse. ", "Elle serait longue. ", "Très longue, même. ")
                        .hang());
        try (Visit visit = stage.visit().openAndAccept()) {
            visit.ask("Raconte-moi l’histoire du travail.");
            assertThat(visit.answer()).containsText("Voici le début");

            visit.at("composer-stop").click();

            stage.provider().awaitClientClosed(Duration.ofSeconds(20));
            visit.awaitAnswer("interrupted");
            assertThat(visit.answer()).containsText("Réponse interrompue");
            assertThat(visit.at("message-retry")).isVisible();
            String conversation = visit.latestConversation();
            visit.page().waitForCondition(() -> visit.json("/api/conversations/" + conversation)
                    .path("messages")
                    .path(1)
                    .path("status")
                    .asString("")
                    .equals("interrupted"));
            visit.page().reload();
            visit.awaitAnswer("interrupted");
            assertThat(visit.answer()).containsText("Voici le début");
        }
    }

    @Test
    void afterWithdrawingConsentNothingMoreCanBeSent() {
        try (Visit visit = stage.visit().openAndAccept()) {
            visit.at("privacy-open").click();
            visit.at("consent-withdraw").click();
            assertThat(visit.at("consent-withdraw")).hasCount(0);
            visit.page().keyboard().press("Escape");

            assertThat(visit.at("composer-input")).hasCount(0);
            assertThat(visit.at("consent-reopen")).isVisible();
            Object refused = visit.page().evaluate("""
                    async () => {
                      const headers = { "Content-Type": "application/json" };
                      const body = JSON.stringify({ message: "Bonjour" });
                      const response = await fetch("/api/chat", { method: "POST", headers, body });
                      return `${response.status} ${(await response.json()).code}`;
                    }""");
            assertThat(refused).isEqualTo("403 consent_required");
        }
    }
}
