package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Tier;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is not in a format yet reaches a provider that speaks it: fields as they are, and the headers that go with
/// them. No other header does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayHeadersTest {

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
        service.provider().always(Script.say("Oui."));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private Received sent(Dialects dialect, String kind, String... headers) throws Exception {
        HttpResponse<String> response = service.post(
                dialect.path(),
                service.key(),
                dialect.question(kind + "/scripted", false, "Be brief.", "Bonjour"),
                headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return service.provider().received().getLast();
    }

    @ParameterizedTest(name = "{2} of {0} over {1}: {3}")
    @CsvSource({
        "MESSAGES, an, anthropic-beta, true",
        "CHAT, an, anthropic-beta, false",
        "MESSAGES, oa, anthropic-beta, false",
        "RESPONSES, oa, openai-beta, true",
        "RESPONSES, az, openai-beta, true",
        "CHAT, oa, openai-beta, true",
        "RESPONSES, an, openai-beta, false",
        "CHAT, co, openai-beta, false",
        "CHAT, oa, anthropic-beta, false",
        "MESSAGES, an, openai-beta, false",
        "MESSAGES, an, x-custom, false",
        "CHAT, oa, cookie, false"
    })
    void aBetaHeaderReachesItsOwnProviderAlone(Dialects dialect, String kind, String name, boolean passes)
            throws Exception {
        Received received = sent(dialect, kind, name, "context-2025-06-27");
        assertThat(received.header(name)).isEqualTo(passes ? "context-2025-06-27" : "");
    }

    @Test
    void severalFeaturesAreSentTogether() throws Exception {
        assertThat(sent(Dialects.MESSAGES, "an", "anthropic-beta", "one-2025-01-01, two", "anthropic-beta", "three")
                        .header("anthropic-beta"))
                .isEqualTo("one-2025-01-01, two,three");
    }

    @ParameterizedTest
    @ValueSource(strings = {"marie@example.org", "two words", "{\"a\":1}", ","})
    void whatNamesNoFeatureIsNotPassedOn(String value) throws Exception {
        assertThat(sent(Dialects.MESSAGES, "an", "anthropic-beta", value).header("anthropic-beta"))
                .isEmpty();
    }

    @Test
    void aHeaderWithoutEndIsNotPassedOn() throws Exception {
        assertThat(sent(Dialects.MESSAGES, "an", "anthropic-beta", "a,".repeat(30) + "a")
                        .header("anthropic-beta"))
                .isEmpty();
        assertThat(sent(Dialects.MESSAGES, "an", "anthropic-beta", "a".repeat(65))
                        .header("anthropic-beta"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MESSAGES, an", "RESPONSES, oa", "CHAT, oa"})
    void fieldsThatAreUnknownHereReachAProviderOfTheSameKind(Dialects dialect, String kind) throws Exception {
        String body = dialect.question(kind + "/scripted", false, "Be brief.", "Bonjour");
        service.post(
                dialect.path(),
                service.key(),
                body.substring(0, body.length() - 1) + ",\"brand_new\":{\"deep\":[1,true,{\"size\":\"small\"}]}}");
        assertThat(service.provider()
                        .received()
                        .getLast()
                        .json()
                        .path("brand_new")
                        .toString())
                .isEqualTo("{\"deep\":[1,true,{\"size\":\"small\"}]}");
    }

    @Test
    void whatHasAPriceOfItsOwnIsRefusedWhereMoneyIsLimited() throws Exception {
        String poor = service.key(service.user(Tier.FREE), KeyRules.NONE);
        String body = Dialects.MESSAGES.question("an/scripted", false, "Be brief.", "Bonjour");
        int before = service.provider().received().size();
        HttpResponse<String> response =
                service.post(Dialects.MESSAGES.path(), poor, body, "anthropic-beta", "context-1m-2025-08-07");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("anthropic-beta");
        assertThat(service.provider().received()).hasSize(before);
        assertThat(service.post(Dialects.MESSAGES.path(), poor, body, "anthropic-beta", "other-2025-08-07")
                        .statusCode())
                .isEqualTo(200);
        assertThat(sent(Dialects.MESSAGES, "an", "anthropic-beta", "context-1m-2025-08-07")
                        .header("anthropic-beta"))
                .isEqualTo("context-1m-2025-08-07");
    }

    @Test
    void anAnswerToWhatABetaChangedIsNotGivenAgain() throws Exception {
        String body = Dialects.MESSAGES
                .question("an/scripted", false, "Be brief.", "Encore")
                .replace("\"max_tokens\"", "\"temperature\":0,\"max_tokens\"");
        String key = service.key();
        int before = service.provider().received().size();
        service.post(Dialects.MESSAGES.path(), key, body);
        service.post(Dialects.MESSAGES.path(), key, body);
        assertThat(service.provider().received()).hasSize(before + 1);
        service.post(Dialects.MESSAGES.path(), key, body, "anthropic-beta", "other-2025-08-07");
        service.post(Dialects.MESSAGES.path(), key, body, "anthropic-beta", "other-2025-08-07");
        assertThat(service.provider().received()).hasSize(before + 3);
    }
}
