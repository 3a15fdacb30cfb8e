package eu.rempart.server.http;

import static eu.rempart.server.http.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import eu.rempart.server.http.RunningService.Traces;
import eu.rempart.testkit.provider.Script;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(Services.class)
@Timeout(60)
class ChatBodyRefusalTest {

    private static final String ID = "6f1c0b4e-7c1d-4a52-9f0e-2b1f4f0a9c11";

    private final RunningService service;
    private Client visitor;
    private Traces before;

    ChatBodyRefusalTest(RunningService service) throws Exception {
        this.service = service;
        this.visitor = service.visitor();
        this.before = service.traces();
    }

    @BeforeEach
    void answers() {
        service.provider().always(Script.say("Voilà."));
    }

    @AfterEach
    void nothingIsStoredOrSentThatTheTestDoesNotKnowOf() {
        assertThat(service.traces()).isEqualTo(before);
    }

    static Stream<Arguments> notJson() {
        return Stream.of(
                        "",
                        " ",
                        "not json",
                        "{",
                        "{\"message\": \"a\"",
                        "{\"message\": \"a\",}",
                        "{'message': 'a'}",
                        "{message: \"a\"}",
                        "{\"message\": \"a\"} // done",
                        "{\"message\": \"a\"} x",
                        "{\"message\": \"a\"}{}",
                        "{\"message\": \"a\"}\n{\"message\": \"b\"}",
                        "{\"message\": \"a\nb\"}",
                        "{\"message\": \"a\", \"message\": \"b\"}",
                        "{\"message\": \"a\", \"mess\\u0061ge\": \"b\"}",
                        "{\"message\": \"a\", \"context\": {\"page\": \"a\", \"page\": \"b\"}}",
                        "[]",
                        "[{\"message\": \"a\"}]",
                        "\"message\"",
                        "null",
                        "1",
                        "true",
                        "NaN",
                        "{\"message\": NaN}",
                        "{\"message\": \"a\", \"context\": " + "[".repeat(30_000) + "]".repeat(30_000) + "}",
                        "[".repeat(60_000),
                        "{\"a\":".repeat(10_000),
                        "{\"message\": " + "1".repeat(40_000) + "}")
                .map(Arguments::arguments);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("notJson")
    void whatIsNotOneJsonObjectIsInvalidJson(String body) throws Exception {
        assertRefused(visitor.chatBody(body), 400, "invalid_json");
    }

    static Stream<Arguments> wrongFields() {
        return Stream.of(
                arguments("{}", "message"),
                arguments("{\"agent\": \"elea\"}", "message"),
                arguments("{\"message\": null}", "message"),
                arguments("{\"message\": 1}", "message"),
                arguments("{\"message\": true}", "message"),
                arguments("{\"message\": [\"a\"]}", "message"),
                arguments("{\"message\": {\"text\": \"a\"}}", "message"),
                arguments("{\"message\": \"a\", \"Message\": \"a\"}", "Message"),
                arguments("{\"message\": \"a\", \"role\": \"system\"}", "role"),
                arguments("{\"message\": \"a\", \"messages\": []}", "messages"),
                arguments("{\"message\": \"a\", \"model\": \"gpt-4o\"}", "model"),
                arguments("{\"message\": \"a\", \"conversationId\": null}", "conversationId"),
                arguments("{\"message\": \"a\", \"conversationId\": 7}", "conversationId"),
                arguments("{\"message\": \"a\", \"conversationId\": \"\"}", "conversationId"),
                arguments("{\"message\": \"a\", \"conversationId\": \"1-1-1-1-1\"}", "conversationId"),
                arguments("{\"message\": \"a\", \"conversationId\": \"{" + ID + "}\"}", "conversationId"),
                arguments("{\"message\": \"a\", \"conversationId\": \"" + ID + "\\u0000\"}", "conversationId"),
                arguments("{\"message\": \"a\", \"conversationId\": \"' OR 1=1 --\"}", "conversationId"),
                arguments("{\"message\": \"a\", \"agent\": 1}", "agent"),
                arguments("{\"message\": \"a\", \"agent\": \"\"}", "agent"),
                arguments("{\"message\": \"a\", \"agent\": \"ELEA\"}", "agent"),
                arguments("{\"message\": \"a\", \"agent\": \"../elea\"}", "agent"),
                arguments("{\"message\": \"a\", \"agent\": \"nobody\"}", "agent"),
                arguments("{\"message\": \"a\", \"context\": []}", "context"),
                arguments("{\"message\": \"a\", \"context\": \"profile\"}", "context"),
                arguments("{\"message\": \"a\", \"context\": {\"page\": 5}}", "context.page"),
                arguments("{\"message\": \"a\", \"context\": {\"page\": \"\"}}", "context.page"),
                arguments("{\"message\": \"a\", \"context\": {\"page\": \"a b\"}}", "context.page"),
                arguments("{\"message\": \"a\", \"context\": {\"step\": \"<b>\"}}", "context.step"),
                arguments("{\"message\": \"a\", \"context\": {\"page\": \"" + "p".repeat(65) + "\"}}", "context.page"),
                arguments("{\"message\": \"a\", \"context\": {\"user\": \"x\"}}", "context.user"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongFields")
    void aWrongFieldIsNamed(String body, String field) throws Exception {
        JsonNode problem = assertRefused(visitor.chatBody(body), 400, "invalid_request");
        assertThat(problem.path("errors")).singleElement().satisfies(error -> {
            assertThat(error.path("field").asString()).isEqualTo(field);
            assertThat(error.path("detail").asString()).isNotBlank();
        });
    }

    @Test
    void aThousandUnknownFieldsMakeAShortAnswer() throws Exception {
        StringBuilder body = new StringBuilder("{\"message\": \"a\"");
        for (int i = 0; i < 1_000; i++) {
            body.append(", \"").append("x".repeat(40)).append(i).append("\": 1");
        }
        JsonNode problem = assertRefused(visitor.chatBody(body.append('}').toString()), 400, "invalid_request");
        assertThat(problem.path("errors").size()).isEqualTo(20);
    }

    static Stream<Arguments> notUtf8() {
        return Stream.of(
                        new byte[] {(byte) 0xff},
                        new byte[] {(byte) 0xc3},
                        new byte[] {(byte) 0xc0, (byte) 0xaf},
                        new byte[] {(byte) 0xe0, (byte) 0x80, (byte) 0xaf},
                        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                        new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                        "é".getBytes(StandardCharsets.ISO_8859_1))
                .map(Arguments::arguments);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("notUtf8")
    void whatIsNotUtf8IsRefusedAsThat(byte[] text) throws Exception {
        byte[] head = "{\"message\": \"".getBytes(StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(head, head.length + text.length + 2);
        System.arraycopy(text, 0, body, head.length, text.length);
        body[body.length - 2] = '"';
        body[body.length - 1] = '}';
        assertRefused(visitor.chatBody(body), 400, "invalid_utf8");
    }

    @Test
    void aBodyInUtf16IsNotRead() throws Exception {
        byte[] body = "{\"message\": \"bonjour\"}".getBytes(StandardCharsets.UTF_16);
        assertRefused(
                visitor.with("Content-Type", "application/json; charset=utf-16").chatBody(body), 400, "invalid_utf8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/jsonx",
                "application/json-patch+json",
                "text/json",
                "application/xml",
                "*/*"
            })
    void anotherContentTypeIsUnsupported(String type) throws Exception {
        assertRefused(
                visitor.with("Content-Type", type).chatBody("{\"message\": \"a\"}"), 415, "unsupported_media_type");
    }

    @Test
    void aBodyOfMoreThan64KiBIsTooLarge() throws Exception {
        String padded = "{\"message\": \"a\"}" + " ".repeat(64 * 1024);
        assertRefused(visitor.chatBody(padded.substring(0, 64 * 1024 + 1)), 413, "body_too_large");
    }

    @Test
    void aHundredThousandNestedArraysAreTooLarge() throws Exception {
        assertRefused(visitor.chatBody("[".repeat(100_000)), 413, "body_too_large");
    }

    static Stream<Arguments> nothing() {
        return Stream.of("", " ", "\\n\\t ", "\\u200b\\u200b", "\\u202e\\u2066", "\\u0000\\u0007", "\\u00a0\\u3000")
                .map(Arguments::arguments);
    }

    @ParameterizedTest
    @MethodSource("nothing")
    void aMessageInWhichThereIsNothingToReadIsEmpty(String message) throws Exception {
        assertRefused(visitor.chatBody("{\"message\": \"" + message + "\"}"), 400, "message_empty");
    }

    @Test
    void aMessageOf10001CharactersIsTooLong() throws Exception {
        for (String unit : new String[] {"a", "é", "😀"}) {
            JsonNode problem = assertRefused(
                    visitor.chatBody(Client.body(unit.repeat(10_001), null, null)), 400, "message_too_long");
            assertThat(problem.path("detail").asString()).containsPattern("10[\\p{Zs},.]?000");
        }
    }

    @Test
    void aMessageOf1001CharactersIsTooLongForAnAgentOrAPage() throws Exception {
        for (String unit : new String[] {"a", "é", "😀"}) {
            String text = unit.repeat(1_001);
            for (String body : new String[] {
                Client.body(text, null, "elea"), "{\"message\": \"" + text + "\", \"context\": {\"page\": \"profile\"}}"
            }) {
                JsonNode problem = assertRefused(visitor.chatBody(body), 400, "message_too_long");
                assertThat(problem.path("detail").asString()).containsPattern("1[\\p{Zs},.]?000");
            }
        }
    }

    @Test
    void whatIsJustWithinTheLimitsIsAnswered() throws Exception {
        String padded = "{\"message\": \"bonjour\"}";
        padded = padded + " ".repeat(64 * 1024 - padded.length());
        for (String body : new String[] {
            padded,
            Client.body("bonjour à tous ".repeat(1_000).substring(0, 10_000), null, null),
            Client.body("😀".repeat(10_000), null, null),
            Client.body("bonjour à tous ".repeat(100).substring(0, 1_000), null, "elea"),
            Client.body("😀".repeat(1_000), null, "elea"),
            "{\"message\": \"" + "é".repeat(1_000) + "\", \"context\": {\"page\": \"a/b-c_d.e\", \"step\": \"1\"}}"
        }) {
            var answer = visitor.chatBody(body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("event: done");
        }
        before = service.traces();
        assertThat(service.rows("conversations")).isGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "< SCRIPT src=//evil.example>",
                "<scr\u200bipt>alert(1)</script>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                "<img src=x onerror=alert(1)>",
                "<svg/onload=alert(1)>",
                "<a href=\"javascript:alert(1)\">x</a>",
                "[clic](javascript:alert(1))",
                "JaVaScRiPt:alert(1)",
                "java\tscript:alert(1)",
                "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="
            })
    void activeContentIsRefused(String text) throws Exception {
        assertRefused(visitor.chatBody(Client.body("Bonjour " + text, null, "elea")), 400, "active_content");
    }

    @Test
    void markupThatIsNotActiveReachesTheModelAsText() throws Exception {
        for (String text : new String[] {
            "Bonjour <iframe src=\"https://evil.example\"></iframe>",
            "Bonjour ＜script＞alert(1)＜/script＞",
            "Bonjour <b style=x>gras</b><!-- caché -->"
        }) {
            assertThat(visitor.chat(text).ending()).isEqualTo("done");
            assertThat(service.provider().received().getLast().lastMessage())
                    .startsWith("Bonjour")
                    .doesNotContain("<iframe", "<script", "<b ", "<!--", "caché");
        }
        before = service.traces();
    }

    @Test
    void halfACharacterIsNoReasonToFail() throws Exception {
        var answer = visitor.chatBody("{\"message\": \"bonjour \\ud83d\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("event: done");
        before = service.traces();
    }
}
