package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import eu.rempart.server.gateway.Dialects.Answer;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a provider says that it counted is believed as far as it can be true: a budget is charged once, and never by
/// orders of magnitude more than what was held for the call.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayBillTest {

    private static final List<String> KINDS = List.of("oa", "an", "ol", "ge");
    private static final long A_LOT = 90_000_000;

    private GatewayService service;
    private User limited;

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
        limited = service.user(Tier.FREE);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private long last(String column) {
        return service.number("SELECT " + column + " FROM usage_records ORDER BY rowid DESC LIMIT 1");
    }

    private long spent() {
        return service.number(
                "SELECT coalesce(sum(spent_nano), 0) FROM budgets WHERE account = '" + limited.id() + "'");
    }

    private static Stream<Arguments> cells(Stream<String> kinds) {
        return kinds.flatMap(kind -> Arrays.stream(Dialects.values())
                .flatMap(dialect -> Stream.of(true, false).map(stream -> Arguments.of(kind, dialect, stream))));
    }

    static Stream<Arguments> priced() {
        return cells(Stream.of("oa", "an", "ge"));
    }

    @ParameterizedTest(name = "{0}, {1}, streamed: {2}")
    @MethodSource("priced")
    void aBudgetIsNotSpentByANumberAlone(String kind, Dialects dialect, boolean stream) throws Exception {
        service.provider()
                .always(Script.answer().text("Voilà.").usage(A_LOT, A_LOT).finish("stop"));
        long records = service.number("SELECT count(*) FROM usage_records");
        long before = spent();
        HttpResponse<String> response = service.post(
                dialect.path(),
                service.key(limited, KeyRules.NONE),
                dialect.question(kind + "/scripted", stream, "Be brief.", "Bonjour"));
        assertThat(dialect.read(stream, response.body()).text())
                .as(response.body())
                .isEqualTo("Voilà.");
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        assertThat(last("output_tokens")).isEqualTo(50);
        assertThat(last("input_tokens")).isBetween(1_000L, 3_000L);
        assertThat(spent() - before).isEqualTo(last("cost_nano")).isLessThan(4_000_000);
        assertThat(service.number("SELECT sum(held_nano) FROM budgets")).isZero();
    }

    @ParameterizedTest(name = "{0}, {1}, streamed: {2}")
    @MethodSource("priced")
    void whatIsThereToBeSeenIsCharged(String kind, Dialects dialect, boolean stream) throws Exception {
        String[] words = "Voici une réponse bien plus longue que ce qui était demandé . "
                .repeat(20)
                .split("(?<= )");
        service.provider()
                .always(Script.answer().text(words).usage(10, words.length).finish("stop"));
        HttpResponse<String> response = service.post(
                dialect.path(),
                service.key(limited, KeyRules.NONE),
                dialect.question(kind + "/scripted", stream, "Be brief.", "Bonjour"));
        assertThat(dialect.read(stream, response.body()).whole()).isTrue();
        assertThat(last("output_tokens")).isEqualTo(words.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasNoLimitIsChargedWhatWasCounted(boolean stream) throws Exception {
        service.provider()
                .always(Script.answer().text("Voilà.").usage(A_LOT, A_LOT).finish("stop"));
        service.post(
                "/v1/messages",
                service.key(),
                Dialects.MESSAGES.question("an/scripted", stream, "Be brief.", "Bonjour"));
        assertThat(last("output_tokens")).isEqualTo(A_LOT);
        assertThat(last("cost_nano")).isEqualTo(A_LOT * 11_000);
    }

    static Stream<Arguments> every() {
        return cells(KINDS.stream());
    }

    @ParameterizedTest(name = "{0}, {1}, streamed: {2}")
    @MethodSource("every")
    void theLastCountIsTheOne(String kind, Dialects dialect, boolean stream) throws Exception {
        Script script = Script.answer();
        script = switch (kind) {
            case "oa" ->
                dialect == Dialects.RESPONSES
                        ? script.replacing(
                                "\"status\":\"in_progress\",\"error\":null,",
                                "\"status\":\"in_progress\",\"error\":null,\"usage\":{\"input_tokens\":500,\"output_tokens\":400},")
                        : script.replacing(
                                        "\"finish_reason\":null}]}",
                                        "\"finish_reason\":null}],\"usage\":{\"prompt_tokens\":500,\"completion_tokens\":400}}")
                                .replacing(
                                        "data: [DONE]",
                                        "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":3}}\n\ndata: [DONE]");
            case "an" ->
                script.replacing("\"output_tokens\":1}", "\"output_tokens\":400}")
                        .replacing(
                                "event: message_stop",
                                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":3}}\n\nevent: message_stop");
            case "ol" ->
                script.replacing("\"done\":false}", "\"done\":false,\"prompt_eval_count\":500,\"eval_count\":400}");
            default ->
                script.replacing(
                                "}],\"modelVersion\"",
                                "}],\"usageMetadata\":{\"promptTokenCount\":500,\"candidatesTokenCount\":400},\"modelVersion\"")
                        .replacing(
                                "\"totalTokenCount\":13}",
                                "\"totalTokenCount\":13},\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":3}");
        };
        service.provider()
                .always(script.text("Bonjour, ", "voilà.").usage(10, 3).finish("stop"));
        long records = service.number("SELECT count(*) FROM usage_records");
        HttpResponse<String> response = service.post(
                dialect.path(), service.key(), dialect.question(kind + "/scripted", stream, "Be brief.", "Bonjour"));
        Answer answer = dialect.read(stream, response.body());
        assertThat(answer.text()).as(response.body()).isEqualTo("Bonjour, voilà.");
        assertThat(answer.whole()).as(response.body()).isTrue();
        assertThat(response.body().split("event: message_stop", -1).length).isLessThanOrEqualTo(2);
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        assertThat(last("input_tokens")).isEqualTo(10);
        assertThat(last("output_tokens")).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0}, {1}, streamed: {2}")
    @MethodSource("every")
    void noPartExceedsItsWhole(String kind, Dialects dialect, boolean stream) throws Exception {
        service.provider()
                .always(Script.answer()
                        .replacing("\"cached_tokens\":0", "\"cached_tokens\":77777")
                        .replacing("\"reasoning_tokens\":0", "\"reasoning_tokens\":77777")
                        .replacing("\"cache_read_input_tokens\":0", "\"cache_read_input_tokens\":-77777")
                        .replacing(
                                "\"promptTokenCount\":10", "\"promptTokenCount\":10,\"cachedContentTokenCount\":77777")
                        .text("Voilà.")
                        .usage(10, 3)
                        .finish("stop"));
        HttpResponse<String> response = service.post(
                dialect.path(), service.key(), dialect.question(kind + "/scripted", stream, "Be brief.", "Bonjour"));
        assertThat(dialect.read(stream, response.body()).whole()).isTrue();
        assertThat(last("input_tokens")).isEqualTo(10);
        assertThat(last("cached_tokens")).isBetween(0L, 10L);
        assertThat(last("output_tokens")).isEqualTo(3);
        assertThat(last("cost_nano")).isBetween(0L, 40_000L);
    }

    @ParameterizedTest(name = "{0}, {1}, streamed: {2}")
    @MethodSource("every")
    void aHalfCountIsCompleted(String kind, Dialects dialect, boolean stream) throws Exception {
        service.provider()
                .always(Script.answer()
                        .replacing("\"prompt_tokens\":10,", "")
                        .replacing("\"input_tokens\":10,", "")
                        .replacing("\"promptTokenCount\":10,", "")
                        .replacing("\"prompt_eval_count\":10,", "")
                        .text("Voilà.")
                        .usage(10, 3)
                        .finish("stop"));
        HttpResponse<String> response = service.post(
                dialect.path(), service.key(), dialect.question(kind + "/scripted", stream, "Be brief.", "Bonjour"));
        assertThat(dialect.read(stream, response.body()).whole()).isTrue();
        assertThat(last("input_tokens")).isBetween(3L, 40L);
        assertThat(last("output_tokens")).isBetween(1L, 10L);
    }

    /// Ids of answers are all the same here, and ids of items too: nobody gets a piece of what is another's.
    @ParameterizedTest
    @EnumSource(Dialects.class)
    void answersWithOneIdThatComeAtOnceAreNotMixed(Dialects dialect) throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        service.provider().always(Script.of(request -> {
            begun.countDown();
            String said = request.lastMessage();
            int half = said.length() / 2;
            return Script.answer()
                    .text("Reçu : ", said.substring(0, half))
                    .waitFor(go)
                    .text(said.substring(half))
                    .usage(10, 3)
                    .finish("stop");
        }));
        List<Callable<String>> calls = new ArrayList<>();
        for (String name : List.of("claire", "paul")) {
            String key = service.key();
            calls.add(() -> dialect.read(
                            true,
                            service.post(
                                            dialect.path(),
                                            key,
                                            dialect.question(
                                                    "oa/scripted", true, "Be brief.", "De " + name + "@example.fr."))
                                    .body())
                    .text());
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = calls.stream().map(threads::submit).toList();
            begun.await();
            go.countDown();
            assertThat(answers.get(0).get()).isEqualTo("Reçu : De claire@example.fr.");
            assertThat(answers.get(1).get()).isEqualTo("Reçu : De paul@example.fr.");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itemsWithOneIdAreNotMixed(boolean stream) throws Exception {
        service.provider()
                .always(Script.answer()
                        .replacing("fc_1", "msg_1")
                        .replacing("fc_2", "msg_1")
                        .text("J'écris à [EM", "AIL_1].")
                        .toolCall("call_1", "send_mail", "{\"to\":\"[EM", "AIL_1]\"}")
                        .toolCall("call_1", "send_mail", "{\"cc\":\"[EM", "AIL_1]\"}")
                        .usage(10, 3)
                        .finish("stop"));
        HttpResponse<String> response = service.post(
                "/v1/responses",
                service.key(),
                Dialects.RESPONSES.toolQuestion("oa/scripted", stream, "Écris à marie@example.org, merci."));
        Answer answer = Dialects.RESPONSES.read(stream, response.body());
        assertThat(answer.whole()).as(response.body()).isTrue();
        assertThat(answer.text()).isEqualTo("J'écris à marie@example.org.");
        assertThat(answer.arguments())
                .isEqualTo((stream ? "{\"to\":\"marie@example.org\"}" : "") + "{\"cc\":\"marie@example.org\"}");
        assertThat(response.body()).doesNotContain("[EM", "AIL_1");
    }
}
