package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.gateway.Dialects.Answer;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Providers that count wrongly, give ids twice, or are asked twice: the answer is right, and charged once, by what is
/// plausible.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayUsageTest {

    /// Counts that stand nowhere else in an answer.
    private static final String INPUT = "7654321";

    private static final String OUTPUT = "1234567";
    private static final List<String> KINDS = List.of("oa", "an", "ol", "ge");

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS
                + "    hedged: {kind: openai, base-url: \"{url}/v1\", api-key: \"{key}\", hedge-after: 60ms}\n");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private long last(String column) {
        return service.number("SELECT " + column + " FROM usage_records ORDER BY rowid DESC LIMIT 1");
    }

    static Stream<Arguments> counts() {
        return Stream.of("-5", "9223372036854775807", "99999999999999999999999", "\"12\"", "1.5", "null", "{}", "[1]")
                .flatMap(count -> KINDS.stream()
                        .flatMap(kind -> Arrays.stream(Dialects.values()).flatMap(dialect -> Stream.of(true, false)
                                .map(stream -> Arguments.of(count, kind, dialect, stream)))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, streamed: {3}")
    @MethodSource("counts")
    void aWrongCountIsReplacedByOurOwn(String count, String kind, Dialects dialect, boolean stream) throws Exception {
        service.provider()
                .always(Script.answer()
                        .replacing(INPUT, count)
                        .replacing(OUTPUT, count)
                        .text("Bonjour, ", "voici votre réponse.")
                        .usage(Long.parseLong(INPUT), Long.parseLong(OUTPUT))
                        .finish("stop"));
        long records = service.number("SELECT count(*) FROM usage_records");
        HttpResponse<String> response = service.post(
                dialect.path(), service.key(), dialect.question(kind + "/scripted", stream, "Be brief.", "Bonjour"));
        Answer answer = dialect.read(stream, response.body());
        assertThat(answer.text()).as(response.body()).isEqualTo("Bonjour, voici votre réponse.");
        assertThat(answer.whole()).as(response.body()).isTrue();
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        assertThat(last("input_tokens")).isBetween(3L, 40L);
        assertThat(last("output_tokens")).isBetween(3L, 20L);
        assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
    }

    static Stream<Arguments> cells() {
        return KINDS.stream().flatMap(kind -> Arrays.stream(Dialects.values())
                .flatMap(dialect -> Stream.of(true, false).map(stream -> Arguments.of(kind, dialect, stream))));
    }

    @ParameterizedTest(name = "{0}, {1}, streamed: {2}")
    @MethodSource("cells")
    void toolCallsWithOneIdAreNotMixed(String kind, Dialects dialect, boolean stream) throws Exception {
        service.provider()
                .always(Script.answer()
                        .toolCall("call_1", "send_mail", "{\"to\":", "\"un\"}")
                        .toolCall("call_1", "send_mail", "{\"to\":", "\"deux\"}")
                        .usage(10, 3)
                        .finish("tool_calls"));
        HttpResponse<String> response = service.post(
                dialect.path(), service.key(), dialect.toolQuestion(kind + "/scripted", stream, "Écris aux deux."));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Answer answer = dialect.read(stream, response.body());
        assertThat(answer.whole()).as(response.body()).isTrue();
        if (stream) {
            assertThat(answer.arguments().replace(" ", ""))
                    .as(response.body())
                    .isEqualTo("{\"to\":\"un\"}{\"to\":\"deux\"}");
        } else {
            assertThat(response.body().replace("\\", "").replace(" ", ""))
                    .containsOnlyOnce("{\"to\":\"un\"}")
                    .containsOnlyOnce("{\"to\":\"deux\"}");
        }
    }

    @Test
    void answersThatShareAnIdAreTwoAnswers() throws Exception {
        for (String text : List.of("Le premier.", "Le second.")) {
            service.provider().always(Script.say(text));
            HttpResponse<String> response = service.post(
                    "/v1/chat/completions",
                    service.key(),
                    Dialects.CHAT.question("oa/scripted", false, "Be brief.", "Bonjour"));
            assertThat(Dialects.CHAT.read(false, response.body()).text()).isEqualTo(text);
        }
    }

    @ParameterizedTest(name = "{index}: {1}, streamed: {2}")
    @MethodSource("hedges")
    void aHedgeAnswersWhereTheFirstCallHangs(Script first, Dialects dialect, boolean stream) throws Exception {
        service.provider()
                .answer(first)
                .always(Script.answer().text("Voilà.").usage(10, 3).finish("stop"));
        int asked = service.provider().received().size();
        long records = service.number("SELECT count(*) FROM usage_records");
        HttpResponse<String> response = service.post(
                dialect.path(), service.key(), dialect.question("hedged/scripted", stream, "Be brief.", "Bonjour"));
        assertThat(dialect.read(stream, response.body()).text())
                .as(response.body())
                .isEqualTo("Voilà.");
        assertThat(service.provider().received()).hasSize(asked + 2);
        // The call that lost is broken off, not left to write on.
        assertThat(service.provider().awaitClientClosed(Duration.ofSeconds(5)).request())
                .isEqualTo(service.provider().received().get(asked));
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        assertThat(last("output_tokens")).isEqualTo(3);
    }

    static Stream<Arguments> hedges() {
        return Stream.of(
                        Script.answer().hang(),
                        Script.answer().headers().hang(),
                        Script.answer().keepAlives(Duration.ofMillis(20)))
                .flatMap(first -> Arrays.stream(Dialects.values()).flatMap(dialect -> Stream.of(true, false)
                        .map(stream -> Arguments.of(first, dialect, stream))));
    }
}
