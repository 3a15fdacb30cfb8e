package eu.rempart.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import eu.rempart.server.http.RunningService.Traces;
import eu.rempart.server.http.Services.Impatient;
import eu.rempart.testkit.provider.Script;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a provider does wrong, as the reader sees it.
@ExtendWith(Services.class)
@Timeout(60)
class ProviderFaultTest {

    private static final String QUESTION = "Comment modifier mon profil ?";

    private final RunningService service;

    ProviderFaultTest(RunningService service) {
        this.service = service;
    }

    /// Also keeps the breaker closed for the next test: five failures in a row would open it.
    @AfterEach
    void aWellBehavedProviderIsUsedAgainAtOnce() throws Exception {
        service.provider().always(Script.say("Voilà."));
        assertThat(service.visitor().chat(QUESTION).provider()).isEqualTo("openai");
    }

    static Stream<Arguments> faults() {
        String detail = "DETAIL-DU-FOURNISSEUR";
        return Stream.of(
                arguments("400", Script.answer().status(400, detail)),
                arguments("401", Script.answer().status(401, detail)),
                arguments("404", Script.answer().status(404, detail)),
                arguments("429", Script.answer().status(429, Map.of("Retry-After", "20"), detail)),
                arguments("500", Script.answer().status(500, detail)),
                arguments("503", Script.answer().status(503, detail)),
                arguments("a redirect", Script.answer().status(302, Map.of("Location", "http://127.0.0.1:1/"), detail)),
                arguments("a reset", Script.answer().reset()),
                arguments("no HTTP", Script.answer().garbage("\u0000\u0001garbage " + detail + "\r\n\r\n")),
                arguments("a web page", Script.answer().html()),
                arguments("no JSON", Script.answer().raw("data: {" + detail + "\n\n")),
                arguments("no events", Script.answer().raw(detail)),
                arguments(
                        "another type", Script.answer().contentType("image/png").raw(detail)),
                arguments("headers and the end", Script.answer().headers().cut()),
                arguments("an error event", Script.answer().errorEvent()),
                arguments("half a line", Script.answer().cutInLine(detail)),
                arguments("an endless line", Script.answer().endlessLine(6 << 20)));
    }

    /// Whether it is plain that no model has read the question.
    private static boolean isFree(String fault) {
        return Character.isDigit(fault.charAt(0))
                || List.of("a redirect", "a reset", "an error event").contains(fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whoeverFailsBeforeTheFirstWordIsReplacedByTheLocalKnowledge(String fault, Script script) throws Exception {
        service.provider().always(script);
        Client visitor = service.visitor();
        Traces before = service.traces();
        ChatAnswer answer = visitor.chat(QUESTION);
        assertThat(answer.ending()).as(fault).isEqualTo("done");
        assertThat(answer.provider()).isEqualTo("local");
        assertThat(answer.last().data().path("prepared").asBoolean()).isTrue();
        // Who may have had the question asks for money; the answer itself is free.
        assertThat(answer.last().data().path("costNanoEuros").asLong() == 0).isEqualTo(isFree(fault));
        assertThat(answer.text()).isNotBlank();
        assertThat(answer.events().toString()).doesNotContain("DETAIL-DU-FOURNISSEUR");
        assertThat(service.traces().messages()).isEqualTo(before.messages() + 2);
        assertThat(service.traces().usage()).isEqualTo(before.usage() + 1);
        assertThat(service.traces().holds()).isEqualTo(before.holds());
    }

    @Test
    void aProviderThatHangsIsNotWaitedFor(@Impatient RunningService impatient) throws Exception {
        impatient.provider().always(Script.answer().hang());
        ChatAnswer answer = impatient.visitor().chat(QUESTION);
        assertThat(answer.ending()).isEqualTo("done");
        assertThat(answer.provider()).isEqualTo("local");
        impatient.provider().always(Script.answer().headers().hang());
        assertThat(impatient.visitor().chat(QUESTION).provider()).isEqualTo("local");
        impatient.provider().always(Script.say("Voilà."));
        assertThat(impatient.visitor().chat(QUESTION).provider()).isEqualTo("openai");
    }

    @Test
    void aProviderThatFallsSilentInTheMiddleIsLeft(@Impatient RunningService impatient) throws Exception {
        impatient
                .provider()
                .always(Script.answer().text("Ouvrez la page ", "Profil, ").hang());
        ChatAnswer answer = impatient.visitor().chat(QUESTION);
        assertThat(answer.ending()).isEqualTo("error answer_interrupted");
        assertThat(answer.text()).startsWith("Ouvrez la page");
        impatient.provider().always(Script.say("Voilà."));
        assertThat(impatient.visitor().chat(QUESTION).provider()).isEqualTo("openai");
    }

    static Stream<Arguments> cuts() {
        Script begun = Script.answer().text("Bonjour, écrivez à ");
        return Stream.of(
                arguments("in a placeholder", begun.text("[EMA").cut()),
                arguments("in a placeholder's line", begun.text("[EM").cutInString("AIL_1] aujourd'hui")),
                arguments("by a reset", begun.text("[EMAIL_").reset()),
                arguments("by an error event", begun.text("[EMAIL_").errorEvent()),
                arguments("in a character", begun.cutInCharacter("[EMAIL_1] là-bas")),
                arguments("without the end", begun.text("[EMAIL_")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cuts")
    void anAnswerThatBreaksOffIsKeptAsInterrupted(String cut, Script script) throws Exception {
        service.provider().always(script);
        Client visitor = service.visitor();
        Traces before = service.traces();
        ChatAnswer answer = visitor.chat("Mon adresse est jeanne.martin@example.org, que faire ?");
        assertThat(answer.ending()).as(cut).isEqualTo("error answer_interrupted");
        assertThat(answer.last().data().path("message").asString()).isNotBlank();
        assertThat(answer.text()).startsWith("Bonjour, écrivez").doesNotContain("[");
        assertThat(service.column(
                        "SELECT status FROM messages WHERE conversation_id = ? ORDER BY position",
                        String.class,
                        answer.conversation()))
                .containsExactly("complete", "interrupted");
        assertThat(service.traces().usage()).isEqualTo(before.usage() + 1);
        assertThat(service.traces().holds()).isEqualTo(before.holds());
        assertThat(service.one("SELECT output_tokens FROM usage_records ORDER BY rowid DESC LIMIT 1", Long.class))
                .isPositive();
        service.provider().always(Script.say("Voilà."));
        assertThat(visitor.chat("Et donc ?", answer.conversation()).ending()).isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 90_000_000, Long.MAX_VALUE})
    void aBudgetIsNotSpentByANumberAlone(long count) throws Exception {
        service.provider()
                .always(Script.answer().text("Voilà.").usage(count, count).finish("stop"));
        Traces before = service.traces();
        assertThat(service.visitor().chat(QUESTION).ending()).isEqualTo("done");
        assertThat(service.one("SELECT input_tokens FROM usage_records ORDER BY rowid DESC LIMIT 1", Long.class))
                .isBetween(1L, 50_000L);
        assertThat(service.one("SELECT output_tokens FROM usage_records ORDER BY rowid DESC LIMIT 1", Long.class))
                .isBetween(1L, 10_000L);
        assertThat(service.traces().usage()).isEqualTo(before.usage() + 1);
        assertThat(service.traces().holds()).isEqualTo(before.holds());
    }

    @Test
    void aProviderThatIgnoresTheLimitIsCut() throws Exception {
        service.provider()
                .always(Script.answer().text("Bonjour ").flood(1 << 20).finish("stop"));
        ChatAnswer answer = service.visitor().chat(QUESTION);
        assertThat(answer.ending()).isEqualTo("error answer_too_long");
        assertThat(answer.text().length()).isLessThanOrEqualTo(64 * 1024);
        assertThat(service.column(
                        "SELECT status FROM messages WHERE conversation_id = ? ORDER BY position",
                        String.class,
                        answer.conversation()))
                .containsExactly("complete", "interrupted");
    }

    @Test
    void anAnswerThatReachesTheLimitInGoodOrderSaysSo() throws Exception {
        service.provider()
                .always(Script.answer()
                        .text("Une réponse qui s'arr")
                        .usage(10, 1_000)
                        .finish("length"));
        ChatAnswer answer = service.visitor().chat(QUESTION);
        assertThat(answer.ending()).isEqualTo("done");
        assertThat(answer.last().data().path("finishReason").asString()).isEqualTo("length");
        assertThat(answer.text()).isEqualTo("Une réponse qui s'arr");
    }

    @Test
    void fiveFailuresInARowSpareTheProviderForAMinute() throws Exception {
        service.provider().always(Script.answer().status(500, "x"));
        for (int i = 0; i < 5; i++) {
            assertThat(service.visitor().chat(QUESTION).provider()).isEqualTo("local");
        }
        int asked = service.provider().received().size();
        service.provider().always(Script.say("Voilà."));
        assertThat(service.visitor().chat(QUESTION).provider()).isEqualTo("local");
        assertThat(service.provider().received()).hasSize(asked);
        service.clock().advance(java.time.Duration.ofSeconds(61));
        for (int i = 0; i < 3; i++) {
            assertThat(service.visitor().chat(QUESTION).provider()).isEqualTo("openai");
        }
    }
}
