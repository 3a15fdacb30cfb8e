package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long a route waits for a provider that says nothing, and all of it together.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayPatienceTest {

    private static final String MORE = """
            gateway:
              retries: 0
              fallback-after: 1s
              providers:
                oa: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                an: {kind: anthropic, base-url: "{url}", api-key: "{key}"}
                co: {kind: compatible, base-url: "{url}/v1", api-key: "{key}"}
              routes:
                two: {models: [oa/scripted, an/scripted]}
                helped: {models: [oa/scripted, local/knowledge]}
                three: {models: [oa/scripted, co/scripted, an/scripted]}
            """;

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.startPatient(MORE, "4s", "4s");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private HttpResponse<String> ask(Dialects dialect, String model, boolean stream) throws Exception {
        service.clock().advance(Duration.ofMinutes(5));
        return service.post(dialect.path(), service.key(), dialect.question(model, stream, "Be brief.", "Bonjour"));
    }

    private static Script slow(Duration time) {
        return Script.answer().pause(time).text("Voilà.").usage(10, 3).finish("stop");
    }

    /// Those that speak OpenAI's format hang, Anthropic's takes its time.
    private void whoHangs(Duration other) {
        service.provider()
                .always(Script.of(request -> request.path().endsWith("/messages")
                        ? slow(other)
                        : Script.answer().hang()));
    }

    private List<String> since(int sent) {
        List<Received> all = service.provider().received();
        return all.subList(sent, all.size()).stream().map(Received::path).toList();
    }

    @Test
    void whoHangsCostsLittleWhereAnotherOneCanAnswer() throws Exception {
        whoHangs(Duration.ofMillis(1_500));
        int sent = service.provider().received().size();
        long begun = System.nanoTime();
        HttpResponse<String> response = ask(Dialects.CHAT, "two", false);
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Rempart-Provider")).hasValue("an");
        assertThat(since(sent)).containsExactly("/v1/chat/completions", "/v1/messages");
        // The last one has more than the second that the first had.
        assertThat(taken).isBetween(Duration.ofMillis(2_400), Duration.ofMillis(3_900));
    }

    @Test
    void whoIsAloneHasTheTimeOfAWholeAnswer() throws Exception {
        service.provider().always(slow(Duration.ofMillis(1_500)));
        HttpResponse<String> response = ask(Dialects.CHAT, "oa/scripted", false);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /// Where the one behind cannot be asked, nobody is hurried for it.
    @Test
    void whoHasOnlyBrokenOnesBehindHasItToo() throws Exception {
        service.service().rempart().models().provider("an").orElseThrow().setEnabled(false);
        try {
            service.provider().always(slow(Duration.ofMillis(1_500)));
            assertThat(ask(Dialects.CHAT, "two", false).statusCode()).isEqualTo(200);
        } finally {
            service.service().rempart().models().provider("an").orElseThrow().setEnabled(true);
        }
    }

    /// A page of help comes at once, and is worth waiting longer for an answer: half the time of one, here two seconds.
    @Test
    void forThePreparedAnswersAloneNobodyIsHurried() throws Exception {
        service.provider().always(slow(Duration.ofMillis(1_300)));
        HttpResponse<String> response = ask(Dialects.CHAT, "helped", false);
        assertThat(response.headers().firstValue("X-Rempart-Provider")).hasValue("oa");
        service.provider().always(Script.answer().hang());
        response = ask(Dialects.CHAT, "helped", false);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Rempart-Provider")).hasValue("local");
    }

    /// The route has the time of one answer, however many providers it has.
    @ParameterizedTest(name = "streamed: {0}")
    @ValueSource(booleans = {true, false})
    void aRouteEndsWhenTheTimeOfOneAnswerIsOver(boolean stream) throws Exception {
        service.provider().always(Script.answer().hang());
        int sent = service.provider().received().size();
        long begun = System.nanoTime();
        HttpResponse<String> response = ask(Dialects.CHAT, "three", stream);
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(taken).isBetween(Duration.ofMillis(3_500), Duration.ofMillis(5_500));
        // Each leaves time for those behind.
        assertThat(since(sent)).hasSize(3);
        assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
    }
}
