package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of the output of one response where it comes back as the input of the next.
class StatelessResponsesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String USER = "{'role':'user','content':'x'},";
    private static final String CALL = "{'type':'function_call','id':'fc_1','call_id':'c','name':'f','arguments':'{}'}";
    private static final String RESULT = ",{'type':'function_call_output','call_id':'c','output':'1'}";

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static ObjectNode request(String items) {
        return tree("{'input':[" + USER + items + "]}");
    }

    private static ObjectNode forgotten(ObjectNode request, String model) {
        StatelessResponses.forget(request, model);
        return request;
    }

    @Test
    void whatWasThoughtComesBackSealedAndWithoutItsId() {
        String thought = "'type':'reasoning','summary':[],'encrypted_content':'gAAA'";
        ObjectNode made = forgotten(request("{'id':'rs_1'," + thought + "}," + CALL + RESULT), "deployment");
        assertThat(made)
                .isEqualTo(tree("{'input':[" + USER + "{" + thought + "}," + CALL.replace("'id':'fc_1',", "") + RESULT
                        + "],'store':false,'include':['reasoning.encrypted_content']}"));
    }

    @Test
    void whatCannotBeReadAnyMoreIsLeftOut() {
        for (String lost : new String[] {
            "{'type':'reasoning','id':'rs_1','summary':[]}",
            "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':null}",
            "{'type':'item_reference','id':'rs_1'}"
        }) {
            ObjectNode request = request(lost + "," + CALL + RESULT);
            StatelessResponses.refuse(request);
            assertThat(forgotten(request.deepCopy(), "gpt-4o"))
                    .isEqualTo(
                            tree("{'input':[" + USER + CALL.replace("'id':'fc_1',", "") + RESULT + "],'store':false}"));
            assertThat(Translations.request(Dialect.RESPONSES, Dialect.CHAT, request)
                            .path("messages"))
                    .hasSize(3);
        }
    }

    @Test
    void aReferenceToWordsBeforeACallIsLeftOut() {
        ObjectNode request = request("{'type':'item_reference','id':'msg_1'}," + CALL + RESULT);
        StatelessResponses.refuse(request);
        assertThat(forgotten(request.deepCopy(), "gpt-4o").path("input")).hasSize(3);
        assertThat(Translations.request(Dialect.RESPONSES, Dialect.CHAT, request)
                        .path("messages"))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'item_reference','id':'msg_1'},{'role':'user','content':'y'}",
                "{'type':'item_reference','id':'fc_1'},{'type':'function_call_output','call_id':'c','output':'1'}",
                "{'type':'item_reference','id':'msg_1'}"
            })
    void aReferenceToTheConversationItselfIsRefused(String items) {
        assertThatThrownBy(() -> StatelessResponses.refuse(request(items)))
                .isInstanceOfSatisfying(UntranslatableException.class, e -> assertThat(e.field())
                        .isEqualTo("input[].type"));
        assertThatThrownBy(() -> Translations.request(Dialect.RESPONSES, Dialect.CHAT, request(items)))
                .isInstanceOf(UntranslatableException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "o3, true",
        "o4-mini, true",
        "gpt-5, true",
        "gpt-5.2-codex, true",
        "gpt-5-chat-latest, false",
        "gpt-4o, false",
        "gpt-4.1-mini, false",
        "my-deployment, false"
    })
    void onlyModelsThatReasonAreAskedForIt(String model, boolean asked) {
        assertThat(forgotten(tree("{'input':'x'}"), model).has("include")).isEqualTo(asked);
    }

    @Test
    void whoeverIsAskedToReasonIsAskedForItUnderAnyName() {
        ObjectNode made = forgotten(
                tree("{'input':'x','reasoning':{'effort':'low'},'include':['message.output_text.logprobs']}"), "mine");
        assertThat(made.path("include"))
                .hasToString("[\"message.output_text.logprobs\",\"reasoning.encrypted_content\"]");
        assertThat(forgotten(made.deepCopy(), "mine")).isEqualTo(made);
        assertThat(forgotten(tree("{'input':'x','reasoning':{'effort':'none'}}"), "mine")
                        .has("include"))
                .isFalse();
    }

    @Test
    void theIdOfWhatIsApprovedStays() {
        String request = "{'type':'mcp_approval_request','id':'mcpr_1','name':'f','arguments':'{}'}";
        assertThat(forgotten(request(request), "gpt-4o").at("/input/1/id").asString())
                .isEqualTo("mcpr_1");
    }

    @Test
    @Timeout(20)
    void manyReferencesAreReadInNoTime() {
        String references = "{'type':'item_reference','id':'msg_1'},".repeat(200_000);
        ObjectNode request = request(references + CALL + RESULT);
        StatelessResponses.refuse(request);
        assertThat(Translations.request(Dialect.RESPONSES, Dialect.CHAT, request)
                        .path("messages"))
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o, false", "gpt-4.1-mini, false", "gpt-5-chat-latest, false", "gpt-5, true", "mine, true"})
    void whatWasThoughtIsSealedForModelsThatReason(String model, boolean kept) {
        ObjectNode made = forgotten(
                request("{'type':'reasoning','summary':[],'encrypted_content':'gAAA'}," + CALL + RESULT), model);
        assertThat(made.toString().contains("gAAA")).isEqualTo(kept);
        assertThat(made.has("include")).isEqualTo(kept);
    }
}
