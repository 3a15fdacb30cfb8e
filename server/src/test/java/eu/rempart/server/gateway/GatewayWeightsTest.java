package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which provider of a route comes first where weights say so.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayWeightsTest {

    private static final String MORE = """
            gateway:
              retries: 0
              providers:
                one: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                two: {kind: anthropic, base-url: "{url}", api-key: "{key}"}
              routes:
                to-one: {models: [one/scripted, two/scripted], weights: [1, 0]}
                to-two: {models: [one/scripted, two/scripted], weights: [0, 1]}
                to-both: {models: [one/scripted, two/scripted], weights: [1, 1]}
            """;

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(MORE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private String provider(String route) throws Exception {
        HttpResponse<String> response = service.post(
                "/v1/chat/completions", service.key(), Dialects.CHAT.question(route, false, "Be brief.", "?"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.headers().firstValue("X-Rempart-Provider").orElse("");
    }

    @ParameterizedTest
    @CsvSource({"to-one, one", "to-two, two"})
    void allTheWeightIsAllTheRequests(String route, String provider) throws Exception {
        service.provider().always(Script.say("Voilà."));
        for (int i = 0; i < 20; i++) {
            assertThat(provider(route)).isEqualTo(provider);
        }
    }

    /// The chance that a hundred draws all fall on one side is one in 2^99.
    @Test
    void weightsThatAreAlikeDrawBoth() throws Exception {
        service.provider().always(Script.say("Voilà."));
        boolean one = false;
        boolean two = false;
        for (int i = 0; i < 100 && !(one && two); i++) {
            String provider = provider("to-both");
            one |= provider.equals("one");
            two |= provider.equals("two");
        }
        assertThat(one && two).isTrue();
    }

    @Test
    void whatHasNoWeightStandsInForWhatFails() throws Exception {
        service.provider()
                .always(Script.of(request -> request.path().endsWith("/messages")
                        ? Script.answer().status(500, "x")
                        : Script.say("Voilà.")));
        assertThat(provider("to-two")).isEqualTo("one");
    }
}
