package eu.rempart.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import eu.rempart.core.identity.Accounts.Creation;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Tier;
import eu.rempart.testkit.provider.Script;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Language, theme, keyboard, signing in and out.
@Tag("browser")
@TestInstance(Lifecycle.PER_CLASS)
class SettingsAndAccountTest {

    private static final String PASSWORD = "quatre-chevaux-bleus-7";

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
        stage.provider().always(Script.say("Bonjour, ", "voici votre réponse."));
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void theLanguageChangesAtOnceAndStays() {
        try (Visit visit = stage.visit().open()) {
            assertThat(visit.at("consent-accept")).hasText("J’accepte");

            visit.at("language-toggle").click();

            assertThat(visit.at("consent-accept")).hasText("I accept");
            assertThat(visit.page().locator("html")).hasAttribute("lang", "en");
            visit.page().reload();
            assertThat(visit.at("consent-accept")).hasText("I accept");
        }
    }

    @Test
    void theDarkThemeIsDarkAndStays() {
        try (Visit visit = stage.visit().open()) {
            assertThat(visit.page().locator("html")).hasAttribute("data-theme", "light");
            // From the device's theme to light, to dark.
            visit.at("theme-toggle").click();
            visit.at("theme-toggle").click();
            assertThat(visit.page().locator("html")).hasAttribute("data-theme", "dark");
            visit.page().reload();
            assertThat(visit.page().locator("html")).hasAttribute("data-theme", "dark");
            assertThat(visit.at("consent-accept")).isVisible();
            assertThat(visit.barriers()).isEmpty();
        }
    }

    @Test
    void everythingUpToTheFirstAnswerIsDoneWithTheKeyboardAlone() {
        try (Visit visit = stage.visit().open()) {
            assertThat(visit.at("consent-accept")).isVisible();
            visit.page().keyboard().press("Tab");
            assertThat(visit.page().locator("a.skip")).isFocused();
            tabTo(visit, visit.at("consent-accept"));
            visit.page().keyboard().press("Enter");

            assertThat(visit.at("composer-input")).isFocused();
            visit.page().keyboard().type("Bonjour !");
            tabTo(visit, visit.at("composer-send"));
            visit.page().keyboard().press("Enter");

            visit.awaitAnswer("complete");
            assertThat(visit.answer()).containsText("voici votre réponse");
            assertThat(visit.at("composer-input")).isFocused();
            visit.page().keyboard().type("Et encore ?");
            visit.page().keyboard().press("Enter");
            assertThat(visit.at("message-user")).hasCount(2);
            visit.awaitAnswer("complete");
        }
    }

    private static void tabTo(Visit visit, Locator goal) {
        Page page = visit.page();
        for (int i = 0; i < 40; i++) {
            page.keyboard().press("Tab");
            if ((Boolean) goal.evaluate("element => element === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + goal);
    }

    @Test
    void aUserSignsInChatsComesBackAndSignsOut() {
        assertThat(stage.service()
                        .rempart()
                        .accounts()
                        .create(
                                "lea.moreau",
                                new Password(PASSWORD),
                                Role.USER,
                                Tier.PREMIUM,
                                null,
                                false,
                                Origin.local()))
                .isInstanceOf(Creation.Created.class);
        try (Visit visit = stage.visit().open()) {
            visit.at("login-open").click();
            signIn(visit, "pas-le-bon-mot-de-passe");
            assertThat(visit.page().locator("dialog .inline-error")).containsText("incorrect");
            signIn(visit, PASSWORD);
            assertThat(visit.page().getByText("lea.moreau").first()).isVisible();
            visit.at("consent-accept").click();
            visit.ask("Bonjour !");
            visit.awaitAnswer("complete");

            assertThat(visit.storage()).as("one word, no token").isEqualTo("{\"rempart.signedIn\":\"1\"}{}");
            assertThat(visit.context().cookies())
                    .allSatisfy(cookie -> assertThat(cookie.httpOnly).isTrue());

            visit.page().reload();
            assertThat(visit.answer()).containsText("voici votre réponse");
            visit.page().getByText("lea.moreau").first().click();
            visit.at("logout").click();
            assertThat(visit.at("login-open")).isVisible();
            assertThat(visit.at("message-user")).hasCount(0);
            assertThat(visit.storage()).isEqualTo("{}{}");
            assertThat(visit.foreignRequests()).isEmpty();
        }
    }

    private static void signIn(Visit visit, String password) {
        visit.at("login-name").fill("lea.moreau");
        visit.at("login-password").fill(password);
        visit.at("login-submit").click();
    }
}
