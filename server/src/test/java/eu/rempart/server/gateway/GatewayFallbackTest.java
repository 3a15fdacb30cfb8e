package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.gateway.Dialects.Answer;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One provider after the other, until one answers: what the client gets is one answer, from its beginning.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayFallbackTest {

    private static final String MAIL = "claire.martin@example.fr";
    private static final String ROUTES = """
              routes:
                all: {models: [oa/scripted, an/scripted, mi/scripted, ol/scripted, local/knowledge]}
            """;

    private GatewayService service;

    @BeforeAll
    void start() {
        StringBuilder more = new StringBuilder(GatewayMatrixTest.PROVIDERS).append(ROUTES);
        for (String first : List.of("oa", "an", "ol", "ge", "mi")) {
            more.append("    then-%s: {models: [%s/scripted, %s/scripted]}%n"
                    .formatted(first, first, first.equals("oa") ? "an" : "oa"));
        }
        service = GatewayService.start(more.toString());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /// No breaker keeps anybody from being asked.
    @BeforeEach
    void everybodyIsWell() {
        service.clock().advance(Duration.ofMinutes(5));
    }

    private HttpResponse<String> ask(Dialects dialect, String route, boolean stream, String question) throws Exception {
        return service.post(
                dialect.path(), service.key(), dialect.question(route, stream, "You are a guide.", question));
    }

    private List<Received> since(int sent) {
        List<Received> all = service.provider().received();
        return all.subList(sent, all.size());
    }

    static List<Arguments> begun() {
        return List.of("oa", "an", "ol", "ge", "mi").stream()
                .flatMap(kind -> List.of(Dialects.values()).stream().map(dialect -> Arguments.of(kind, dialect)))
                .toList();
    }

    /// The role of who answers, and the beginning of a placeholder, are nothing that a client could have shown.
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("begun")
    void aStreamThatDiesBeforeItSaidAnythingIsContinuedElsewhere(String kind, Dialects dialect) throws Exception {
        int sent = service.provider().received().size();
        service.provider()
                .answer(Script.answer().text("", "[EM").cut())
                .answer(Script.answer()
                        .text("J'écris à [EM", "AIL_1].")
                        .usage(10, 3)
                        .finish("stop"));
        HttpResponse<String> response = ask(dialect, "then-" + kind, true, "Je suis " + MAIL + ", merci.");
        assertThat(since(sent)).hasSize(2);
        Answer answer = dialect.read(true, response.body());
        assertThat(answer.text()).as(response.body()).isEqualTo("J'écris à " + MAIL + ".");
        assertThat(answer.whole()).isTrue();
        assertThat(answer.error()).isEmpty();
        assertThat(response.headers().firstValue("X-Rempart-Provider")).hasValue(kind.equals("oa") ? "an" : "oa");
        // One answer begins once: nothing of the first is left in it.
        assertThat(response.body().split("\"role\":\"assistant\"", -1))
                .as(response.body())
                .hasSizeLessThanOrEqualTo(dialect == Dialects.RESPONSES ? 4 : 2);
    }

    /// Five services that fail in five ways: the last that is asked needs none.
    @Test
    void theLocalKnowledgeAnswersWhenNobodyElseDoes() throws Exception {
        for (boolean stream : List.of(true, false)) {
            everybodyIsWell();
            int sent = service.provider().received().size();
            service.provider()
                    .answer(Script.answer().status(500, "x"))
                    .answer(Script.answer().text("", "[EM").cut())
                    .answer(Script.answer().status(429, "x"))
                    .answer(Script.answer().hang());
            HttpResponse<String> response = ask(Dialects.CHAT, "all", stream, "Bonjour, comment postuler ?");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            Answer answer = Dialects.CHAT.read(stream, response.body());
            assertThat(answer.text()).as(response.body()).isNotBlank();
            assertThat(answer.whole()).isTrue();
            assertThat(response.headers().firstValue("X-Rempart-Provider")).hasValue("local");
            assertThat(since(sent))
                    .extracting(Received::path)
                    .containsExactly("/v1/chat/completions", "/v1/messages", "/v1/chat/completions", "/api/chat");
            assertThat(since(sent))
                    .allSatisfy(request -> assertThat(request.body()).contains("comment postuler"));
            assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
        }
    }
}
