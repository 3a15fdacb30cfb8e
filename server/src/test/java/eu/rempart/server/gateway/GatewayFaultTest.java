package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.server.gateway.Dialects.Answer;
import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fault of a provider × its format × every endpoint × streamed and not × the place in the answer: the client
/// gets the right answer or one clear error, the books have the call once, nothing leaks and nothing stays behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayFaultTest {

    private static final String DETAIL = "DETAIL-DU-FOURNISSEUR";
    private static final String MAIL = "claire.martin@example.fr";
    private static final long TEN_GIGABYTES = 10L << 30;

    /// The bound of a whole answer in this configuration, and what the sockets between the two may hold.
    private static final long MOST_READ = (1 << 20) + (16 << 20);

    private static final List<String> KINDS = List.of("oa", "an", "ol", "ge");

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private ManagedProvider provider(String kind) {
        return service.service().rempart().models().provider(kind).orElseThrow();
    }

    /// The breakers of one test are not the next one's.
    @AfterEach
    void everyProviderIsAskedAgain() throws Exception {
        service.provider().always(Script.say("Voilà."));
        String key = service.key();
        for (String kind : KINDS) {
            if (!provider(kind).state().breaker().equals("closed")) {
                service.clock().advance(Duration.ofSeconds(61));
                for (int i = 0; i < 3; i++) {
                    assertThat(service.post(
                                            "/v1/chat/completions",
                                            key,
                                            Dialects.CHAT.question(kind + "/scripted", false, "-", "Bonjour"))
                                    .statusCode())
                            .isEqualTo(200);
                }
                assertThat(provider(kind).state().breaker()).isEqualTo("closed");
            }
        }
    }

    /// One fault.
    ///
    /// @param streamsOnly whether it has a meaning in a stream alone
    /// @param right whether the client gets the right answer in spite of it
    record Fault(String name, Script script, boolean streamsOnly, boolean right) {

        private static Fault wrong(String name, Script script) {
            return new Fault(name, script, false, false);
        }

        private static Fault cut(String name, Script script) {
            return new Fault(name, script, true, false);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Fault> faults() {
        Script nothing = Script.answer();
        Script word = Script.answer().text("Bonjour, ");
        Script placeholder = Script.answer().text("Bonjour, ", "j'écris à [EM");
        return List.of(
                Fault.wrong("400", nothing.status(400, DETAIL)),
                Fault.wrong("401", nothing.status(401, DETAIL)),
                Fault.wrong("404", nothing.status(404, DETAIL)),
                Fault.wrong("429", nothing.status(429, DETAIL)),
                Fault.wrong("429 with Retry-After", nothing.status(429, Map.of("Retry-After", "20"), DETAIL)),
                Fault.wrong("500", nothing.status(500, DETAIL)),
                Fault.wrong("529", nothing.status(529, DETAIL)),
                Fault.wrong("a redirect", nothing.status(302, Map.of("Location", "http://127.0.0.1:1/"), DETAIL)),
                Fault.wrong("a reset at once", nothing.reset()),
                Fault.wrong("no HTTP", nothing.garbage("\u0000\u0001 " + DETAIL + "\r\n\r\n")),
                Fault.wrong("a web page", nothing.html()),
                Fault.wrong("another type", nothing.contentType("image/png").raw(DETAIL)),
                Fault.wrong("no JSON", nothing.raw("data: {" + DETAIL + "\n\n")),
                Fault.wrong("headers and the end", nothing.headers().cut()),
                Fault.wrong("hangs before headers", nothing.hang()),
                Fault.wrong("hangs after headers", nothing.headers().hang()),
                Fault.wrong("an endless line", nothing.endlessLine(TEN_GIGABYTES)),
                Fault.cut("keep-alives without end", nothing.keepAlives(Duration.ofMillis(20))),
                Fault.cut("an error event at once", nothing.errorEvent()),
                Fault.cut("an error event after a word", word.errorEvent()),
                Fault.cut("cut after a word", word.cut()),
                Fault.cut("reset after a word", word.reset()),
                Fault.cut("hangs after a word", word.hang()),
                Fault.cut("the end without an end", word),
                Fault.cut("cut in a line", word.cutInLine("[EMAIL_1] " + DETAIL)),
                Fault.cut("cut in a string", word.cutInString("[EMAIL_1] ou pas")),
                Fault.cut("cut in a character", word.cutInCharacter("là-bas é")),
                Fault.cut("cut in a placeholder", placeholder.cut()),
                Fault.cut("an error event in a placeholder", placeholder.errorEvent()),
                Fault.cut("no JSON after a word", word.raw("data: {" + DETAIL + "\n\n")),
                Fault.cut("text without end", word.flood(TEN_GIGABYTES)),
                Fault.cut("small events without end", word.flood(TEN_GIGABYTES, 1)),
                Fault.cut("keep-alives as fast as can be", nothing.keepAlives(Duration.ZERO)),
                Fault.wrong(
                        "a string without end", nothing.raw("data: {\"a\":\"").endlessLine(TEN_GIGABYTES)),
                Fault.wrong(
                        "compressed",
                        nothing.compressed(true).text("Bonjour").usage(10, 3).finish("stop")),
                Fault.wrong(
                        "said to be compressed",
                        nothing.saidCompressed().text("Bonjour").usage(10, 3).finish("stop")),
                Fault.wrong(
                        "compressed in secret",
                        nothing.compressed(false).text("Bonjour").usage(10, 3).finish("stop")),
                Fault.cut("a compressed flood", nothing.compressed(true).flood(TEN_GIGABYTES)),
                new Fault(
                        "no end marker",
                        Script.answer()
                                .text("Bonjour, ", "j'écris à [EM", "AIL_1].")
                                .usage(10, 3)
                                .finishWithoutMarker("stop"),
                        true,
                        true),
                new Fault(
                        "no usage",
                        Script.answer()
                                .text("Bonjour, ", "j'écris à [EM", "AIL_1].")
                                .finish("stop"),
                        false,
                        true),
                new Fault(
                        "byte by byte",
                        Script.answer()
                                .inWritesOf(1)
                                .text("Bonjour, ", "j'écris à [EM", "AIL_1].")
                                .usage(10, 3)
                                .finish("stop"),
                        false,
                        true),
                new Fault(
                        "slowly",
                        Script.answer()
                                .text("Bonjour, ")
                                .pause(Duration.ofMillis(100))
                                .text("j'écris à [EM")
                                .pause(Duration.ofMillis(100))
                                .text("AIL_1].")
                                .usage(10, 3)
                                .finish("stop"),
                        true,
                        true));
    }

    static Stream<Arguments> cells() {
        return faults().stream().flatMap(fault -> KINDS.stream()
                .flatMap(kind -> Arrays.stream(Dialects.values()).flatMap(dialect -> Stream.of(true, false)
                        .filter(stream -> stream || !fault.streamsOnly())
                        // Without a mark, a stream of these formats is whole when it says why it ended.
                        .filter(stream -> !(fault.name().equals("no end marker")
                                && dialect == Dialects.RESPONSES
                                && kind.equals("oa")))
                        .map(stream -> Arguments.of(fault, kind, dialect, stream)))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, streamed: {3}")
    @MethodSource("cells")
    void theClientGetsTheRightAnswerOrOneError(Fault fault, String kind, Dialects dialect, boolean stream)
            throws Exception {
        service.provider().always(fault.script());
        long records = service.number("SELECT count(*) FROM usage_records");
        long failures = provider(kind).state().failures();
        long sent = service.provider().sentBytes();
        HttpResponse<String> response = service.post(
                dialect.path(),
                service.key(),
                dialect.question(kind + "/scripted", stream, "Be brief.", "Je suis " + MAIL + ", merci."));
        Answer answer = dialect.read(stream, response.body());
        if (fault.right()) {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("Bonjour, j'écris à " + MAIL + ".");
            assertThat(answer.whole())
                    .as(fault + " " + kind + " " + dialect + " " + response.body())
                    .isTrue();
            assertThat(answer.error()).isEmpty();
        } else {
            assertThat(answer.whole()).as(response.body()).isFalse();
            assertThat(answer.error()).as(response.body()).startsWith("provider_");
            assertThat(response.body()).doesNotContain("[EM", service.provider().baseUrl(), GatewayService.KEY);
            if (!answer.error().equals("provider_rejected")) {
                assertThat(response.body()).doesNotContain(DETAIL);
            }
            assertThat(provider(kind).state().failures()).isGreaterThan(failures);
            if (response.statusCode() != 200) {
                assertThat(response.statusCode()).isIn(400, 429, 503);
            }
        }
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
        GatewayService.eventually(
                "no connection stays behind", () -> service.provider().openConnections() <= 2);
        assertThat(service.provider().sentBytes() - sent).isLessThan(MOST_READ);
        // Nobody is told that a compressed answer would be understood.
        assertThat(service.provider().received().getLast().header("Accept-Encoding"))
                .isEmpty();
    }

    static Stream<Arguments> cellsWithoutText() {
        return faults().stream()
                .filter(fault -> !fault.streamsOnly() && !fault.right())
                .flatMap(fault -> Stream.of(
                        Arguments.of(fault, "oa", "/v1/embeddings", "\"input\":\"Je suis " + MAIL + "\""),
                        Arguments.of(fault, "ol", "/v1/embeddings", "\"input\":\"Je suis " + MAIL + "\""),
                        Arguments.of(
                                fault,
                                "an",
                                "/v1/messages/count_tokens",
                                "\"messages\":[{\"role\":\"user\",\"content\":\"Je suis " + MAIL + "\"}]")));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("cellsWithoutText")
    void vectorsAndCountsFailClearly(Fault fault, String kind, String path, String question) throws Exception {
        service.provider().always(fault.script());
        long records = service.number("SELECT count(*) FROM usage_records");
        HttpResponse<String> response =
                service.post(path, service.key(), "{\"model\":\"" + kind + "/scripted\"," + question + "}");
        assertThat(response.statusCode()).as(response.body()).isIn(400, 429, 503);
        assertThat(Dialects.JSON
                        .readTree(response.body())
                        .path("error")
                        .path("code")
                        .asString())
                .startsWith("provider_");
        assertThat(response.body()).doesNotContain(service.provider().baseUrl(), GatewayService.KEY);
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
    }
}
