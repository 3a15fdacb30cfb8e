package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.gateway.Programs.Run;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Conversations through the Responses API of the official SDKs, with a model that reasons and a tool, over providers
/// that keep nothing: as OpenAI they find no item by an id, and read what was thought only where it comes back sealed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SdkReasoningTest {

    private static final String SEALED = "gAAAAABn-c2VhbGVk";

    private GatewayService service;

    @BeforeAll
    void start() throws Exception {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
        service.provider().always(Script.of(SdkReasoningTest::provider));
        Programs.install();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static Script provider(Received request) {
        if (!request.path().endsWith("/responses")) {
            return SdkGuidesTest.assistant(request);
        }
        JsonNode body = request.json();
        for (JsonNode item : body.path("input")) {
            if (item.path("type").asString("").equals("item_reference")
                    || (item.has("id") && !item.has("encrypted_content"))) {
                return Script.answer()
                        .status(
                                400,
                                "Item with id '" + item.path("id").asString() + "' not found. Items are not persisted"
                                        + " when `store` is set to false.");
            }
        }
        boolean told = request.body().contains("18 degrees");
        if (told && !request.body().contains(SEALED)) {
            return answer(
                    body,
                    "{'type':'message','id':'msg_1','status':'completed','role':'assistant','content':["
                            + "{'type':'output_text','text':'I have forgotten why.','annotations':[]}]}");
        }
        boolean asked = body.path("include").toString().contains("reasoning.encrypted_content");
        String thought = "{'type':'reasoning','id':'rs_1','summary':[]"
                + (asked ? ",'encrypted_content':'" + SEALED + "'" : "") + "},";
        return answer(
                body,
                thought
                        + (told
                                ? "{'type':'message','id':'msg_1','status':'completed','role':'assistant','content':["
                                        + "{'type':'output_text','text':'It is 18 degrees.','annotations':[]}]}"
                                : "{'type':'function_call','id':'fc_1','call_id':'call_1','name':'get_weather',"
                                        + "'arguments':'{\\'city\\':\\'Paris\\'}','status':'completed'}"));
    }

    private static Script answer(JsonNode request, String output) {
        String response =
                ("{'id':'resp_1','object':'response','created_at':1750000000,'status':'completed','error':null,"
                                + "'model':'scripted','output':[" + output + "],'usage':{'input_tokens':3,"
                                + "'input_tokens_details':{'cached_tokens':0},'output_tokens':4,"
                                + "'output_tokens_details':{'reasoning_tokens':2},'total_tokens':7}}")
                        .replace("\\'", "\\\"")
                        .replace('\'', '"');
        if (!request.path("stream").asBoolean(false)) {
            return Script.answer().contentType("application/json").raw(response);
        }
        StringBuilder events = new StringBuilder();
        JsonNode items = Dialects.JSON.readTree(response).path("output");
        for (int i = 0; i < items.size(); i++) {
            String place = ",\"output_index\":" + i + ",\"item\":" + items.get(i) + "}\n\n";
            events.append("data: {\"type\":\"response.output_item.added\"").append(place);
            if (items.get(i).path("type").asString().equals("message")) {
                String text = ",\"item_id\":\"msg_1\",\"content_index\":0,\"output_index\":" + i;
                events.append("data: {\"type\":\"response.output_text.delta\"")
                        .append(text)
                        .append(",\"delta\":")
                        .append(items.get(i).path("content").path(0).path("text"))
                        .append("}\n\ndata: {\"type\":\"response.output_text.done\"")
                        .append(text)
                        .append(",\"text\":")
                        .append(items.get(i).path("content").path(0).path("text"))
                        .append("}\n\n");
            }
            events.append("data: {\"type\":\"response.output_item.done\"").append(place);
        }
        return Script.answer()
                .contentType("text/event-stream")
                .raw("data: {\"type\":\"response.created\",\"response\":" + response.replace("completed", "in_progress")
                        + "}\n\n" + events + "data: {\"type\":\"response.completed\",\"response\":" + response
                        + "}\n\n");
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(strings = {"oa", "az", "mi", "co", "ol", "ge"})
    void whatWasThoughtComesBackOrIsLeftOut(String kind) throws Exception {
        Run run = Programs.node(
                Map.of(
                        "REMPART_URL",
                        service.url(),
                        "REMPART_API_KEY",
                        service.key(),
                        "REMPART_MODEL",
                        kind + "/scripted"),
                "reasoning.mjs");
        assertThat(run.exit()).as(run.output()).isZero();
        boolean keeps = kind.equals("oa") || kind.equals("az");
        // The SDK of Vercel sends a bare reference, so nothing that was thought.
        String forgotten = keeps ? "I have forgotten why." : "It is 18 degrees.";
        assertThat(run.output().lines())
                .as(run.output())
                .containsSubsequence(
                        "openai, streamed false: It is 18 degrees.",
                        "openai again, streamed false: It is 18 degrees.",
                        "openai, streamed true: It is 18 degrees.",
                        "openai again, streamed true: It is 18 degrees.",
                        "vercel, stored true: " + forgotten,
                        "vercel streamed, stored true: " + forgotten,
                        "vercel, stored false: It is 18 degrees.",
                        "vercel streamed, stored false: It is 18 degrees.");
    }
}
