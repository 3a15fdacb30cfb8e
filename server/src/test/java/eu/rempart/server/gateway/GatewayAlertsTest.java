package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Script;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What operators are told before it is too late, as `/metrics` shows it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayAlertsTest {

    private static final String MORE = """
            gateway:
              retries: 0
              providers:
                due: {kind: openai, base-url: "{url}/v1", api-key: "{key}", rotate-on: 2026-03-20}
                onekey: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                deadkeys: {kind: openai, base-url: "{url}/v1", api-key-file: "{dir}/first.key", secondary-api-key-file: "{dir}/second.key"}
                near: {kind: openai, base-url: "{url}/v1", api-key: "{key}", monthly-ceiling: 0.02}
                twokeys: {kind: openai, base-url: "{url}/v1", api-key-file: "{dir}/first.key", secondary-api-key-file: "{dir}/second.key"}
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

    private int ask(String model) throws Exception {
        String body =
                "{\"model\":\"" + model + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}";
        return service.post("/v1/chat/completions", service.key(), body).statusCode();
    }

    private void look(String at) {
        service.clock().advance(Duration.between(service.clock().instant(), Instant.parse(at)));
        service.service().rempart().lookAtProviders();
    }

    @Test
    void aRefusedKeyIsAnAlertOnce() throws Exception {
        service.provider()
                .always(Script.of(request -> request.header("Authorization").endsWith("second-key")
                        ? Script.say("Voilà.")
                        : Script.answer().status(401, "wrong key")));
        assertThat(service.alerts("provider_key_refused", "twokeys")).isEmpty();
        assertThat(ask("twokeys/scripted")).isEqualTo(200);
        assertThat(service.alerts("provider_key_refused", "twokeys")).isEqualTo("1.0");
        assertThat(ask("twokeys/scripted")).isEqualTo(200);
        assertThat(service.alerts("provider_key_refused", "twokeys")).isEqualTo("1.0");
    }

    @Test
    void aKeyThatIsRefusedIsAnAlertWhereNoOtherIsLeft() throws Exception {
        service.provider().always(Script.answer().status(401, "wrong key"));
        for (int i = 0; i < 2; i++) {
            assertThat(ask("onekey/scripted")).isEqualTo(503);
            assertThat(ask("deadkeys/scripted")).isEqualTo(503);
        }
        assertThat(service.alerts("provider_key_refused", "onekey")).isEqualTo("1.0");
        assertThat(service.alerts("provider_key_refused", "deadkeys"))
                .as("the first, and the reserve")
                .isEqualTo("2.0");
        service.provider().always(Script.say("Voilà."));
        assertThat(ask("onekey/scripted")).isEqualTo(200);
        service.provider().always(Script.answer().status(401, "wrong key"));
        assertThat(ask("onekey/scripted")).isEqualTo(503);
        assertThat(service.alerts("provider_key_refused", "onekey"))
                .as("it had worked again")
                .isEqualTo("2.0");
    }

    @Test
    void aDueKeyIsAnnouncedFourteenDaysBefore() throws Exception {
        look("2026-03-05T23:59:59Z");
        assertThat(service.alerts("provider_key_due", "due")).isEmpty();
        look("2026-03-06T00:00:00Z");
        assertThat(service.alerts("provider_key_due", "due")).isEqualTo("1.0");
        look("2026-03-06T23:59:59Z");
        assertThat(service.alerts("provider_key_due", "due")).as("once a day").isEqualTo("1.0");
        look("2026-03-07T00:00:00Z");
        assertThat(service.alerts("provider_key_due", "due")).isEqualTo("2.0");
        assertThat(service.alerts("provider_key_due", "near")).isEmpty();
    }

    /// An answer costs 0.002 €: seven are less than 80 % of the ceiling, eight are just that.
    @Test
    void aCeilingIsAnnouncedAtEightyPercent() throws Exception {
        service.provider()
                .always(Script.answer().text("Voilà.").usage(1_000, 100).finish("stop"));
        for (int i = 0; i < 7; i++) {
            assertThat(ask("near/scripted")).isEqualTo(200);
        }
        service.service().rempart().lookAtProviders();
        assertThat(service.alerts("provider_ceiling_near", "near")).isEmpty();
        assertThat(ask("near/scripted")).isEqualTo(200);
        assertThat(service.number("SELECT spent_nano FROM budgets WHERE account = 'provider:near'"))
                .isEqualTo(16_000_000);
        service.service().rempart().lookAtProviders();
        service.service().rempart().lookAtProviders();
        assertThat(service.alerts("provider_ceiling_near", "near")).isEqualTo("1.0");
    }
}
