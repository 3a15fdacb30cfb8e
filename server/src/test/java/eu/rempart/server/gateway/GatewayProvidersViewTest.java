package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.Tier;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an administrator sees of the providers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayProvidersViewTest {

    private static final String MORE = """
            gateway:
              retries: 0
              providers:
                failing: {kind: openai, base-url: "{url}/v1", api-key: "{key}", region: fr, residency: eu, contract: DPA-7, models: [scripted, other], key-created: 2026-02-01, rotate-on: 2026-05-01}
                left-out: {kind: openai, base-url: "{url}/v1", api-key: "{key}", enabled: false}
                twokeys: {kind: openai, base-url: "{url}/v1", api-key-file: "{dir}/first.key", secondary-api-key-file: "{dir}/second.key"}
            """;
    private static final JsonMapper JSON = new JsonMapper();

    private GatewayService service;
    private String admin;

    @BeforeAll
    void start() {
        service = GatewayService.start(MORE);
        admin = service.key(service.user(Tier.FREE, Role.ADMIN), Set.of(Scope.CHAT), null, KeyRules.NONE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private HttpResponse<String> ask(String model) throws Exception {
        return service.post(
                "/v1/chat/completions", service.key(), Dialects.CHAT.question(model, false, "Be brief.", "?"));
    }

    private JsonNode view(String id) throws Exception {
        return JSON.readTree(service.send("GET", "/api/admin/providers", "Authorization", "Bearer " + admin)
                        .body())
                .path("providers")
                .valueStream()
                .filter(provider -> provider.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProviderThatFailsIsShownWithAllThatIsKnown() throws Exception {
        service.provider().always(Script.say("Voilà."));
        ask("failing/scripted");
        service.provider().always(Script.answer().status(500, "x"));
        service.clock().advance(Duration.ofNanos(123_456_789));
        double failed = service.meter("ai_calls_total", "model=\"scripted\"", "status=\"error\"");
        for (int i = 0; i < 5; i++) {
            ask("failing/scripted");
        }
        // The breaker is open now: these are no calls, and tell nothing new about the provider.
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> refused = ask("failing/scripted");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");
        }
        assertThat(service.meter("ai_calls_total", "model=\"scripted\"", "status=\"error\""))
                .isEqualTo(failed + 5);
        JsonNode view = view("failing");
        double latency = view.path("latencyMs").asDouble();
        assertThat(latency).isPositive();
        assertThat(view).isEqualTo(JSON.readTree("""
                {"id": "failing", "kind": "openai", "region": "fr", "residency": "eu", "contract": "DPA-7",
                 "models": ["other", "scripted"], "enabled": true, "breaker": "open", "calls": 6, "failures": 5,
                 "latencyMs": %s, "lastError": {"kind": "server_error", "at": "2026-03-02T08:00:00.123Z"},
                 "keyAgeDays": 29, "rotateOn": "2026-05-01", "onSecondaryKey": false, "month": null}""".formatted(latency)));
    }

    @Test
    void aProviderThatWasNeverAskedHasNoLatencyAndNoError() throws Exception {
        assertThat(view("anthropic")).isEqualTo(JSON.readTree("""
                {"id": "anthropic", "kind": "anthropic", "region": "", "residency": "", "contract": "",
                 "models": [], "enabled": true, "breaker": "closed", "calls": 0, "failures": 0,
                 "latencyMs": null, "lastError": null, "keyAgeDays": null, "rotateOn": null,
                 "onSecondaryKey": false, "month": null}"""));
    }

    @Test
    void whatTheConfigurationLeavesOutIsShownAsOff() throws Exception {
        assertThat(view("left-out").path("enabled").asBoolean(true)).isFalse();
    }

    @Test
    void theKeyInReserveIsShownWhereItTookOver() throws Exception {
        service.provider()
                .always(Script.of(request -> request.header("Authorization").endsWith("second-key")
                        ? Script.say("Voilà.")
                        : Script.answer().status(401, "wrong key")));
        assertThat(view("twokeys").path("onSecondaryKey").asBoolean(true)).isFalse();
        ask("twokeys/scripted");
        assertThat(view("twokeys").path("onSecondaryKey").asBoolean(false)).isTrue();
    }
}
