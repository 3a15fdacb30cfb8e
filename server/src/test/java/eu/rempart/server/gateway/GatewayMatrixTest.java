package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.gateway.Dialects.Answer;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every endpoint, streamed and not, over every kind of provider: what is personal does not leave, and comes back.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayMatrixTest {

    static final String PROVIDERS = """
            gateway:
              retries: 0
              max-answer-bytes: 1MiB
              providers:
                oa: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                az: {kind: azure, base-url: "{url}", api-key: "{key}"}
                mi: {kind: mistral, base-url: "{url}/v1", api-key: "{key}"}
                co: {kind: compatible, base-url: "{url}/v1", api-key: "{key}"}
                an: {kind: anthropic, base-url: "{url}", api-key: "{key}"}
                ol: {kind: ollama, base-url: "{url}"}
                ge: {kind: gemini, base-url: "{url}", api-key: "{key}"}
            """;

    private static final List<String> KINDS = List.of("oa", "az", "mi", "co", "an", "ol", "ge");
    private static final String QUESTION =
            "Je suis Claire Martin, claire.martin@example.fr, 06 12 34 56 78. Merci de me répondre.";

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(PROVIDERS);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    static Stream<Arguments> cells() {
        return Arrays.stream(Dialects.values()).flatMap(dialect -> KINDS.stream()
                .flatMap(kind -> Stream.of(true, false).map(stream -> Arguments.of(dialect, kind, stream))));
    }

    /// Says the last message again, cut into pieces of three characters.
    private static Script echo() {
        return Script.of(request -> {
            String text = request.lastMessage();
            Script script = Script.answer();
            for (int i = 0; i < text.length(); i += 3) {
                script = script.text(text.substring(i, Math.min(text.length(), i + 3)));
            }
            return script.usage(100, 20).finish("stop");
        });
    }

    @ParameterizedTest(name = "{0} over {1}, streamed: {2}")
    @MethodSource("cells")
    void whatIsPersonalStaysHereAndComesBack(Dialects dialect, String kind, boolean stream) throws Exception {
        service.provider().always(echo());
        int before = service.provider().received().size();
        long records = service.number("SELECT count(*) FROM usage_records");
        HttpResponse<String> response = service.post(
                dialect.path(),
                service.key(),
                dialect.question(
                        kind + "/scripted", stream, "You serve Jean Dupont, jean.dupont@example.org.", QUESTION));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Answer answer = dialect.read(stream, response.body());
        assertThat(answer.text()).isEqualTo(QUESTION);
        assertThat(answer.whole()).isTrue();
        assertThat(answer.error()).isEmpty();
        List<Received> received = service.provider().received();
        assertThat(received).hasSize(before + 1);
        String sent = received.getLast().body();
        assertThat(sent).contains("Merci de me").doesNotContain("Martin", "example", "06 12", "Dupont");
        assertThat(sent).doesNotContain(service.url());
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        assertThat(service.text("SELECT outcome || ' ' || input_tokens || ' ' || output_tokens || ' ' || cost_nano"
                        + " FROM usage_records ORDER BY rowid DESC LIMIT 1"))
                .isEqualTo("complete 100 20 " + (kind.equals("ol") ? 0 : 100 * 1_000 + 20 * 10_000));
        assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
        if (stream) {
            assertThat(response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            assertThat(answer.events()).isGreaterThan(5);
        }
    }

    @ParameterizedTest(name = "{0} over {1}, streamed: {2}")
    @MethodSource("cells")
    void argumentsOfToolsAreRestoredInsideTheirJson(Dialects dialect, String kind, boolean stream) throws Exception {
        service.provider().always(Script.of(request -> {
            String masked = request.lastMessage().replaceAll("(?s).*?(\\[[A-Z_]*\\d+]).*", "$1");
            return Script.answer()
                    .toolCall("call_1", "send_mail", "{\"to\":\"", masked.substring(0, 4), masked.substring(4), "\"}")
                    .usage(10, 5)
                    .finish("stop");
        }));
        HttpResponse<String> response = service.post(
                dialect.path(),
                service.key(),
                dialect.toolQuestion(kind + "/scripted", stream, "Écris à marie@example.org, merci."));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Answer answer = dialect.read(stream, response.body());
        assertThat(answer.tool()).isEqualTo("send_mail");
        assertThat(Dialects.JSON.readTree(answer.arguments()).path("to").asString())
                .as(answer.arguments())
                .contains("@example.org");
        assertThat(answer.whole()).isTrue();
        assertThat(service.provider().received().getLast().body())
                .doesNotContain("example.org")
                .contains("send_mail");
    }

    @ParameterizedTest(name = "{0} over {1}, streamed: {2}")
    @MethodSource("cells")
    void aCredentialInAnAnswerIsHeldBack(Dialects dialect, String kind, boolean stream) throws Exception {
        service.provider()
                .always(Script.answer()
                        .text(
                                "The key is ",
                                "sk-ant-api03-Zx9Kq2Lm4Np6",
                                "Rs8Tu0Vw2Yz4Ab6Cd8Ef0Gh2Jk4Lm6Np8Qr0St2Uv4Wx6Yz8Ab0Cd2",
                                "-AbCdEf-AA now")
                        .usage(10, 5)
                        .finish("stop"));
        HttpResponse<String> response = service.post(
                dialect.path(), service.key(), dialect.question(kind + "/scripted", stream, "Be brief.", "Bonjour"));
        assertThat(response.body()).doesNotContain("Zx9Kq2Lm4Np6").contains("answer_filtered");
        assertThat(dialect.read(stream, response.body()).whole()).isFalse();
        assertThat(service.text("SELECT outcome FROM usage_records ORDER BY rowid DESC LIMIT 1"))
                .isEqualTo("filtered");
    }
}
