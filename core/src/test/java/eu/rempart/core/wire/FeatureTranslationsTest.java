package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a feature of one format becomes in another, or by which name it is refused.
class FeatureTranslationsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object'}}}]";

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static ObjectNode chat(String more) {
        return tree("{'model':'m','messages':[{'role':'user','content':'x'}]," + more + "}");
    }

    private static void refused(Dialect from, Dialect to, ObjectNode request, String field) {
        assertThatThrownBy(() -> Translations.request(from, to, request))
                .as("to " + to)
                .isInstanceOfSatisfying(UntranslatableException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'logit_bias':{'50256':-100} | logit_bias",
                "'modalities':['text','audio'] | modalities",
                "'audio':{'voice':'x'} | audio",
                "'web_search_options':{'search_context_size':'low'} | web_search_options"
            },
            quoteCharacter = '~')
    void whatOnlyOpenAiCanDoIsRefusedByName(String more, String field) {
        for (Dialect to : List.of(Dialect.MESSAGES, Dialect.OLLAMA, Dialect.GEMINI)) {
            refused(Dialect.CHAT, to, chat(more), field);
        }
        assertThat(Translations.request(Dialect.CHAT, Dialect.CHAT, chat(more))).isEqualTo(chat(more));
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"MESSAGES", "OLLAMA", "GEMINI"})
    void whatSaysNothingIsNotRefused(Dialect to) {
        ObjectNode made = Translations.request(
                Dialect.CHAT,
                to,
                chat("'logprobs':false,'top_logprobs':0,'logit_bias':{},'modalities':['text'],'audio':null,"
                        + "'functions':[],'seed':1,'prediction':{'type':'content','content':'y'},'verbosity':'low'"));
        assertThat(made.toString())
                .contains("x")
                .doesNotContain("logprobs", "modalities", "functions", "prediction", "verbosity");
    }

    @Test
    void whatOnlyResponsesAndMessagesCanDoIsRefusedByName() {
        refused(Dialect.RESPONSES, Dialect.MESSAGES, tree("{'input':'x','top_logprobs':1}"), "logprobs");
        refused(Dialect.CHAT, Dialect.MESSAGES, chat("'logprobs':true"), "logprobs");
        refused(Dialect.CHAT, Dialect.MESSAGES, chat("'top_logprobs':2"), "top_logprobs");
        for (String field : List.of("mcp_servers", "container")) {
            ObjectNode request = tree("{'messages':[],'" + field + "':{'a':1}}");
            refused(Dialect.MESSAGES, Dialect.CHAT, request, field);
        }
        refused(
                Dialect.MESSAGES,
                Dialect.CHAT,
                tree("{'messages':[{'role':'user','content':[{'type':'document','citations':{'enabled':true},"
                        + "'source':{'type':'text','data':'x'}}]}]}"),
                "messages[].content[].citations");
    }

    @Test
    void ollamaGetsNoToolsWhereNoneMayBeUsed() {
        assertThat(Translations.request(Dialect.CHAT, Dialect.OLLAMA, chat(TOOLS + ",'tool_choice':'none'"))
                        .has("tools"))
                .isFalse();
        for (String choice : List.of("", ",'tool_choice':'auto'", ",'tool_choice':null")) {
            assertThat(Translations.request(Dialect.CHAT, Dialect.OLLAMA, chat(TOOLS + choice))
                            .path("tools"))
                    .hasSize(1);
        }
    }

    @Test
    void aChoiceOfToolsThatCannotBeSaidIsRefused() {
        String other = TOOLS + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':"
                + "[{'type':'function','function':{'name':'g'}}]}}";
        String grammar = "'tools':[{'type':'custom','custom':{'name':'f','format':{'type':'grammar'}}}]";
        for (Dialect to : List.of(Dialect.MESSAGES, Dialect.OLLAMA, Dialect.GEMINI)) {
            refused(Dialect.CHAT, to, chat(other), "tool_choice");
            refused(Dialect.CHAT, to, chat(TOOLS + ",'tool_choice':{'type':'web_search'}"), "tool_choice");
            refused(Dialect.CHAT, to, chat("'tools':[{'type':'web_search'}]"), "tools[].type");
            refused(Dialect.CHAT, to, chat(grammar), "tools[].custom.format");
        }
        String unknown = TOOLS + ",'tool_choice':{'type':'function','function':{'name':'g'}}";
        refused(Dialect.CHAT, Dialect.OLLAMA, chat(unknown), "tool_choice");
    }

    @Test
    void geminiHearsSoundsAndFollowsLinks() {
        String part = "{'messages':[{'role':'user','content':[%s]}]}";
        assertThat(geminis(part.formatted("{'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}}")))
                .isEqualTo(tree("{'inlineData':{'mimeType':'audio/wav','data':'AAAA'}}"));
        String link = "{'type':'image_url','image_url':{'url':'https://example.org/a.JPG?x=1'}}";
        assertThat(geminis(part.formatted(link)))
                .isEqualTo(tree("{'fileData':{'mimeType':'image/jpeg','fileUri':'https://example.org/a.JPG?x=1'}}"));
        for (String[] refused : new String[][] {
            {"{'type':'file','file':{'file_id':'f'}}", "messages[].content[].file.file_id"},
            {"{'type':'file','file':{'file_data':'x'}}", "messages[].content[].file.file_data"},
            {"{'type':'image_url','image_url':{'url':'file:///x'}}", "messages[].content[].image_url.url"},
            {"{'type':'input_audio','input_audio':{'data':'?','format':'wav'}}", "messages[].content[].input_audio"}
        }) {
            refused(Dialect.CHAT, Dialect.GEMINI, tree(part.formatted(refused[0])), refused[1]);
        }
    }

    private static JsonNode geminis(String chat) {
        return Translations.request(Dialect.CHAT, Dialect.GEMINI, tree(chat)).at("/contents/0/parts/0");
    }

    @Test
    void probabilitiesAreAskedForWhereTheyAreTold() {
        String wish = "'logprobs':true,'top_logprobs':3";
        assertThat(Translations.request(Dialect.CHAT, Dialect.OLLAMA, chat(wish)))
                .isEqualTo(tree("{'model':'m','stream':false,'messages':[{'role':'user','content':'x'}],"
                        + "'logprobs':true,'top_logprobs':3}"));
        assertThat(Translations.request(Dialect.CHAT, Dialect.GEMINI, chat(wish))
                        .path("generationConfig"))
                .isEqualTo(tree("{'responseLogprobs':true,'logprobs':3}"));
        for (String of : List.of("'top_logprobs':3", "'top_logprobs':3,'include':['message.output_text.logprobs']")) {
            ObjectNode made = Translations.request(Dialect.RESPONSES, Dialect.CHAT, tree("{'input':'x'," + of + "}"));
            assertThat(made.path("logprobs").asBoolean()).isTrue();
            assertThat(made.path("top_logprobs").asInt()).isEqualTo(3);
        }
    }

    @Test
    void aSchemaIsKeptToWhereTheClientsToolsMayNotBeUsed() {
        ObjectNode made = Translations.request(
                Dialect.CHAT,
                Dialect.MESSAGES,
                chat(TOOLS + ",'tool_choice':'none','response_format':{'type':'json_schema','json_schema':{}}"));
        assertThat(made.path("tool_choice").path("name").asString()).isEqualTo(MessagesRequests.JSON_TOOL);
    }

    @Test
    void aSchemaOfMessagesBecomesOneOfChatCompletions() {
        ObjectNode made = Translations.request(
                Dialect.MESSAGES,
                Dialect.CHAT,
                tree(
                        "{'messages':[],'output_config':{'effort':'max','format':{'type':'json_schema','schema':{'a':1}}}}"));
        assertThat(made.path("response_format").path("json_schema").path("schema"))
                .isEqualTo(tree("{'a':1}"));
        assertThat(made.path("reasoning_effort").asString()).isEqualTo("high");
        refused(
                Dialect.MESSAGES,
                Dialect.CHAT,
                tree("{'messages':[],'output_format':{'type':'grammar'}}"),
                "output_config.format");
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "default, standard_only", "priority, auto", "flex, standard_only", "scale,"})
    void theTierOfServiceForAnthropic(String openAi, String anthropic) {
        ObjectNode made = Translations.request(Dialect.CHAT, Dialect.MESSAGES, chat("'service_tier':'" + openAi + "'"));
        assertThat(made.path("service_tier").asString(null)).isEqualTo(anthropic);
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "standard_only, default"})
    void theTierOfServiceForOpenAi(String anthropic, String openAi) {
        ObjectNode made = Translations.request(
                Dialect.MESSAGES, Dialect.CHAT, tree("{'messages':[],'service_tier':'" + anthropic + "'}"));
        assertThat(made.path("service_tier").asString()).isEqualTo(openAi);
    }

    @Test
    void openAiIsNotToldTheHintsOfMessages() {
        ObjectNode made = Translations.request(
                Dialect.MESSAGES,
                Dialect.CHAT,
                tree("{'messages':[],'top_k':40,'temperature':0.5,'thinking':{'type':'disabled'}}"));
        assertThat(made).isEqualTo(tree("{'messages':[],'temperature':0.5}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.youtube.com/watch?v=x",
                "https://youtu.be/x.png",
                "https://generativelanguage.googleapis.com/v1beta/files/x.png",
                "https://GoogleAPIs.com./x.png",
                "https://example.org/film.mp4",
                "https://example.org/picture",
                "https:x.png",
            })
    void geminiFollowsNoLinkToAnythingButAPicture(String url) {
        refused(
                Dialect.CHAT,
                Dialect.GEMINI,
                tree("{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'" + url
                        + "'}}]}]}"),
                "messages[].content[].image_url.url");
    }

    @Test
    void anthropicGetsIdsOfCallsThatItTakes() {
        String call = "{'id':'%s','type':'function','function':{'name':'f','arguments':'{}'}}";
        ObjectNode made = Translations.request(
                Dialect.CHAT,
                Dialect.MESSAGES,
                tree("{'model':'m','messages':[{'role':'user','content':'x'},"
                        + "{'role':'assistant','content':null,'tool_calls':[" + call.formatted("functions.f:0") + ","
                        + call.formatted("call_1") + "]},"
                        + "{'role':'tool','tool_call_id':'functions.f:0','content':'1'},"
                        + "{'role':'tool','tool_call_id':'call_1','content':'2'}]}"));
        ToolIds.fitMessages(made);
        String id = made.at("/messages/1/content/0/id").asString();
        assertThat(id).matches("call_[0-9a-f]{32}");
        assertThat(made.at("/messages/2/content/0/tool_use_id").asString()).isEqualTo(id);
        assertThat(made.at("/messages/1/content/1/id").asString()).isEqualTo("call_1");
        assertThat(made.at("/messages/2/content/1/tool_use_id").asString()).isEqualTo("call_1");
    }
}
