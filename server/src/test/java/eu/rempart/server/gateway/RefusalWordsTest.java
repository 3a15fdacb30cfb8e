package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.AddressRange;
import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A refusal names what it is about.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class RefusalWordsTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final JsonMapper JSON = new JsonMapper();

    private GatewayService service;
    private User user;

    @BeforeAll
    void start() {
        service = GatewayService.start("""
                gateway:
                  max-request-body: 64KiB
                """);
        user = service.user(Tier.FREE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static String ask(String model) {
        return Dialects.CHAT.question(model, false, "Be brief.", "Bonjour");
    }

    private static JsonNode error(HttpResponse<String> response) {
        return JSON.readTree(response.body()).path("error");
    }

    private static String message(HttpResponse<String> response) {
        return error(response).path("message").asString();
    }

    @Test
    void aWrongKeyHasTheSameCodeInBothFormats() throws Exception {
        String wrong = "rp_" + "x".repeat(43);
        assertThat(error(service.post(CHAT, wrong, ask("elea-default")))
                        .path("code")
                        .asString())
                .isEqualTo("invalid_api_key");
        JsonNode anthropic = error(service.post("/v1/messages", wrong, "{}"));
        assertThat(anthropic.path("code").asString()).isEqualTo("invalid_api_key");
        assertThat(anthropic.path("type").asString()).isEqualTo("authentication_error");
    }

    @Test
    void theScopeThatIsMissingIsNamed() throws Exception {
        String chat = service.key(user, Set.of(Scope.CHAT), null, KeyRules.NONE);
        assertThat(message(service.post(CHAT, chat, ask("elea-default")))).contains("“gateway”");
        assertThat(service.send("GET", "/v1/models", "Authorization", "Bearer " + chat)
                        .body())
                .contains("“gateway”");
        String gateway = service.key(user, Set.of(Scope.GATEWAY), null, KeyRules.NONE);
        HttpResponse<String> problem = service.send("GET", "/api/me", "Authorization", "Bearer " + gateway);
        assertThat(problem.statusCode()).isEqualTo(403);
        assertThat(JSON.readTree(problem.body()).path("detail").asString()).contains("“chat”");
    }

    @Test
    void theAddressIsNamedAndTheListIsNot() throws Exception {
        KeyRules rules = new KeyRules(Set.of(), List.of(AddressRange.parse("10.1.0.0/16")), null, null);
        String key = service.key(user, Set.of(Scope.GATEWAY, Scope.CHAT), null, rules);
        HttpResponse<String> refused = service.post(CHAT, key, ask("elea-default"), "X-Forwarded-For", "10.2.2.3");
        assertThat(error(refused).path("code").asString()).isEqualTo("forbidden");
        assertThat(message(refused)).contains("10.2.2.3").doesNotContain("10.1.");
    }

    @Test
    void aKeyThatMayNotBeUsedFromThereIsRefusedByEveryRoute() throws Exception {
        KeyRules rules = new KeyRules(Set.of(), List.of(AddressRange.parse("10.1.0.0/16")), null, null);
        String key = service.key(user, Set.of(Scope.CHAT), null, rules);
        assertThat(service.send(
                                "GET",
                                "/api/conversations",
                                "Authorization",
                                "Bearer " + key,
                                "X-Forwarded-For",
                                "10.2.2.3")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theModelIsNamedBoundedAndHarmless() throws Exception {
        assertThat(message(service.post(CHAT, service.key(), ask("gpt-9")))).contains("“gpt-9”");
        String strange = message(service.post(CHAT, service.key(), ask("a\u202eb\\n" + "x".repeat(1_000))));
        assertThat(strange).contains("“a?b").doesNotContain("\u202e").hasSizeLessThan(350);
        assertThat(message(service.post(CHAT, service.key(), ask("gpt-9"), "Accept-Language", "fr")))
                .contains("gpt-9");
        assertThat(message(service.send("GET", "/v1/models/gpt-9", "Authorization", "Bearer " + service.key())))
                .contains("“gpt-9”");
    }

    /// Where the SDKs of Anthropic and OpenAI look for them.
    @Test
    void aModelThatIsNotThereHasARequestIdAndAParameter() throws Exception {
        HttpResponse<String> messages = service.post("/v1/messages", service.key(), ask("gpt-9"));
        assertThat(messages.statusCode()).isEqualTo(404);
        assertThat(messages.headers().firstValue("request-id"))
                .hasValue(JSON.readTree(messages.body()).path("request_id").asString());
        HttpResponse<String> chat = service.post(CHAT, service.key(), ask("gpt-9"));
        assertThat(error(chat).path("param").asString()).isEqualTo("model");
        assertThat(chat.headers().firstValue("request-id")).isEmpty();
    }

    @Test
    void theLimitOfABodyIsNamed() throws Exception {
        HttpResponse<String> large =
                service.post(CHAT, service.key(), ask("elea-default").replace("Bonjour", "a".repeat(70_000)));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(message(large)).contains("64 KiB");
        String key = service.key(user, Set.of(Scope.CHAT), null, KeyRules.NONE);
        HttpResponse<String> problem =
                service.post("/api/chat", key, "{\"message\": \"%s\"}".formatted("a".repeat(70_000)));
        assertThat(JSON.readTree(problem.body()).path("detail").asString()).contains("64 KiB");
    }
}
