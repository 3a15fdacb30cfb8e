package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What Mistral would answer 422 or 400 to, in conversations that others began.
class MistralRequestsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static ObjectNode fitted(String json) {
        ObjectNode chat = tree(json);
        MistralRequests.fit(chat, "mistral-large-latest");
        return chat;
    }

    @Test
    void aConversationWithToolsThatAnotherProviderBegan() {
        JsonNode made = fitted("""
            {'messages':[{'role':'developer','content':'Be brief.','name':'ops'},
             {'role':'user','content':[{'type':'text','text':'x','cache_control':{}}],'name':'anna'},
             {'role':'assistant','content':null,'refusal':null,'annotations':[],'audio':null,'reasoning_content':'Hm.',
              'tool_calls':[{'id':'call_8f1b2c','type':'function','function':{'name':'f','arguments':'{}'},
               'extra_content':{'google':{'thought_signature':'c2ln'}}}]},
             {'role':'tool','tool_call_id':'call_8f1b2c','content':'1'},
             {'role':'assistant','content':null,'refusal':'No.','tool_calls':[]}]}
            """).path("messages");
        String id = made.at("/2/tool_calls/0/id").asString();
        assertThat(id).matches("[A-Za-z0-9]{9}");
        assertThat(made).isEqualTo(tree("""
            {'messages':[{'role':'system','content':'Be brief.'},
             {'role':'user','content':[{'type':'text','text':'x'}]},
             {'role':'assistant',
              'tool_calls':[{'id':'ID','type':'function','function':{'name':'f','arguments':'{}'}}]},
             {'role':'tool','tool_call_id':'ID','content':'1'},
             {'role':'assistant','content':'No.'}]}
            """.replace("ID", id)).path("messages"));
    }

    @Test
    void itsOwnIdsStayAndOthersBecomeTheSameEachTime() {
        String asked = "{'messages':[{'role':'tool','tool_call_id':'%s','content':'1'}]}";
        String own = "aB3dE6gH9";
        assertThat(fitted(asked.formatted(own)).at("/messages/0/tool_call_id").asString())
                .isEqualTo(own);
        assertThat(fitted(asked.formatted("toolu_01"))).isEqualTo(fitted(asked.formatted("toolu_01")));
        assertThat(fitted(asked.formatted("toolu_01"))).isNotEqualTo(fitted(asked.formatted("toolu_02")));
    }

    @Test
    void onlyWhatItDoesNotKnowIsLeftOut() {
        assertThat(fitted(
                        "{'messages':[],'max_completion_tokens':9,'seed':3,'user':'u','store':false,'verbosity':'low',"
                                + "'stream_options':{},'prompt_cache_key':'k','service_tier':'auto','metadata':{'a':'b'},"
                                + "'safe_prompt':true,'guardrails':[{'block_on_error':true}],'something_new':1}"))
                .isEqualTo(tree("{'metadata':{'a':'b'},'safe_prompt':true,'guardrails':[{'block_on_error':true}],"
                        + "'something_new':1,'max_tokens':9,'random_seed':3,'messages':[]}"));
    }

    @Test
    void filesAndSoundsInItsOwnWords() {
        JsonNode parts = fitted("{'messages':[{'role':'user','content':["
                        + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,AAAA'}},"
                        + "{'type':'file','file':{'file_id':'f1'}},"
                        + "{'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}},"
                        + "{'type':'image_url','image_url':{'url':'https://example.org/a.png'}}]}]}")
                .at("/messages/0/content");
        assertThat(parts)
                .isEqualTo(tree("{'a':[{'type':'document_url','document_url':'data:application/pdf;base64,AAAA',"
                                + "'document_name':'a.pdf'},{'type':'file','file_id':'f1'},"
                                + "{'type':'input_audio','input_audio':'AAAA'},"
                                + "{'type':'image_url','image_url':{'url':'https://example.org/a.png'}}]}")
                        .path("a"));
    }

    @ParameterizedTest
    @CsvSource({
        "mistral-small-latest, low, high",
        "mistral-medium-3-5, high, high",
        "mistral-small-2603, minimal, none",
        "mistral-large-latest, high,",
        "magistral-medium-latest, high,"
    })
    void reasoningIsAskedForWhereItCanBe(String model, String effort, @Nullable String wish) {
        ObjectNode chat = tree("{'messages':[],'reasoning_effort':'" + effort + "'}");
        MistralRequests.fit(chat, model);
        assertThat(chat.path("reasoning_effort").asString(null)).isEqualTo(wish);
    }

    @Test
    void olderServersKnowNoDeveloper() {
        ObjectNode chat = tree("{'messages':[{'role':'developer','content':'x'},{'role':'user','content':'y'}]}");
        MistralRequests.instructAsSystem(chat);
        assertThat(chat)
                .isEqualTo(tree("{'messages':[{'role':'system','content':'x'},{'role':'user','content':'y'}]}"));
    }

    @Test
    void idsThatAreTooLongForOpenAiAreShortenedInBothPlaces() {
        String id = "call_" + "a".repeat(60);
        ObjectNode chat = tree("{'messages':[{'role':'assistant','tool_calls':[{'id':'" + id + "'}]},"
                + "{'role':'tool','tool_call_id':'" + id + "'},{'role':'tool','tool_call_id':'toolu_01'}]}");
        ToolIds.shortenChat(chat);
        String made = chat.at("/messages/0/tool_calls/0/id").asString();
        assertThat(made).matches("call_[0-9a-f]{32}").hasSizeLessThanOrEqualTo(ToolIds.LONGEST_OF_CHAT);
        assertThat(chat.at("/messages/1/tool_call_id").asString()).isEqualTo(made);
        assertThat(chat.at("/messages/2/tool_call_id").asString()).isEqualTo("toolu_01");
        ObjectNode response = tree("{'input':[{'type':'function_call','call_id':'" + id + "'},"
                + "{'type':'function_call_output','call_id':'" + id + "'}]}");
        ToolIds.shortenResponses(response);
        assertThat(response.at("/input/0/call_id")).isEqualTo(response.at("/input/1/call_id"));
        assertThat(response.at("/input/0/call_id").asString()).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({"OLLAMA", "GEMINI"})
    void theIdsThatAreMadeHereFitEverywhere(Dialect from) {
        String call = "{'function':{'name':'f','arguments':{}}}";
        ObjectNode answer = tree("{'message':{'tool_calls':[" + call + "]},'candidates':[{'content':{'parts':["
                + "{'functionCall':{'name':'f','args':{}}}]}}]}");
        assertThat(Translations.answer(from, Dialect.CHAT)
                        .whole(answer)
                        .at("/choices/0/message/tool_calls/0/id")
                        .asString())
                .hasSizeBetween(9, ToolIds.LONGEST_OF_CHAT);
    }
}
