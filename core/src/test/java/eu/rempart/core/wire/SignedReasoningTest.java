package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reasoning that a model signed goes through every format of clients, and comes back to it as it was.
class SignedReasoningTest {

    private static final JsonMapper JSON = new JsonMapper();

    /// What Anthropic wrote: it thinks again between its calls.
    private static final String WRITTEN = "["
            + "{'type':'thinking','thinking':'First.','signature':'AAAA+/=='},"
            + "{'type':'redacted_thinking','data':'BBBB'},"
            + "{'type':'text','text':'I ask both.'},"
            + "{'type':'thinking','thinking':'','signature':'CCCC'},"
            + "{'type':'tool_use','id':'c1','name':'clock','input':{}},"
            + "{'type':'thinking','thinking':'Then.','signature':'DDDD'},"
            + "{'type':'tool_use','id':'c2','name':'rain','input':{'a':1}}]";

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static ArrayNode blocks(String json) {
        return (ArrayNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static ObjectNode anthropics(ArrayNode content) {
        ObjectNode answer =
                tree("{'id':'a','type':'message','role':'assistant','model':'m','stop_reason':'tool_use','usage':{"
                        + "'input_tokens':1,'output_tokens':1}}");
        answer.set("content", content);
        return answer;
    }

    private static List<Frame> anthropicsStream(ArrayNode content) {
        List<Frame> frames = new ArrayList<>();
        frames.add(Answers.event(tree("{'type':'message_start','message':{'id':'a','model':'m','usage':{}}}")));
        for (int i = 0; i < content.size(); i++) {
            ObjectNode block = (ObjectNode) content.get(i).deepCopy();
            List<ObjectNode> deltas = new ArrayList<>();
            switch (block.path("type").asString()) {
                case "thinking" -> {
                    String said = block.path("thinking").asString();
                    if (!said.isEmpty()) {
                        deltas.add(tree("{'type':'thinking_delta'}").put("thinking", said.substring(0, 2)));
                        deltas.add(tree("{'type':'thinking_delta'}").put("thinking", said.substring(2)));
                    }
                    deltas.add(tree("{'type':'signature_delta'}")
                            .put("signature", block.path("signature").asString()));
                    block.put("thinking", "").put("signature", "");
                }
                case "text" -> {
                    deltas.add(tree("{'type':'text_delta'}")
                            .put("text", block.path("text").asString()));
                    block.put("text", "");
                }
                case "tool_use" -> {
                    deltas.add(tree("{'type':'input_json_delta'}")
                            .put("partial_json", block.path("input").toString()));
                    block.putObject("input");
                }
                default -> {}
            }
            ObjectNode start = tree("{'type':'content_block_start'}").put("index", i);
            start.set("content_block", block);
            frames.add(Answers.event(start));
            for (ObjectNode delta : deltas) {
                ObjectNode piece = tree("{'type':'content_block_delta'}").put("index", i);
                piece.set("delta", delta);
                frames.add(Answers.event(piece));
            }
            frames.add(Answers.event(tree("{'type':'content_block_stop'}").put("index", i)));
        }
        frames.add(Answers.event(tree("{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{}}")));
        frames.add(Answers.event(tree("{'type':'message_stop'}")));
        return frames;
    }

    private static final String GEMINIS = "{'responseId':'a','modelVersion':'m','candidates':[{'content':{'parts':["
            + "{'thought':true,'text':'Hm.'},"
            + "{'functionCall':{'name':'clock','args':{}},'thoughtSignature':'EEEE'},"
            + "{'functionCall':{'name':'rain','args':{'a':1}}}]},'finishReason':'STOP'}]}";

    /// The client's next request: the answer as it read it, and what its tools said.
    private static ObjectNode next(
            Dialect client, Dialect provider, boolean streamed, ObjectNode whole, List<Frame> pieces) {
        AnswerTranslation translation = Translations.answer(provider, client);
        AnswerRewriter rewriter = AnswerRewriter.of(client, UnknownPiecesTest.PASSES, false);
        if (!streamed) {
            ObjectNode answer = translation.whole(whole);
            rewriter.whole(answer);
            return Histories.next(client, Histories.said(client, answer));
        }
        List<Frame> shown = new ArrayList<>();
        Readings.translated(translation, pieces).forEach(frame -> shown.addAll(rewriter.next(frame)));
        rewriter.next(Frame.DONE);
        shown.addAll(rewriter.end());
        return Histories.next(client, Histories.streamed(client, shown));
    }

    @ParameterizedTest
    @CsvSource({"CHAT, false", "CHAT, true", "RESPONSES, false", "RESPONSES, true"})
    void anthropicGetsItsBlocksBack(Dialect client, boolean streamed) {
        ArrayNode written = blocks(WRITTEN);
        ObjectNode request =
                next(client, Dialect.MESSAGES, streamed, anthropics(written.deepCopy()), anthropicsStream(written));
        request.put("model", "claude-sonnet-4-5");
        if (client == Dialect.CHAT) {
            request.put("reasoning_effort", "high");
        } else {
            request.putObject("reasoning").put("effort", "high");
        }
        ObjectNode made = Translations.request(client, Dialect.MESSAGES, request);
        assertThat(made.at("/messages/1/content")).isEqualTo(written);
        assertThat(made.at("/thinking/type").asString()).isEqualTo("enabled");
    }

    @ParameterizedTest
    @CsvSource({"CHAT, false", "CHAT, true", "MESSAGES, false", "MESSAGES, true", "RESPONSES, false", "RESPONSES, true"
    })
    void geminiGetsItsSignatureBack(Dialect client, boolean streamed) {
        ObjectNode request = next(client, Dialect.GEMINI, streamed, tree(GEMINIS), List.of(Frame.of(tree(GEMINIS))));
        JsonNode parts = Translations.request(client, Dialect.GEMINI, request).at("/contents/1/parts");
        assertThat(parts).hasSize(2);
        assertThat(parts.at("/0/thoughtSignature").asString()).isEqualTo("EEEE");
        assertThat(parts.at("/0/functionCall/name").asString()).isEqualTo("clock");
        assertThat(parts.path(1).has("thoughtSignature")).isFalse();
    }

    /// In messages it has no other place than a block of thinking.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherModelsSignatureIsNoneForAnthropic(boolean streamed) {
        ObjectNode request =
                next(Dialect.MESSAGES, Dialect.GEMINI, streamed, tree(GEMINIS), List.of(Frame.of(tree(GEMINIS))));
        request.set("thinking", tree("{'type':'enabled','budget_tokens':2000}"));
        assertThat(request.toString()).contains("gemini_EEEE");
        SignedReasoning.forAnthropic(request);
        assertThat(request.at("/messages/1/content/0/type").asString()).isEqualTo("tool_use");
        assertThat(request.has("thinking"))
                .as("it goes on from another model's calls")
                .isFalse();
    }

    @Test
    void whatAnthropicSignedStaysForAnthropic() {
        ObjectNode request = tree("{'thinking':{'type':'enabled'},'messages':[{'role':'user','content':'x'},"
                + "{'role':'assistant','content':[{'type':'thinking','thinking':'t','signature':''}]},"
                + "{'role':'user','content':'y'},"
                + "{'role':'assistant','content':[{'type':'thinking','thinking':'','signature':'AAAA'},"
                + "{'type':'redacted_thinking','data':'BBBB'},{'type':'tool_use','id':'c','name':'f','input':{}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c','content':'1'}]}]}");
        ObjectNode kept = request.deepCopy();
        ((ArrayNode) kept.path("messages")).remove(1);
        SignedReasoning.forAnthropic(request);
        assertThat(request).isEqualTo(kept);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"MESSAGES", "GEMINI"})
    void openAiGetsNothingThatItCannotRead(Dialect provider) {
        ArrayNode written = blocks(WRITTEN);
        ObjectNode whole = provider == Dialect.MESSAGES ? anthropics(written) : tree(GEMINIS);
        ObjectNode chat = next(Dialect.CHAT, provider, false, whole.deepCopy(), List.of());
        assertThat(chat.toString()).contains("extra_content");
        SignedReasoning.leaveOut(chat, true);
        assertThat(chat.toString()).doesNotContain("extra_content").contains("clock", "rain");
        ObjectNode responses = next(Dialect.RESPONSES, provider, false, whole, List.of());
        assertThat(responses.toString()).contains("encrypted_content");
        SignedReasoning.forOpenAiResponses(responses);
        assertThat(responses.toString()).doesNotContain("encrypted_content").contains("clock", "rain");
    }

    @Test
    void aCompatibleServerKeepsWhatMayBeItsOwn() {
        ObjectNode chat = tree("{'messages':[{'role':'assistant','extra_content':{'anthropic':{'thinking_blocks':[]}},"
                + "'tool_calls':[{'id':'c','extra_content':{'google':{'thought_signature':'EEEE'}}}]}]}");
        SignedReasoning.leaveOut(chat, false);
        assertThat(chat.toString()).doesNotContain("anthropic").contains("EEEE");
    }

    /// Signatures are no texts; the thoughts in the blocks are.
    @Test
    void onlyTheThoughtsAreRead() {
        String signature = "EqoBCkgIARABGAIiQL2UoU0b1OHYi".repeat(10);
        RequestTexts texts = RequestTexts.of(
                Dialect.CHAT,
                tree("{'model':'m','messages':[{'role':'assistant','content':'a','extra_content':{'anthropic':"
                        + "{'thinking_blocks':[{'type':'thinking','thinking':'Marie','signature':'" + signature
                        + "'},{'type':'redacted_thinking','data':'" + signature + "'}]}}}]}"));
        assertThat(texts.slots().stream().map(RequestTexts.Slot::text)).containsExactlyInAnyOrder("a", "Marie");
    }

    /// The test's passes cut an answer at this word: in the thoughts it is seen, in a signature nobody looks.
    @ParameterizedTest
    @ValueSource(strings = {"message", "delta"})
    void theThoughtsInAnAnswerAreReadToo(String part) {
        String answer = "{'choices':[{'index':0,'" + part
                + "':{'extra_content':{'anthropic':{'thinking_blocks':[{'type':'thinking','thinking':'%s','signature':'%s'}]}}}}]}";
        ObjectNode signed = tree(answer.formatted("x", "LEFTRIGHT"));
        assertThatCode(() -> rewrite(part, signed)).doesNotThrowAnyException();
        ObjectNode thought = tree(answer.formatted("LEFTRIGHT", "x"));
        assertThatThrownBy(() -> rewrite(part, thought)).isInstanceOf(AnswerCutException.class);
    }

    private static void rewrite(String part, ObjectNode answer) {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, UnknownPiecesTest.PASSES, false);
        if (part.equals("message")) {
            rewriter.whole(answer);
        } else {
            assertThat(rewriter.next(Frame.of(answer))).hasSize(1);
        }
    }

    /// Another model's reasoning has no signature, and none is made up.
    @Test
    void whatNobodySignedIsNotSentBack() {
        ObjectNode request = tree("{'model':'claude-sonnet-4-5','reasoning_effort':'high','messages':["
                + "{'role':'user','content':'x'},{'role':'assistant','content':null,'reasoning_content':'Hm.',"
                + "'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'c','content':'1'}]}");
        ObjectNode made = Translations.request(Dialect.CHAT, Dialect.MESSAGES, request.deepCopy());
        assertThat(made.toString()).doesNotContain("Hm.");
        assertThat(made.has("thinking")).isFalse();
        request.put("model", "claude-opus-4-8");
        assertThat(Translations.request(Dialect.CHAT, Dialect.MESSAGES, request)
                        .at("/thinking/type")
                        .asString())
                .as("newer models go on without it")
                .isEqualTo("adaptive");
    }

    @Test
    void whatWasSignedIsOfItsTurn() {
        ObjectNode request = tree("{'model':'claude-sonnet-4-5','input':[{'role':'user','content':'x'},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'anthropic_AAAA'},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'gemini_EEEE'},"
                + "{'role':'user','content':'y'},"
                + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c','output':'1'}]}");
        for (Dialect to : List.of(Dialect.MESSAGES, Dialect.GEMINI)) {
            assertThat(Translations.request(Dialect.RESPONSES, to, request.deepCopy())
                            .toString())
                    .doesNotContain("AAAA", "EEEE");
        }
    }

    /// In the letters of Base64 for addresses an underscore is one of them.
    @Test
    void aSignatureMayEndInAnyLetter() {
        ArrayNode written = blocks("[{'type':'thinking','thinking':'t','signature':'AAA_'},"
                + "{'type':'thinking','thinking':'u','signature':''},"
                + "{'type':'tool_use','id':'c','name':'f','input':{}}]");
        ObjectNode request = next(Dialect.CHAT, Dialect.MESSAGES, false, anthropics(written), List.of());
        assertThat(request.toString()).contains("AAA_").doesNotContain("\"u\"");
    }

    @Test
    @Timeout(20)
    void aThoughtInManyPiecesIsPutTogetherInNoTime() {
        MessagesToChat translation = new MessagesToChat();
        translation.next(Answers.event(tree("{'type':'content_block_start','index':0,'content_block':{"
                + "'type':'thinking','thinking':'','signature':''}}")));
        for (String type : List.of("thinking", "signature")) {
            for (int i = 0; i < 2_000; i++) {
                translation.next(Answers.event(tree("{'type':'content_block_delta','index':0,'delta':{'type':'" + type
                        + "_delta','" + type + "':'" + "A".repeat(1_000) + "'}}")));
            }
        }
        assertThat(translation.next(Answers.event(tree("{'type':'content_block_stop','index':0}"))))
                .as("nobody signs with as much")
                .isEmpty();
    }
}
