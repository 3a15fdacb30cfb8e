package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.server.gateway.Dialects.Answer;
import eu.rempart.testkit.provider.Script;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /// These speak the format of the first, under other paths and keys: the places and the breaker show what is theirs.
    private static final List<String> LIKE_OPENAI = List.of("az", "mi", "co");

    private static final List<String> ALL_KINDS =
            Stream.concat(KINDS.stream(), LIKE_OPENAI.stream()).toList();

    private GatewayService service;

    /// Its budget is never spent, and so everything is held and charged.
    private String key = "";

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
        key = service.key(
                service.user(Tier.ENTERPRISE),
                new KeyRules(Set.of(), List.of(), null, Duration.ofDays(1_000).toNanos()));
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
        for (String kind : ALL_KINDS) {
            if (!breaker(kind).equals("closed")) {
                service.clock().advance(Duration.ofSeconds(61));
                for (int i = 0; i < 3; i++) {
                    assertThat(chat(kind, false).statusCode()).isEqualTo(200);
                }
                assertThat(breaker(kind)).isEqualTo("closed");
            }
        }
    }

    private String breaker(String kind) {
        return provider(kind).state().breaker();
    }

    private HttpResponse<String> chat(String kind, boolean stream) throws Exception {
        return service.post(
                Dialects.CHAT.path(), key, Dialects.CHAT.question(kind + "/scripted", stream, "-", "Bonjour"));
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

        private Fault right(boolean answered) {
            return new Fault(name, script, streamsOnly, answered);
        }

        /// Whether it is plain that the provider did nothing for the request.
        private boolean isFree() {
            return List.of("a reset at once", "a redirect").contains(name) || Character.isDigit(name.charAt(0));
        }

        /// Whether it says something about the request, and nothing about the provider.
        private boolean isTheClients() {
            return List.of("400", "404").contains(name);
        }

        /// Whether it is over a bound that is ours: five answers too long for us must not close the provider to all.
        private boolean isTooLarge() {
            return Stream.of("an endless", "text without", "small events without", "a string without")
                    .anyMatch(name::contains);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static List<Fault> faults() {
        Script nothing = Script.answer();
        Script word = Script.answer().text("Bonjour, ");
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
                Fault.wrong("hangs before headers", nothing.hang()),
                Fault.wrong("an endless line", nothing.endlessLine(TEN_GIGABYTES)),
                Fault.cut("keep-alives without end", nothing.keepAlives(Duration.ofMillis(20))),
                Fault.cut("an error event at once", nothing.errorEvent()),
                Fault.cut("an error event after a word", word.errorEvent()),
                Fault.cut("the end without an end", word),
                Fault.cut("cut in a line", word.cutInLine("[EMAIL_1] " + DETAIL)),
                Fault.cut("cut in a string", word.cutInString("[EMAIL_1] ou pas")),
                Fault.cut("cut in a character", word.cutInCharacter("là-bas é")),
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
        HttpResponse<String> response = ask(fault, kind, dialect, stream);
        assertThat(response.headers().firstValue("Retry-After"))
                .isEqualTo(fault.name().equals("429 with Retry-After") ? Optional.of("20") : Optional.empty());
    }

    /// How far an answer comes before something happens to it.
    enum Place {
        START,
        WORD,
        IN_A_WORD,
        PLACEHOLDER,
        TOOL,
        /// The provider has said why the answer ended; how much it counted, and the mark of the end, are missing.
        FINISHED;

        private Script upToHere() {
            Script word = Script.answer().text("Bonjour, ");
            return switch (this) {
                case START -> Script.answer().headers();
                case WORD -> word;
                case IN_A_WORD -> word.partOf("j'écris à [EMAIL_1].");
                case PLACEHOLDER -> word.text("j'écris à [EM");
                case TOOL -> word.partOfToolCall("call_1", "send_mail", "{\"to\":\"[EM", "AIL_1]\"}");
                case FINISHED -> word.text("j'écris à [EM", "AIL_1].").finishWithoutMarker("stop");
            };
        }

        private Fault then(String name, UnaryOperator<Script> what) {
            return Fault.cut(name + " at " + this, what.apply(upToHere()));
        }

        /// Whether an answer that came so far is whole. OpenAI's responses end with one event, and it is missing.
        private boolean isTheEnd(String kind, Dialects dialect) {
            return this == FINISHED && !(kind.equals("oa") && dialect == Dialects.RESPONSES);
        }
    }

    /// Three ways to fall silent at every place over every kind. The other endpoints see what is different for them:
    /// where the cut is; a silence that has to be waited for is one to them as soon as it is noticed. For the same
    /// reason
    /// silences outside a placeholder are waited for over two kinds only.
    static Stream<Arguments> places() {
        return Arrays.stream(Place.values()).flatMap(place -> Stream.of(
                        place.then("cut", Script::cut),
                        // A reset at once would take away what was not yet read.
                        place.then("reset", script -> script.pause(Duration.ofMillis(30))
                                .reset()),
                        place.then("hangs", Script::hang))
                .flatMap(fault -> ALL_KINDS.stream().flatMap(kind -> Arrays.stream(Dialects.values())
                        .filter(_ -> place == Place.PLACEHOLDER
                                || !fault.name().startsWith("hangs")
                                || List.of("oa", "ol").contains(kind))
                        .filter(dialect -> dialect == Dialects.CHAT
                                || (KINDS.contains(kind)
                                        && (place == Place.PLACEHOLDER
                                                || !fault.name().startsWith("hangs"))))
                        .flatMap(dialect -> Stream.of(true, false)
                                .filter(stream -> stream || hasMeaningInAWhole(place))
                                .map(stream -> Arguments.of(
                                        fault.right(place.isTheEnd(kind, dialect)), kind, dialect, stream))))));
    }

    /// An answer that is not streamed is one document: it has a start, and texts and arguments to be cut in.
    private static boolean hasMeaningInAWhole(Place place) {
        return switch (place) {
            case START, IN_A_WORD, TOOL -> true;
            case WORD, PLACEHOLDER, FINISHED -> false;
        };
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, streamed: {3}")
    @MethodSource("places")
    void whereverItFallsSilent(Fault fault, String kind, Dialects dialect, boolean stream) throws Exception {
        ask(fault, kind, dialect, stream);
    }

    /// Everything else that can happen in a stream, at the one place where most is held back, over every kind.
    static Stream<Arguments> inAPlaceholder() {
        Place place = Place.PLACEHOLDER;
        return Stream.of(
                        place.then("an error event", Script::errorEvent),
                        place.then("keep-alives", script -> script.keepAlives(Duration.ofMillis(20))),
                        // A byte a second against a limit of minutes: no silence is too long, but the whole is.
                        place.then("a drip", script -> script.drip(Duration.ofMillis(50))
                                .text("AIL_1]. ".repeat(100))),
                        place.then("no JSON", script -> script.raw("data: {" + DETAIL + "\n\n")),
                        place.then("an endless line", script -> script.endlessLine(TEN_GIGABYTES)),
                        place.then("the end without an end", script -> script))
                .flatMap(fault -> ALL_KINDS.stream().map(kind -> Arguments.of(fault, kind, Dialects.CHAT, true)));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, streamed: {3}")
    @MethodSource("inAPlaceholder")
    void whateverHappensInAPlaceholder(Fault fault, String kind, Dialects dialect, boolean stream) throws Exception {
        ask(fault, kind, dialect, stream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oa", "an", "ol", "ge", "az", "mi", "co"})
    void aWholeAnswerThatDripsIsTooLate(String kind) throws Exception {
        Script drip = Script.answer()
                .drip(Duration.ofMillis(50))
                .text("Bonjour. ".repeat(50))
                .usage(10, 3)
                .finish("stop");
        ask(Fault.wrong("a drip", drip), kind, Dialects.CHAT, false);
    }

    /// One question over a provider with this fault, with all that has to hold afterwards.
    private HttpResponse<String> ask(Fault fault, String kind, Dialects dialect, boolean stream) throws Exception {
        service.provider().always(fault.script());
        long records = service.number("SELECT count(*) FROM usage_records");
        long spent = service.number("SELECT coalesce(sum(spent_nano), 0) FROM budgets");
        double good = calls("success");
        double bad = calls("error");
        long failures = provider(kind).state().failures();
        long sent = service.provider().sentBytes();
        HttpResponse<String> response = service.post(
                dialect.path(),
                key,
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
            // A client that asks for what is wrong is nothing against the provider.
            if (fault.isTheClients()) {
                assertThat(provider(kind).state().failures()).isEqualTo(failures);
            } else {
                assertThat(provider(kind).state().failures()).isGreaterThan(failures);
            }
            if (response.statusCode() != 200) {
                assertThat(response.statusCode()).isIn(400, 404, 429, 503);
            }
        }
        assertThat(calls("success") - good).as("calls that succeeded").isEqualTo(fault.right() ? 1 : 0);
        assertThat(calls("error") - bad).as("calls that failed").isEqualTo(fault.right() ? 0 : 1);
        assertThat(service.number("SELECT count(*) FROM usage_records")).isEqualTo(records + 1);
        theBooksAgree(fault, kind, !answer.text().isEmpty(), spent);
        GatewayService.eventually("no answer goes on", () -> service.provider().busyConnections() == 0);
        assertThat(service.provider().openConnections()).isLessThanOrEqualTo(2);
        assertThat(service.provider().sentBytes() - sent).isLessThan(MOST_READ);
        // Nobody is told that a compressed answer would be understood.
        assertThat(service.provider().received().getLast().header("Accept-Encoding"))
                .isEmpty();
        return response;
    }

    private double calls(String status) throws Exception {
        return service.meter("ai_calls_total", "model=\"scripted\"", "status=\"" + status + "\"");
    }

    /// What was used is priced, what was priced is spent, and nothing is held any more.
    private void theBooksAgree(Fault fault, String kind, boolean shown, long spentBefore) {
        String[] record = service.text(
                        "SELECT outcome || ' ' || input_tokens || ' ' || output_tokens || ' ' || cost_nano"
                                + " FROM usage_records ORDER BY rowid DESC LIMIT 1")
                .split(" ");
        long input = Long.parseLong(record[1]);
        long output = Long.parseLong(record[2]);
        long cost = Long.parseLong(record[3]);
        String all = fault + " " + kind + " " + String.join(" ", record);
        assertThat(record[0]).as(all).isEqualTo(fault.right() ? "complete" : shown ? "interrupted" : "failed");
        if (fault.isFree()) {
            assertThat(input + output).as(all).isZero();
        }
        if (shown) {
            assertThat(input).as(all).isPositive();
            assertThat(output).as(all).isPositive();
        }
        assertThat(cost).as(all).isEqualTo(kind.equals("ol") ? 0 : input * 1_000 + output * 10_000);
        // The user's account and the key's.
        assertThat(service.number("SELECT sum(spent_nano) FROM budgets") - spentBefore)
                .as(all)
                .isEqualTo(2 * cost);
        assertThat(service.number("SELECT sum(held_nano) FROM budgets")).isZero();
        assertThat(service.number("SELECT count(*) FROM budget_holds")).isZero();
    }

    static Stream<Arguments> breaking() {
        // Every fault over one kind; over the others one of each sort.
        List<String> everywhere =
                List.of("400", "429", "500", "hangs before headers", "an error event after a word", "no usage");
        return ALL_KINDS.stream().flatMap(kind -> faults().stream()
                .filter(fault -> kind.equals("oa") || everywhere.contains(fault.name()))
                .map(fault -> Arguments.of(fault, kind)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("breaking")
    void theFifthFaultInARowOpensTheBreaker(Fault fault, String kind) throws Exception {
        service.provider().always(Script.say("Voilà."));
        assertThat(chat(kind, false).statusCode()).isEqualTo(200);
        service.provider().always(Script.answer().status(500, DETAIL));
        for (int i = 0; i < 4; i++) {
            chat(kind, false);
        }
        assertThat(breaker(kind)).isEqualTo("closed");
        service.provider().always(fault.script());
        chat(kind, fault.streamsOnly());
        if (fault.right() || fault.isTheClients() || fault.isTooLarge()) {
            assertThat(breaker(kind)).isEqualTo("closed");
            return;
        }
        assertThat(breaker(kind)).isEqualTo("open");
        int asked = service.provider().received().size();
        assertThat(Dialects.CHAT.read(false, chat(kind, false).body()).error()).isEqualTo("provider_unavailable");
        assertThat(service.provider().received()).hasSize(asked);
    }

    @Test
    void noThreadIsLeftBehind() throws Exception {
        List<Fault> some = List.of(
                Place.START.then("hangs", Script::hang),
                Place.WORD.then("cut", Script::cut),
                Place.WORD.then("text without end", script -> script.flood(TEN_GIGABYTES)));
        long before = 0;
        // The first round starts what is started once.
        for (int round = 0; round < 2; round++) {
            for (Fault fault : some) {
                for (String kind : List.of("oa", "ol")) {
                    ask(fault, kind, Dialects.CHAT, true);
                    everyProviderIsAskedAgain();
                }
            }
            if (round == 0) {
                before = threads();
            }
        }
        long allowed = before;
        GatewayService.eventually("as many threads as before: " + before, () -> threads() <= allowed);
    }

    /// Threads of both sorts; the virtual ones are in no list but this dump.
    private static long threads() throws Exception {
        Path dump = Files.createTempDirectory("threads").resolve("dump.json");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        long count = Files.readString(dump)
                .lines()
                .filter(line -> line.contains("\"tid\""))
                .count();
        Files.delete(dump);
        Files.delete(dump.getParent());
        return count;
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
        assertThat(response.statusCode()).as(response.body()).isIn(400, 404, 429, 503);
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
