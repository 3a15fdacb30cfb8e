package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
                "'logprobs':true | logprobs",
                "'top_logprobs':2 | top_logprobs",
                "'logit_bias':{'50256':-100} | logit_bias",
                "'modalities':['text','audio'] | modalities",
                "'audio':{'voice':'x'} | audio",
                "'web_search_options':{'search_context_size':'low'} | web_search_options",
                "'functions':[{'name':'f'}] | functions"
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
        refused(Dialect.RESPONSES, Dialect.CHAT, tree("{'input':'x','top_logprobs':1}"), "top_logprobs");
        refused(
                Dialect.RESPONSES,
                Dialect.CHAT,
                tree("{'input':'x','include':['message.output_text.logprobs']}"),
                "include");
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
        refused(Dialect.CHAT, Dialect.OLLAMA, chat(TOOLS + ",'tool_choice':'required'"), "tool_choice");
        String named = TOOLS + ",'tool_choice':{'type':'function','function':{'name':'f'}}";
        refused(Dialect.CHAT, Dialect.OLLAMA, chat(named), "tool_choice");
        String allowed = TOOLS + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[]}}";
        for (Dialect to : List.of(Dialect.MESSAGES, Dialect.OLLAMA, Dialect.GEMINI)) {
            refused(Dialect.CHAT, to, chat(allowed), "tool_choice");
        }
        String one = TOOLS + ",'parallel_tool_calls':false";
        refused(Dialect.CHAT, Dialect.OLLAMA, chat(one), "parallel_tool_calls");
        refused(Dialect.CHAT, Dialect.GEMINI, chat(one), "parallel_tool_calls");
        refused(Dialect.CHAT, Dialect.OLLAMA, chat("'tools':[{'type':'custom'}]"), "tools[].type");
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
}
