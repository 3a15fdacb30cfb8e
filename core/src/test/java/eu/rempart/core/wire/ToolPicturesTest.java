package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Pictures and files that tools gave back.
class ToolPicturesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PNG = "iVBORw0KGgo";

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static String image() {
        return "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'" + PNG + "'}}";
    }

    /// Two tools were called; the first gave a text and a picture.
    private static ObjectNode asked(Dialect client, String model) {
        return tree(
                switch (client) {
                    case MESSAGES ->
                        "{'model':'" + model + "','messages':[{'role':'user','content':'Look.'},"
                                + "{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'see','input':{}},"
                                + "{'type':'tool_use','id':'c2','name':'hear','input':{}}]},"
                                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':["
                                + "{'type':'text','text':'A cat.'}," + image() + "]},"
                                + "{'type':'tool_result','tool_use_id':'c2','content':'Nothing.'},"
                                + "{'type':'text','text':'And?'}]}]}";
                    case RESPONSES ->
                        "{'model':'" + model + "','input':[{'role':'user','content':'Look.'},"
                                + "{'type':'function_call','call_id':'c1','name':'see','arguments':'{}'},"
                                + "{'type':'function_call','call_id':'c2','name':'hear','arguments':'{}'},"
                                + "{'type':'function_call_output','call_id':'c1','output':["
                                + "{'type':'input_text','text':'A cat.'},"
                                + "{'type':'input_image','image_url':'data:image/png;base64," + PNG + "'}]},"
                                + "{'type':'function_call_output','call_id':'c2','output':'Nothing.'},"
                                + "{'role':'user','content':'And?'}]}";
                    default ->
                        "{'model':'" + model + "','messages':[{'role':'user','content':'Look.'},"
                                + "{'role':'assistant','content':null,'tool_calls':["
                                + "{'id':'c1','type':'function','function':{'name':'see','arguments':'{}'}},"
                                + "{'id':'c2','type':'function','function':{'name':'hear','arguments':'{}'}}]},"
                                + "{'role':'tool','tool_call_id':'c1','content':[{'type':'text','text':'A cat.'},"
                                + "{'type':'image_url','image_url':{'url':'data:image/png;base64," + PNG + "'}}]},"
                                + "{'role':'tool','tool_call_id':'c2','content':'Nothing.'},"
                                + "{'role':'user','content':'And?'}]}";
                });
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"CHAT", "RESPONSES"})
    void anthropicReadsThemInTheResult(Dialect client) {
        JsonNode results = Translations.request(client, Dialect.MESSAGES, asked(client, "m"))
                .at("/messages/2/content");
        assertThat(results).hasSize(3);
        assertThat(results.at("/0/content/0/text").asString()).isEqualTo("A cat.");
        assertThat(results.at("/0/content/1")).isEqualTo(tree(image()));
        assertThat(results.at("/1/content").asString()).isEqualTo("Nothing.");
        assertThat(results.at("/2/text").asString()).isEqualTo("And?");
    }

    @ParameterizedTest
    @CsvSource({"CHAT, gemini-3-pro", "MESSAGES, gemini-3-pro", "RESPONSES, gemini-3-pro"})
    void geminiReadsThemInTheResult(Dialect client, String model) {
        JsonNode parts = Translations.request(client, Dialect.GEMINI, asked(client, model))
                .at("/contents/2/parts");
        assertThat(parts).hasSize(3);
        assertThat(parts.at("/0/functionResponse/response/result").asString()).isEqualTo("A cat.");
        assertThat(parts.at("/0/functionResponse/parts/0/inlineData"))
                .isEqualTo(tree("{'mimeType':'image/png','data':'" + PNG + "'}"));
        assertThat(parts.at("/1/functionResponse/response/result").asString()).isEqualTo("Nothing.");
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"CHAT", "MESSAGES", "RESPONSES"})
    void anEarlierGeminiReadsThemBehindAllResults(Dialect client) {
        JsonNode parts = Translations.request(client, Dialect.GEMINI, asked(client, "gemini-2.5-flash"))
                .at("/contents/2/parts");
        assertThat(parts).hasSize(5);
        assertThat(parts.path(0).has("functionResponse")).isTrue();
        assertThat(parts.path(1).has("functionResponse")).isTrue();
        assertThat(parts.at("/2/text").asString()).contains("see");
        assertThat(parts.at("/3/inlineData/data").asString()).isEqualTo(PNG);
        assertThat(parts.at("/4/text").asString()).isEqualTo("And?");
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"CHAT", "MESSAGES", "RESPONSES"})
    void ollamaReadsThemAsImages(Dialect client) {
        JsonNode result =
                Translations.request(client, Dialect.OLLAMA, asked(client, "m")).at("/messages/2");
        assertThat(result.path("content").asString()).isEqualTo("A cat.");
        assertThat(result.path("images").toString()).isEqualTo("[\"" + PNG + "\"]");
        assertThat(result.path("tool_name").asString()).isEqualTo("see");
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"CHAT", "MESSAGES", "RESPONSES"})
    void openAiReadsThemBehindAllResults(Dialect client) {
        ObjectNode chat = Translations.request(client, Dialect.CHAT, asked(client, "m"));
        ToolResults.behind(chat);
        JsonNode messages = chat.path("messages");
        assertThat(messages).hasSize(6);
        assertThat(messages.at("/2/content").asString()).isEqualTo("A cat.");
        assertThat(messages.at("/3/content").asString()).isEqualTo("Nothing.");
        assertThat(messages.at("/4/role").asString()).isEqualTo("user");
        assertThat(messages.at("/4/content/0/text").asString()).contains("c1");
        assertThat(messages.at("/4/content/1/image_url/url").asString()).endsWith(PNG);
        assertThat(messages.at("/5/content").asString()).isEqualTo("And?");
    }

    @Test
    void aResultThatIsOnlyAPictureSaysWhereItIs() {
        ObjectNode chat = tree("{'messages':[{'role':'tool','tool_call_id':'c','content':["
                + "{'type':'image_url','image_url':{'url':'https://example.org/a.png'}}]}]}");
        ToolResults.behind(chat);
        assertThat(chat.at("/messages/0/content").asString()).isNotEmpty();
        assertThat(chat.at("/messages/1/content/1/type").asString()).isEqualTo("image_url");
    }

    private static ObjectNode result(String content, String more) {
        return tree("{'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'c'," + more
                + "'content':[" + content + "]}]}]}");
    }

    @Test
    void documentsAndHitsOfASearchAreRead() {
        JsonNode chat = Translations.request(
                Dialect.MESSAGES,
                Dialect.CHAT,
                result(
                        "{'type':'search_result','title':'T','source':'https://example.org','content':[{'type':'text','text':'H'}]},"
                                + "{'type':'document','title':'d','source':{'type':'text','data':'D'}}",
                        "'is_error':true,"));
        assertThat(chat.at("/messages/0/content").asString()).isEqualTo("Error: T\nhttps://example.org\nH\nD");
        JsonNode file = Translations.request(
                        Dialect.MESSAGES,
                        Dialect.CHAT,
                        result(
                                "{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'JVBERi0'}}",
                                ""))
                .at("/messages/0/content/0/file");
        assertThat(file.path("file_data").asString()).isEqualTo("data:application/pdf;base64,JVBERi0");
    }

    @Test
    void whatAResultCannotHoldIsRefusedByName() {
        assertThatThrownBy(() -> Translations.request(
                        Dialect.MESSAGES, Dialect.CHAT, result("{'type':'tool_reference','tool_name':'x'}", "")))
                .isInstanceOfSatisfying(UntranslatableException.class, e -> assertThat(e.field())
                        .isEqualTo("messages[].content[].content[].type"));
        String named = "{'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'file-1'}}]}]}";
        for (Dialect to : List.of(Dialect.MESSAGES, Dialect.GEMINI)) {
            assertThatThrownBy(() -> Translations.request(Dialect.CHAT, to, tree(named)))
                    .isInstanceOfSatisfying(UntranslatableException.class, e -> assertThat(e.field())
                            .isEqualTo("messages[].content[].file.file_id"));
        }
    }

    @Test
    void textsWithoutWordsAreLeftOutForAnthropic() {
        ObjectNode request = Translations.request(
                Dialect.CHAT,
                Dialect.MESSAGES,
                tree("{'messages':[{'role':'user','content':''},{'role':'user','content':'x'},"
                        + "{'role':'assistant','content':' '},"
                        + "{'role':'user','content':[{'type':'text','text':''},{'type':'text','text':'y'}]}]}"));
        assertThat(request.path("messages"))
                .isEqualTo(JSON.readTree(
                        "[{'role':'user','content':[{'type':'text','text':'x'},{'type':'text','text':'y'}]}]"
                                .replace('\'', '"')));
    }
}
