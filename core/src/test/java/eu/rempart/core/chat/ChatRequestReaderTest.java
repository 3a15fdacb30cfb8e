package eu.rempart.core.chat;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestReaderTest {

    private final ChatRequestReader reader = new ChatRequestReader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json                                       | INVALID_JSON",
                "[]                                             | INVALID_JSON",
                "null                                           | INVALID_JSON",
                "{\"message\":\"a\"} x                          | INVALID_JSON",
                "{\"message\":\"a\",\"message\":\"b\"}          | INVALID_JSON",
                "{\"context\":{\"page\":\"a\",\"page\":\"b\"},\"message\":\"a\"} | INVALID_JSON",
                "{}                                             | INVALID_REQUEST",
                "{\"message\":null}                             | INVALID_REQUEST",
                "{\"message\":1}                                | INVALID_REQUEST",
                "{\"message\":[\"a\"]}                          | INVALID_REQUEST",
                "{\"message\":\"a\",\"model\":\"x\"}            | INVALID_REQUEST",
                "{\"message\":\"a\",\"conversationId\":\"1\"}   | INVALID_REQUEST",
                "{\"message\":\"a\",\"conversationId\":null}    | INVALID_REQUEST",
                "{\"message\":\"a\",\"agent\":\"Élea\"}         | INVALID_REQUEST",
                "{\"message\":\"a\",\"context\":\"x\"}          | INVALID_REQUEST",
                "{\"message\":\"a\",\"context\":{\"url\":\"x\"}} | INVALID_REQUEST",
                "{\"message\":\"a\",\"context\":{\"page\":\"a b\"}} | INVALID_REQUEST",
                "{\"message\":\"\"}                             | MESSAGE_EMPTY",
                "{\"message\":\" \\n\\t \"}                     | MESSAGE_EMPTY",
            })
    void whatIsNotAWellFormedQuestionIsRefused(String body, Code code) {
        assertThat(refusal(body)).isEqualTo(code);
    }

    @Test
    void tenThousandCharactersAreEnough() {
        String longest = "😀".repeat(10_000);
        assertThat(read("{\"message\":\"" + longest + "\"}")).isInstanceOf(Decision.Proceed.class);
        assertThat(refusal("{\"message\":\"" + longest + "a\"}")).isEqualTo(Code.MESSAGE_TOO_LONG);
    }

    @Test
    void aHundredThousandBracketsAreRefusedWithoutFallingOver() {
        assertThat(refusal("{\"message\":" + "[".repeat(100_000))).isEqualTo(Code.INVALID_JSON);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] body = "{\"message\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(((Decision.Refuse<ChatRequest>) reader.read(body)).refusal().code())
                .isEqualTo(Code.INVALID_UTF8);
    }

    @Test
    void allTheErrorsAreNamedAtOnce() {
        Refusal refusal =
                ((Decision.Refuse<ChatRequest>) read("{\"agent\":1,\"x\":2,\"conversationId\":\"3\"}")).refusal();
        assertThat(refusal.fields())
                .extracting(Refusal.Field::name)
                .containsExactlyInAnyOrder("agent", "x", "conversationId", "message");
    }

    @Property
    void anyBytesGetADecision(@ForAll byte[] body) {
        assertThat(reader.read(body)).isNotNull();
    }

    private Decision<ChatRequest> read(String body) {
        return reader.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private Code refusal(String body) {
        return ((Decision.Refuse<ChatRequest>) read(body)).refusal().code();
    }
}
