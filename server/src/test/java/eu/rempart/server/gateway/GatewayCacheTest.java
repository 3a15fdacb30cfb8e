package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import eu.rempart.core.identity.UserChange;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which answers are given again, to whom, and when they are forgotten.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayCacheTest {

    private static final String MORE = """
            gateway:
              retries: 0
              providers:
                oa: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                an: {kind: anthropic, base-url: "{url}", api-key: "{key}"}
              routes:
                two: {models: [oa/scripted, an/scripted]}
                helped: {models: [oa/scripted, local/knowledge]}
            """;
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String MESSAGES = "/v1/messages";
    private static final String SAY = "[{\"role\":\"user\",\"content\":\"Combien ?\"}]";

    private GatewayService service;
    private User owner;
    private User administrator;

    @BeforeAll
    void start() {
        service = GatewayService.start(MORE);
        owner = service.user(Tier.ENTERPRISE);
        administrator = service.user(Tier.ENTERPRISE, Role.ADMIN);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @BeforeEach
    void aProviderThatAnswers() {
        service.provider().always(Script.say("Voilà."));
        service.service().rempart().answers().purge();
    }

    /// How often the provider is asked where the same comes twice.
    private int asked(String path, String body, String... headers) throws Exception {
        String key = service.key(owner, KeyRules.NONE);
        int sent = service.provider().received().size();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = service.post(path, key, body, headers);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }
        return service.provider().received().size() - sent;
    }

    private static String body(String path, String more) {
        String model = path.equals(MESSAGES) ? "an/scripted" : "oa/scripted";
        String says = path.equals(RESPONSES) ? "input" : "messages";
        String end = path.equals(MESSAGES) ? ",\"max_tokens\":100" : "";
        return "{\"model\":\"" + model + "\",\"temperature\":0,\"" + says + "\":" + SAY + end + more + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
    void whatIsMadeOfTextsAndSettingsIsAnsweredAgain(String path) throws Exception {
        assertThat(asked(path, body(path, ",\"top_p\":0.5,\"stream\":false,\"tools\":null")))
                .isEqualTo(1);
        assertThat(asked(
                        path,
                        body(path, "")
                                .replace("\"Combien ?\"", "[{\"type\":\"text\",\"text\":\"?\"}]")
                                .replace(
                                        path.equals(RESPONSES) ? "\"text\",\"text\"" : "none",
                                        "\"input_text\",\"text\"")))
                .isEqualTo(1);
    }

    /// A moment later the one that was meant may answer again.
    @Test
    void whatStandsInForAnotherOneIsNotRemembered() throws Exception {
        service.provider()
                .always(Script.of(request -> request.path().endsWith("/messages")
                        ? Script.say("Voilà.")
                        : Script.answer().status(500, "x")));
        assertThat(asked(CHAT, body(CHAT, "").replace("oa/scripted", "two"))).isEqualTo(4);
        assertThat(asked(CHAT, body(CHAT, "").replace("oa/scripted", "helped"))).isEqualTo(2);
    }

    /// Some models take no temperature: who asks by a header says the same.
    @ParameterizedTest
    @ValueSource(strings = {CHAT, RESPONSES, MESSAGES})
    void withoutATemperatureTheClientMayAskForIt(String path) throws Exception {
        String body = body(path, "").replace("\"temperature\":0,", "");
        assertThat(asked(path, body)).isEqualTo(2);
        assertThat(asked(path, body, "X-Rempart-Cache", "use")).isEqualTo(1);
        assertThat(asked(path, body.replace("{\"model\"", "{\"temperature\":1,\"model\""), "X-Rempart-Cache", "use"))
                .as("who wants another answer each time gets one")
                .isEqualTo(2);
        assertThat(asked(
                        path,
                        body(
                                        path,
                                        ",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"function\":{\"name\":\"f\"},"
                                                + "\"input_schema\":{\"type\":\"object\"}}]")
                                .replace("\"temperature\":0,", ""),
                        "X-Rempart-Cache",
                        "use"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                CHAT + "|,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                CHAT + "|,\"functions\":[{\"name\":\"f\"}]",
                CHAT + "|,\"web_search_options\":{}",
                CHAT + "|,\"a_field_of_tomorrow\":true",
                RESPONSES + "|,\"tools\":[{\"type\":\"web_search\"}]",
                RESPONSES + "|,\"include\":[\"web_search_call.action.sources\"]",
                MESSAGES + "|,\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://x.example\",\"name\":\"x\"}]",
                MESSAGES + "|,\"container\":{\"skills\":[]}",
                MESSAGES + "|,\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]"
            })
    void whatMayLookAtTheWorldIsAskedAnew(String path, String more) throws Exception {
        assertThat(asked(path, body(path, more))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                CHAT
                        + "|[{\"role\":\"user\",\"content\":\"?\"},{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"3\"}]",
                RESPONSES
                        + "|[{\"role\":\"user\",\"content\":\"?\"},{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"3\"}]",
                MESSAGES
                        + "|[{\"role\":\"user\",\"content\":\"?\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\",\"content\":\"3\"}]}]"
            })
    void callsAndResultsOfToolsAreAskedAnewWithoutTheirTools(String path, String said) throws Exception {
        assertThat(asked(path, body(path, "").replace(SAY, said))).isEqualTo(2);
    }

    @Test
    void whatIsNotMeantToBeTheSameIsAskedAnew() throws Exception {
        assertThat(asked(CHAT, body(CHAT, "").replace("\"temperature\":0,", "")))
                .isEqualTo(2);
        assertThat(asked(CHAT, body(CHAT, "").replace("\"temperature\":0,", "\"temperature\":0.1,")))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void personalDataIsNeverKept(boolean stream) throws Exception {
        String personal = body(CHAT, ",\"stream\":" + stream).replace("Combien ?", "Je suis jean@example.org");
        assertThat(asked(CHAT, personal)).isEqualTo(2);
    }

    @Test
    void aStreamIsGivenAgainWordForWord() throws Exception {
        String key = service.key(owner, KeyRules.NONE);
        service.provider()
                .always(Script.answer()
                        .text("Un ", "deux ", "trois.")
                        .usage(10, 3)
                        .finish("stop"));
        String body = body(CHAT, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        HttpResponse<String> first = service.post(CHAT, key, body);
        int sent = service.provider().received().size();
        HttpResponse<String> second = service.post(CHAT, key, body);
        assertThat(second.body()).isEqualTo(first.body()).contains("trois", "[DONE]");
        assertThat(second.headers().firstValue("X-Rempart-Cache")).hasValue("hit");
        assertThat(second.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(service.provider().received()).hasSize(sent);
        assertThat(service.post(CHAT, key, body(CHAT, "")).body()).doesNotContain("[DONE]");
        assertThat(service.provider().received())
                .as("whole is another question")
                .hasSize(sent + 1);
    }

    private boolean remembers(String key) throws Exception {
        return service.post(CHAT, key, body(CHAT, ""))
                .headers()
                .firstValue("X-Rempart-Cache")
                .isPresent();
    }

    @Test
    void whoIsDisabledIsForgotten() throws Exception {
        User user = service.user(Tier.ENTERPRISE);
        String key = service.key(user, KeyRules.NONE);
        String other = service.key(owner, KeyRules.NONE);
        assertThat(remembers(key)).isFalse();
        assertThat(remembers(other)).isFalse();
        disable(user, true);
        service.service().rempart().forgetAnswers();
        disable(user, false);
        assertThat(remembers(key)).isFalse();
        assertThat(remembers(other)).isTrue();
    }

    private void disable(User user, boolean disabled) {
        service.service()
                .rempart()
                .accounts()
                .update(user.id(), new UserChange(null, null, null, disabled), Origin.local());
    }

    @Test
    void anAdministratorForgetsTheAnswersOfAUserOrAll() throws Exception {
        String admin = service.key(administrator, Set.of(Scope.CHAT), null, KeyRules.NONE);
        User user = service.user(Tier.ENTERPRISE);
        String key = service.key(user, KeyRules.NONE);
        String other = service.key(owner, KeyRules.NONE);
        assertThat(remembers(key)).isFalse();
        assertThat(remembers(other)).isFalse();
        assertThat(forget("?user=" + user.name(), admin)).isEqualTo(204);
        assertThat(service.text("SELECT event || facts FROM audit_log ORDER BY seq DESC LIMIT 1"))
                .contains("answers.forgotten", user.id().toString());
        assertThat(remembers(key)).isFalse();
        assertThat(remembers(other)).isTrue();
        assertThat(forget("", admin)).isEqualTo(204);
        assertThat(remembers(other)).isFalse();
        assertThat(forget("?user=nobody-of-that-name", admin)).isEqualTo(404);
    }

    @Test
    void nobodyElseForgetsForOthers() throws Exception {
        String key = service.key(owner, Set.of(Scope.CHAT, Scope.GATEWAY), null, KeyRules.NONE);
        assertThat(remembers(key)).isFalse();
        assertThat(forget("", key)).isIn(403, 404);
        assertThat(service.send("DELETE", "/api/admin/answers").statusCode()).isIn(401, 403, 404);
        assertThat(remembers(key)).isTrue();
    }

    private int forget(String query, String key) throws Exception {
        return service.send("DELETE", "/api/admin/answers" + query, "Authorization", "Bearer " + key)
                .statusCode();
    }
}
