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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A second turn whose history another provider made: what it signed, and a picture that a tool gave, over every kind
/// of provider.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayHistoryTest {

    private static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String SIGNATURE = "EqoBCkgIARABGAIiQL2UoU0b1OHYi";

    private static final String CHAT = "{'model':'%s/scripted','messages':[{'role':'user','content':'Look.'},"
            + "{'role':'assistant','content':null,'reasoning_content':'For marie@example.org.',"
            + "'extra_content':{'anthropic':{'thinking_blocks':[{'type':'thinking',"
            + "'thinking':'For marie@example.org.','signature':'" + SIGNATURE + "'}]}},"
            + "'tool_calls':[{'id':'call_1','type':'function','function':{'name':'see','arguments':'{}'},"
            + "'extra_content':{'google':{'thought_signature':'" + SIGNATURE + "'}}}]},"
            + "{'role':'tool','tool_call_id':'call_1','content':[{'type':'text','text':'A cat.'},"
            + "{'type':'image_url','image_url':{'url':'data:image/png;base64," + PICTURE + "'}}]}]}";

    private static final String MESSAGES = "{'model':'%s/scripted','max_tokens':99,'top_k':7,"
            + "'thinking':{'type':'disabled'},'messages':[{'role':'user','content':'Look.'},"
            + "{'role':'assistant','content':[{'type':'thinking','thinking':'','signature':'gemini_" + SIGNATURE + "'},"
            + "{'type':'tool_use','id':'call_1','name':'see','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'call_1','content':["
            + "{'type':'text','text':'A cat.'},{'type':'image','source':{'type':'base64','media_type':'image/png','data':'"
            + PICTURE + "'}}]}]}]}";

    private GatewayService service;

    @BeforeAll
    void start() {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private JsonNode sent(Dialects client, String body, String kind) throws Exception {
        service.provider().always(Script.say("Oui."));
        HttpResponse<String> response =
                service.post(client.path(), service.key(), body.formatted(kind).replace('\'', '"'));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode sent = service.provider().received().getLast().json();
        assertThat(sent.toString()).contains("A cat.", PICTURE).doesNotContain("marie@");
        return sent;
    }

    @ParameterizedTest
    @ValueSource(strings = {"oa", "az", "co"})
    void openAiIsToldNothingThatIsSigned(String kind) throws Exception {
        for (JsonNode sent :
                new JsonNode[] {sent(Dialects.CHAT, CHAT, kind), sent(Dialects.MESSAGES, MESSAGES, kind)}) {
            assertThat(sent.toString()).doesNotContain("thinking_blocks", "top_k");
            if (!kind.equals("co")) {
                assertThat(sent.toString()).doesNotContain("extra_content");
            }
            assertThat(sent.at("/messages/2/content").asString()).isEqualTo("A cat.");
            assertThat(sent.at("/messages/3/role").asString()).isEqualTo("user");
            assertThat(sent.at("/messages/3/content/1/image_url/url").asString())
                    .endsWith(PICTURE);
        }
    }

    @Test
    void anthropicGetsBackItsOwn() throws Exception {
        JsonNode own = sent(Dialects.CHAT, CHAT, "an");
        assertThat(own.at("/messages/1/content/0/signature").asString()).isEqualTo(SIGNATURE);
        assertThat(own.at("/messages/1/content/0/thinking").asString()).startsWith("For [EMAIL");
        assertThat(own.at("/messages/2/content/0/content/1/source/data").asString())
                .isEqualTo(PICTURE);
        JsonNode anothers = sent(Dialects.MESSAGES, MESSAGES, "an");
        assertThat(anothers.toString()).doesNotContain("gemini_");
        assertThat(anothers.at("/messages/1/content")).hasSize(1);
    }

    @Test
    void geminiGetsBackItsOwn() throws Exception {
        JsonNode chat = sent(Dialects.CHAT, CHAT, "ge");
        JsonNode messages = sent(Dialects.MESSAGES, MESSAGES, "ge");
        for (JsonNode sent : new JsonNode[] {chat, messages}) {
            assertThat(sent.at("/contents/1/parts/0/thoughtSignature").asString())
                    .isEqualTo(SIGNATURE);
            assertThat(sent.at("/contents/2/parts/0/functionResponse/parts/0/inlineData/data")
                            .asString())
                    .isEqualTo(PICTURE);
        }
        assertThat(messages.at("/generationConfig/topK").asInt()).isEqualTo(7);
        assertThat(messages.at("/generationConfig/thinkingConfig/thinkingBudget")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void ollamaSeesThePicture() throws Exception {
        JsonNode chat = sent(Dialects.CHAT, CHAT, "ol");
        JsonNode messages = sent(Dialects.MESSAGES, MESSAGES, "ol");
        for (JsonNode sent : new JsonNode[] {chat, messages}) {
            assertThat(sent.at("/messages/2/images/0").asString()).isEqualTo(PICTURE);
        }
        assertThat(messages.at("/options/top_k").asInt()).isEqualTo(7);
        assertThat(messages.path("think").asBoolean(true)).isFalse();
    }
}
