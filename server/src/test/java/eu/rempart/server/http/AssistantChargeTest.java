package eu.rempart.server.http;

import static eu.rempart.server.http.RunningService.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.identity.Tier;
import eu.rempart.testkit.provider.Script;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What an answer of the assistants costs where more than one provider had the question: each is charged by itself.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class AssistantChargeTest {

    /// Anthropic is asked first; a token that is read costs 1,000 nano-euros, one that is written 10,000.
    static final String TWO_PROVIDERS = """
            providers:
              order: [anthropic, openai]
              first-byte-timeout: 300ms
              idle-timeout: 300ms
              openai: {model: scripted, monthly-ceiling: 5}
              anthropic:
                api-key: sk-ant-rempart-scripted-8f2Kq0ZxW4mT7vLb
                base-url: "{url}"
                model: scripted
                monthly-ceiling: 5
            prices:
              models:
                scripted: {currency: EUR, input: 1, output: 10}
            """;

    private static final Script GOOD =
            Script.answer().text("Voilà.").usage(100, 5).finish("stop");
    /// Says what it has read, and fails before its first word.
    private static final Script COUNTED_AND_BROKEN =
            Script.answer().usage(123, 1).text("").errorEvent();

    private static final long GOOD_COST = 150_000;
    private static final long A_LOT = 90_000_000;

    private RunningService service;

    @BeforeAll
    void start() {
        service = RunningService.start(TWO_PROVIDERS);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /// Whatever the last test did, the breakers let the next question through.
    @BeforeEach
    void aMinuteLater() {
        service.clock().advance(Duration.ofSeconds(61));
    }

    private void providers(Script anthropic, Script openai) {
        service.provider().always(Script.of(request -> request.path().endsWith("/messages") ? anthropic : openai));
    }

    /// What was charged since before.
    private final class Meter {
        private final long anthropic = spent("account = 'provider:anthropic'");
        private final long openai = spent("account = 'provider:openai'");
        private final long people = spent("account NOT LIKE 'provider:%'");

        private long spent(String where) {
            return service.one("SELECT coalesce(sum(spent_nano), 0) FROM budgets WHERE " + where, Long.class);
        }

        long anthropic() {
            return spent("account = 'provider:anthropic'") - anthropic;
        }

        long openai() {
            return spent("account = 'provider:openai'") - openai;
        }

        long people() {
            return spent("account NOT LIKE 'provider:%'") - people;
        }
    }

    private long last(String column) {
        return service.one("SELECT " + column + " FROM usage_records ORDER BY rowid DESC LIMIT 1", Long.class);
    }

    private String facts() {
        return service.one("SELECT facts FROM audit_log ORDER BY seq DESC LIMIT 1", String.class);
    }

    private void assertEverybodyPaid(Meter meter, ChatAnswer answer) {
        assertThat(meter.people())
                .isEqualTo(meter.anthropic() + meter.openai())
                .isEqualTo(last("cost_nano"))
                .isEqualTo(answer.last().data().path("costNanoEuros").asLong());
        assertThat(service.one("SELECT sum(held_nano) FROM budgets", Long.class))
                .isZero();
    }

    @Test
    void whoHadTheQuestionAndDidNotAnswerInTimeIsChargedForReadingIt() throws Exception {
        providers(Script.answer().hang(), GOOD);
        Meter meter = new Meter();
        ChatAnswer answer = service.user(Tier.FREE).chat("Bonjour");
        assertThat(answer.provider()).isEqualTo("openai");
        assertThat(meter.openai()).isEqualTo(GOOD_COST);
        assertThat(meter.anthropic()).isBetween(20_000L, 5_000_000L);
        assertEverybodyPaid(meter, answer);
        assertThat(last("input_tokens")).isEqualTo(100);
        assertThat(facts())
                .contains("openai/scripted", "anthropic/scripted: ", meter.anthropic() / 1_000 + " in, 0 out")
                .contains("100 in, 5 out, " + meter.people() + " nano-euros");
    }

    @Test
    void whatAProviderCountedBeforeItFailedIsWhatItIsChargedBy() throws Exception {
        providers(COUNTED_AND_BROKEN, GOOD);
        Meter meter = new Meter();
        ChatAnswer answer = service.user(Tier.FREE).chat("Bonjour");
        assertThat(answer.provider()).isEqualTo("openai");
        assertThat(meter.anthropic()).isEqualTo(123_000 + 10_000);
        assertThat(meter.openai()).isEqualTo(GOOD_COST);
        assertEverybodyPaid(meter, answer);
        assertThat(facts()).contains("anthropic/scripted: 123 in, 1 out, 133000 nano-euros");
    }

    @Test
    void anAnswerThatBreaksOffInTheMiddleIsChargedByWhatItsProviderSaysThatItRead() throws Exception {
        providers(Script.answer().usage(123, 1).text("Un début de réponse, ").cut(), GOOD);
        Meter meter = new Meter();
        ChatAnswer answer = service.user(Tier.FREE).chat("Bonjour");
        assertThat(answer.ending()).isEqualTo("error answer_interrupted");
        assertThat(last("input_tokens")).isEqualTo(123);
        assertThat(last("output_tokens")).isBetween(3L, 12L);
        assertThat(meter.anthropic()).isEqualTo(meter.people()).isEqualTo(last("cost_nano"));
    }

    @Test
    void whereNobodyAnswersButTheLocalKnowledgeAllThatWereAskedAreCharged() throws Exception {
        providers(Script.answer().html(), Script.answer().hang());
        Meter meter = new Meter();
        ChatAnswer answer = service.user(Tier.FREE).chat("Bonjour");
        assertThat(answer.provider()).isEqualTo("local");
        assertThat(meter.anthropic()).isPositive().isEqualTo(meter.openai());
        assertEverybodyPaid(meter, answer);
        assertThat(facts()).contains("anthropic/scripted: ", "openai/scripted: ");
    }

    @Test
    void aReaderWhoLeavesPaysAllThatHadTheQuestion() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        providers(COUNTED_AND_BROKEN, Script.answer().waitFor(never).text("x"));
        Meter meter = new Meter();
        long records = service.rows("usage_records");
        int sent = service.provider().received().size();
        try (ChatStream stream = service.user(Tier.FREE).open("Bonjour", null)) {
            stream.await("meta");
            service.provider().awaitReceived(sent + 2, Duration.ofSeconds(10));
        }
        eventually("the turn is settled", () -> service.rows("usage_records") > records);
        never.countDown();
        assertThat(meter.anthropic()).isEqualTo(133_000);
        assertThat(meter.openai()).isPositive();
        assertThat(meter.people()).isEqualTo(last("cost_nano")).isEqualTo(133_000 + meter.openai());
    }

    @Test
    void whoRefusedOrSentUsElsewhereIsFree() throws Exception {
        for (Script free : new Script[] {
            Script.answer().status(500, "x"),
            Script.answer().status(429, "x"),
            Script.answer().status(302, Map.of("Location", "/elsewhere"), "x"),
            Script.answer().status(307, Map.of("Location", "/elsewhere"), "x"),
            Script.answer().errorEvent()
        }) {
            providers(free, GOOD);
            Meter meter = new Meter();
            ChatAnswer answer = service.user(Tier.FREE).chat("Bonjour");
            assertThat(answer.provider()).isEqualTo("openai");
            assertThat(meter.anthropic()).isZero();
            assertThat(meter.openai()).isEqualTo(GOOD_COST);
            assertEverybodyPaid(meter, answer);
        }
    }

    /// The first says that it read and wrote more than can be, and breaks; the second says so too, and answers.
    @Test
    void whatIsHeldCoversAllThatCanBeCharged() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        providers(
                Script.answer()
                        .replacing("\"output_tokens\":1}", "\"output_tokens\":" + A_LOT + "}")
                        .usage(A_LOT, A_LOT)
                        .text("")
                        .errorEvent(),
                Script.answer()
                        .text("Voilà.")
                        .waitFor(looked)
                        .usage(A_LOT, A_LOT)
                        .finish("stop"));
        Meter meter = new Meter();
        ChatAnswer answer;
        long held;
        try (ChatStream stream = service.user(Tier.FREE).open("Bonjour", null)) {
            stream.await("meta");
            held = service.one("SELECT sum(held_nano) FROM budgets WHERE account NOT LIKE 'provider:%'", Long.class);
            looked.countDown();
            answer = stream.rest();
        }
        assertThat(answer.provider()).isEqualTo("openai");
        assertThat(meter.anthropic()).isPositive();
        assertThat(meter.people()).isGreaterThan(meter.openai()).isLessThanOrEqualTo(held);
        assertEverybodyPaid(meter, answer);
    }
}
