package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Script;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The local knowledge as a model: what it can it does, what it cannot it refuses.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class LocalModelTest {

    private static final String LOCAL = "local/knowledge";
    private static final JsonMapper JSON = new JsonMapper();

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start("""
                gateway:
                  providers:
                    oa: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                  routes:
                    both: {models: [oa/scripted, local]}
                """);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private JsonNode ask(Dialects dialect, String more) throws Exception {
        return JSON.readTree(send(dialect, LOCAL, more).body());
    }

    private HttpResponse<String> send(Dialects dialect, String model, String more) throws Exception {
        ObjectNode body = (ObjectNode)
                JSON.readTree(dialect.toolQuestion(model, false, "Comment réinitialiser mon mot de passe ?"));
        body.remove("max_tokens");
        if (dialect == Dialects.MESSAGES) {
            body.put("max_tokens", 2_000);
        }
        body.setAll((ObjectNode) JSON.readTree(more));
        return service.post(dialect.path(), service.key(), body.toString());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHAT      | tool_choice          | {`tool_choice`: `required`}",
                "CHAT      | tool_choice          | {`tool_choice`: {`type`: `function`, `function`: {`name`: `send_mail`}}}",
                "CHAT      | n                    | {`n`: 2}",
                "CHAT      | response_format      | {`response_format`: {`type`: `json_object`}}",
                "CHAT      | logprobs             | {`logprobs`: true}",
                "CHAT      | logit_bias           | {`logit_bias`: {`50256`: -100}}",
                "CHAT      | messages[].content[].type | {`messages`: [{`role`: `user`, `content`: [{`type`: `image_url`, `image_url`: {`url`: `data:image/png;base64,AAAA`}}]}]}",
                "RESPONSES | tool_choice          | {`tool_choice`: {`type`: `function`, `name`: `send_mail`}}",
                "RESPONSES | text.format          | {`text`: {`format`: {`type`: `json_object`}}}",
                "RESPONSES | top_logprobs         | {`top_logprobs`: 3}",
                "MESSAGES  | tool_choice          | {`tool_choice`: {`type`: `any`}}",
                "MESSAGES  | output_config.format | {`output_config`: {`format`: {`type`: `json_schema`, `schema`: {}}}}"
            })
    void whatOnlyAModelCanDoIsRefused(Dialects dialect, String field, String more) throws Exception {
        HttpResponse<String> response = send(dialect, LOCAL, more.replace('`', '"'));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("unsupported_parameter");
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asString()).contains(field + ":");
        if (dialect != Dialects.MESSAGES) {
            assertThat(error.path("param").asString()).isEqualTo(field);
        }
    }

    /// A program that is tried here first learns of its mistakes here.
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHAT      | messages[0].role | {`messages`: [{`role`: `boss`, `content`: `?`}]}",
                "CHAT      | messages[1].role | {`messages`: [{`role`: `user`, `content`: `?`}, {`content`: `?`}]}",
                "CHAT      | temperature      | {`temperature`: `hot`}",
                "CHAT      | top_p            | {`top_p`: []}",
                "RESPONSES | input[0].role    | {`input`: [{`role`: `boss`, `content`: `?`}]}",
                "RESPONSES | temperature      | {`temperature`: `hot`}",
                "MESSAGES  | messages[0].role | {`messages`: [{`role`: `boss`, `content`: `?`}]}",
                "MESSAGES  | temperature      | {`temperature`: true}"
            })
    void whatNoProviderWouldTakeIsNotTakenHere(Dialects dialect, String field, String more) throws Exception {
        HttpResponse<String> response = send(dialect, LOCAL, more.replace('`', '"'));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("invalid_request");
        assertThat(error.path("message").asString()).contains(field + ": ");
        service.provider().always(Script.say("Voilà."));
        // Where there is a provider, it judges.
        assertThat(send(dialect, "both", more.replace('`', '"')).statusCode()).isEqualTo(200);
    }

    @Test
    void itIsCalledAsItIsAskedFor() throws Exception {
        assertThat(ask(Dialects.CHAT, "{}").path("model").asString()).isEqualTo(LOCAL);
        assertThat(ask(Dialects.MESSAGES, "{}").path("model").asString()).isEqualTo(LOCAL);
    }

    @Test
    void itIsNotAskedInPlaceOfAModelThatFails() throws Exception {
        service.provider().always(Script.answer().status(500, "down"));
        assertThat(send(Dialects.CHAT, "both", "{}").statusCode()).isEqualTo(200);
        assertThat(send(Dialects.CHAT, "both", "{\"tool_choice\": \"required\"}")
                        .statusCode())
                .isEqualTo(503);
    }

    @ParameterizedTest
    @EnumSource
    void toolsThatMayBeLeftAreLeft(Dialects dialect) throws Exception {
        Dialects.Answer answer = dialect.read(false, ask(dialect, "{}").toString());
        assertThat(answer.tool()).isEmpty();
        assertThat(answer.text()).contains("mot de passe");
    }

    @Test
    void anAnswerIsNoLongerThanWasAskedFor() throws Exception {
        JsonNode chat = ask(Dialects.CHAT, "{\"max_tokens\": 5}");
        assertThat(chat.at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(chat.at("/usage/completion_tokens").asInt()).isEqualTo(5);
        JsonNode message = ask(Dialects.MESSAGES, "{\"max_tokens\": 5}");
        assertThat(message.path("stop_reason").asString()).isEqualTo("max_tokens");
        JsonNode response = ask(Dialects.RESPONSES, "{\"max_output_tokens\": 5}");
        assertThat(response.path("status").asString()).isEqualTo("incomplete");
    }

    @Test
    void anAnswerEndsBeforeAWordThatStopsIt() throws Exception {
        String text = ask(Dialects.CHAT, "{}").at("/choices/0/message/content").asString();
        String stop = text.substring(30, 40);
        JsonNode cut = ask(Dialects.CHAT, "{\"stop\": " + JSON.writeValueAsString(stop) + "}");
        assertThat(cut.at("/choices/0/message/content").asString()).isEqualTo(text.substring(0, text.indexOf(stop)));
        assertThat(cut.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void aStreamIsCutInTheSamePlace() throws Exception {
        String whole = ask(Dialects.CHAT, "{\"max_tokens\": 20}")
                .at("/choices/0/message/content")
                .asString();
        String stream = send(Dialects.CHAT, LOCAL, "{\"max_tokens\": 20, \"stream\": true}")
                .body();
        assertThat(Dialects.CHAT.read(true, stream).text()).isEqualTo(whole);
        assertThat(stream).contains("\"finish_reason\":\"length\"");
    }

    @Test
    void aMessageOfAnthropicsFormatHasItsOwnIdAndCounts() throws Exception {
        JsonNode message = ask(Dialects.MESSAGES, "{}");
        assertThat(message.path("id").asString()).startsWith("msg_").doesNotContain("chatcmpl");
        assertThat(message.at("/usage/input_tokens").asInt()).isBetween(10, 60);
        assertThat(message.at("/usage/output_tokens").asInt()).isGreaterThan(20);
        String stream = send(Dialects.MESSAGES, LOCAL, "{\"stream\": true}").body();
        assertThat(stream).contains("\"id\":\"msg_").doesNotContain("chatcmpl");
        assertThat(stream).containsPattern("\"output_tokens\":[1-9]");
    }

    @Test
    void anExampleInAPageIsNoPlaceholderOfTheCallers() throws Exception {
        String question = "Why do I see a placeholder such as EMAIL_1 for camille.durand@example.org?";
        HttpResponse<String> response = service.post(
                Dialects.CHAT.path(),
                service.key(),
                Dialects.CHAT
                        .question(LOCAL, false, "Be brief.", question)
                        .replace("\"max_tokens\":50", "\"max_tokens\":5000"));
        String text = Dialects.CHAT.read(false, response.body()).text();
        assertThat(text).contains("placeholders").doesNotContain("camille.durand");
        assertThat(text.replace("\u2060", "")).contains("[EMAIL_1]");
    }
}
