package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rempart.core.cost.TokenUsage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Every text of an answer goes through its pass, wherever the format or a provider's own field has it.
class AnswerRewriterTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String RAW = "RAW";
    private static final String SEEN = "SEEN";

    /// Replaces a word, which may come in pieces: what could be its beginning is held back.
    private static final class Replacing implements TextPass {
        private final StringBuilder held = new StringBuilder();

        @Override
        public String next(String piece) {
            String text = held.append(piece).toString().replace(RAW, SEEN);
            held.setLength(0);
            for (int length = Math.min(2, text.length()); length > 0; length--) {
                if (RAW.startsWith(text.substring(text.length() - length))) {
                    held.append(text.substring(text.length() - length));
                    return text.substring(0, text.length() - length);
                }
            }
            return text;
        }

        @Override
        public String end() {
            return held.toString();
        }

        @Override
        public boolean isHolding() {
            return !held.isEmpty();
        }
    }

    private static final TextPass.Source PASSES = new TextPass.Source() {
        @Override
        public TextPass text() {
            return new Replacing();
        }

        @Override
        public TextPass json() {
            return new Replacing();
        }
    };

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    private static String streamed(Dialect dialect, String... events) {
        AnswerRewriter rewriter = AnswerRewriter.of(dialect, PASSES, false);
        List<Frame> shown = new ArrayList<>();
        for (String event : events) {
            ObjectNode data = json(event);
            shown.addAll(rewriter.next(new Frame(data.path("type").asString(null), data)));
        }
        shown.addAll(rewriter.next(Frame.DONE));
        shown.addAll(rewriter.end());
        return shown.toString() + shown.stream().map(Frame::data).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'content':'RAW'}",
                "{'content':null,'refusal':'RAW'}",
                "{'content':'','reasoning_details':[{'type':'reasoning.text','text':'RAW'}]}",
                "{'content':'','audio':{'id':'a','transcript':'RAW'}}",
                "{'content':'','annotations':[{'type':'url_citation','url_citation':{'title':'RAW'}}]}",
                "{'content':'','note':'RAW'}",
                "{'tool_calls':[{'id':'call_1','type':'custom','custom':{'name':'f','input':'RAW'}}]}",
                "{'tool_calls':[{'id':'call_1','type':'function','function':{'name':'RAW','arguments':'{}'}}]}",
            })
    void chat(String message) {
        ObjectNode answer = json("{'choices':[{'index':0,'finish_reason':'stop','message':" + message + "}]}");
        AnswerRewriter.of(Dialect.CHAT, PASSES, false).whole(answer);
        assertThat(answer.toString()).contains(SEEN).doesNotContain(RAW);
        String stream = streamed(
                Dialect.CHAT,
                "{'choices':[{'index':0,'delta':" + message + "}]}",
                "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");
        assertThat(stream).contains(SEEN).doesNotContain(RAW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'content':'%s'}",
                "{'refusal':'%s'}",
                "{'reasoning':'%s'}",
                "{'note':'%s'}",
                "{'reasoning_details':[{'type':'reasoning.text','index':0,'text':'%s'}]}",
                "{'deep':{'er':[{'words':{'said':'%s'}}]}}",
                "{'audio':{'transcript':'%s'}}",
                "{'tool_calls':[{'index':0,'custom':{'input':'%s'}}]}",
                "{'tool_calls':[{'index':0,'function':{'arguments':'%s'}}]}",
            })
    void chatInPieces(String delta) {
        String stream = streamed(
                Dialect.CHAT,
                "{'choices':[{'index':0,'delta':" + delta.formatted("a R") + "}]}",
                "{'choices':[{'index':0,'delta':" + delta.formatted("A") + "}]}",
                "{'choices':[{'index':0,'delta':" + delta.formatted("W b RA") + "}]}",
                "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");
        assertThat(stream).contains(SEEN + " b ").contains("RA\"").doesNotContain(RAW);
    }

    @Test
    void whatIsToldAnewWithEveryPieceStaysAsItIs() {
        String chunk = "{'choices':[{'index':0,'delta':{'content':'x','channel':'R','details':"
                + "[{'type':'RA','id':'R'}]}}]}";
        assertThat(streamed(Dialect.CHAT, chunk, chunk, "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}"))
                .contains("\"channel\":\"R\"")
                .contains("\"type\":\"RA\"")
                .doesNotContain("\"channel\":\"\"", "\"channel\":\"RR\"");
    }

    @Test
    void whatTheModelDidNotWriteIsNotCounted() {
        String picture = "data:image/png;base64," + "A".repeat(400);
        AnswerRewriter chat = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        ObjectNode chunk = json("{'obfuscation':'zzzzzzzz','choices':[{'index':0,'delta':{'content':'Oui.',"
                + "'images':[{'image_url':{'url':'" + picture + "'}}]}}]}");
        assertThat(chat.next(new Frame(null, chunk)).toString() + chunk).contains(picture);
        assertThat(chat.received()).isEqualTo("Oui.");
        AnswerRewriter responses = AnswerRewriter.of(Dialect.RESPONSES, PASSES, false);
        responses.next(new Frame(
                "response.created",
                json("{'type':'response.created','response':{'instructions':'" + "Sois bref. ".repeat(50)
                        + "','tools':[{'name':'f','description':'long'}],'output':[]}}")));
        assertThat(responses.received()).isEmpty();
        AnswerRewriter messages = AnswerRewriter.of(Dialect.MESSAGES, PASSES, false);
        messages.whole(json("{'stop_reason':'end_turn','content':[{'type':'web_search_tool_result',"
                + "'content':[{'encrypted_content':'zzzz'}]},{'type':'tool_use','name':'f','input':{'a':'Oui.'}}]}"));
        assertThat(messages.received()).isEqualTo("Oui.");
    }

    @Test
    void whatAResponseTellsOfItsQuestionIsRestored() {
        ObjectNode answer = json("{'status':'completed','output':[],'metadata':{'mail':'RAW'},'user':'RAW',"
                + "'safety_identifier':'RAW','prompt_cache_key':'RAW','instructions':'RAW',"
                + "'tools':[{'description':'RAW'}]}");
        AnswerRewriter.of(Dialect.RESPONSES, PASSES, false).whole(answer);
        assertThat(answer.toString()).doesNotContain(RAW);
    }

    @Test
    void anAnswerThatIsWithheldHasItsUsage() {
        TextPass.Source cutting = new TextPass.Source() {
            @Override
            public TextPass text() {
                throw new AnswerCutException("test");
            }

            @Override
            public TextPass json() {
                throw new AnswerCutException("test");
            }
        };
        for (Dialect dialect : List.of(Dialect.CHAT, Dialect.RESPONSES, Dialect.MESSAGES)) {
            AnswerRewriter rewriter = AnswerRewriter.of(dialect, cutting, false);
            ObjectNode answer = json("{'choices':[{'message':{'content':'x'}}],'content':[{'type':'text','text':'x'}],"
                    + "'output':[{'content':[{'text':'x'}]}],'status':'completed','usage':{'prompt_tokens':7,"
                    + "'completion_tokens':9,'input_tokens':7,'output_tokens':9}}");
            assertThatThrownBy(() -> rewriter.whole(answer)).isInstanceOf(AnswerCutException.class);
            assertThat(rewriter.usage()).isEqualTo(new TokenUsage(7, 0, 9));
        }
    }

    @Test
    void moreTextsThanAnyModelWritesAtOnceEndTheAnswer() {
        AnswerRewriter chat = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        chat.next(new Frame(null, json("{'choices':[{'index':0,'delta':{'f" + i + "':'x'}}]}")));
                    }
                })
                .isInstanceOf(AnswerCutException.class);
    }

    @Test
    void theLogProbabilitiesOfARefusalDoNotShowIt() {
        assertThat(streamed(
                        Dialect.CHAT,
                        "{'choices':[{'index':0,'delta':{'refusal':'x'},'logprobs':{'refusal':[{'token':'RAW'}]}}]}",
                        "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}"))
                .doesNotContain(RAW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'text','text':'RAW'}",
                "{'type':'thinking','thinking':'RAW','signature':'c2ln'}",
                "{'type':'tool_use','id':'toolu_1','name':'f','input':{'a':['RAW']}}",
                "{'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':[{'title':'RAW'}]}",
                "{'type':'code_execution_tool_result','content':{'stdout':'RAW'}}",
                "{'type':'unheard_of','words':'RAW'}",
            })
    void messages(String block) {
        ObjectNode answer = json("{'type':'message','content':[" + block + "],'stop_reason':'end_turn'}");
        AnswerRewriter.of(Dialect.MESSAGES, PASSES, false).whole(answer);
        assertThat(answer.toString()).contains(SEEN).doesNotContain(RAW);
        String stream = streamed(
                Dialect.MESSAGES,
                "{'type':'content_block_start','index':0,'content_block':" + block + "}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}",
                "{'type':'message_stop'}");
        assertThat(stream).contains(SEEN).doesNotContain(RAW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'notice','words':{'deep':['RAW']}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'unheard_of','words':'RAW'}}",
                "{'type':'message_start','message':{'content':[{'text':'RAW'}],'usage':{}}}",
                "{'type':'message_delta','delta':{'stop_reason':'stop_sequence','stop_sequence':'RAW'}}",
            })
    void eventsOfMessagesThatAreNotKnown(String event) {
        assertThat(streamed(Dialect.MESSAGES, event)).contains(SEEN).doesNotContain(RAW);
    }

    @Test
    void piecesOfAnUnknownDeltaOfMessagesAreOneText() {
        String event = "{'type':'content_block_delta','index':0,'delta':{'type':'unheard_of','words':'%s'}}";
        assertThat(streamed(
                        Dialect.MESSAGES,
                        event.formatted("a R"),
                        event.formatted("AW b RA"),
                        "{'type':'content_block_stop','index':0}"))
                .contains(SEEN + " b ", "\"words\":\"RA\"")
                .doesNotContain(RAW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'message','content':[{'type':'output_text','text':'RAW'}]}",
                "{'type':'function_call','name':'f','arguments':'RAW'}",
                "{'type':'custom_tool_call','name':'f','input':'RAW'}",
                "{'type':'code_interpreter_call','code':'RAW','outputs':[]}",
                "{'type':'code_interpreter_call','outputs':[{'type':'logs','logs':'RAW'}]}",
                "{'type':'file_search_call','queries':['RAW'],'results':[{'text':'RAW'}]}",
                "{'type':'mcp_call','arguments':'{}','output':'RAW'}",
                "{'type':'local_shell_call','action':{'command':['RAW']}}",
                "{'type':'unheard_of','words':{'deep':'RAW'}}",
            })
    void responses(String item) {
        ObjectNode answer = json("{'status':'completed','output':[" + item + "],'usage':{}}");
        AnswerRewriter.of(Dialect.RESPONSES, PASSES, false).whole(answer);
        assertThat(answer.toString()).contains(SEEN).doesNotContain(RAW);
        assertThat(streamed(
                        Dialect.RESPONSES, "{'type':'response.output_item.done','output_index':0,'item':" + item + "}"))
                .contains(SEEN)
                .doesNotContain(RAW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response.output_text text",
                "response.refusal refusal",
                "response.function_call_arguments arguments",
                "response.mcp_call_arguments arguments",
                "response.custom_tool_call_input input",
                "response.code_interpreter_call_code code",
                "response.audio.transcript transcript",
            })
    void textsOfResponsesInPieces(String kind) {
        String type = kind.substring(0, kind.indexOf(' '));
        String field = kind.substring(kind.indexOf(' ') + 1);
        String stream = streamed(
                Dialect.RESPONSES,
                "{'type':'" + type + ".delta','item_id':'i','delta':'a R'}",
                "{'type':'" + type + ".delta','item_id':'i','delta':'AW b RA'}",
                "{'type':'" + type + ".done','item_id':'i','" + field + "':'a RAW b RA'}");
        assertThat(stream)
                .contains("\"a SEEN b RA\"")
                .contains("\"delta\":\"RA\"")
                .doesNotContain(RAW);
    }

    @Test
    void aResponseThatFailedIsLookedIntoAndCounted() {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.RESPONSES, PASSES, false);
        List<Frame> shown = rewriter.next(new Frame(
                "response.failed",
                json("{'type':'response.failed','response':{'status':'failed','error':{'message':'RAW'},"
                        + "'instructions':'RAW','output':[{'content':[{'text':'RAW'}]}],"
                        + "'usage':{'input_tokens':7,'output_tokens':9}}}")));
        assertThat(shown.toString() + shown.stream().map(Frame::data).toList()).doesNotContain(RAW);
        assertThat(rewriter.usage()).isEqualTo(new TokenUsage(7, 0, 9));
    }

    @Test
    void attributesOfAnUnknownDeltaAreNoPieces() {
        String event = "{'type':'content_block_delta','index':0,'delta':{'type':'new','id':'blk_R','words':'%s'}}";
        assertThat(streamed(
                        Dialect.MESSAGES,
                        event.formatted("a "),
                        event.formatted("b"),
                        "{'type':'content_block_stop','index':0}"))
                .contains("\"id\":\"blk_R\"")
                .doesNotContain("\"id\":\"blk_\"", "Rblk_");
    }

    @Test
    void theEndOfAFunctionCallStaysBehindItsBeginning() {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        String event = "{'choices':[{'index':0,'delta':{'function_call':{'arguments':'%s'}},'finish_reason':%s}]}";
        List<Frame> shown = new ArrayList<>(rewriter.next(Frame.of(json(event.formatted("abc", "null")))));
        shown.addAll(rewriter.next(Frame.of(json(event.formatted("defR", "'stop'")))));
        shown.addAll(rewriter.next(Frame.DONE));
        shown.addAll(rewriter.end());
        StringBuilder arguments = new StringBuilder();
        shown.stream()
                .filter(frame -> !frame.isDone())
                .flatMap(frame -> frame.data().path("choices").valueStream())
                .forEach(choice -> arguments.append(choice.path("delta")
                        .path("function_call")
                        .path("arguments")
                        .asString("")));
        assertThat(arguments).hasToString("abcdefR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'c','function':{'extra':'RAW'}}]}}]}",
                "{'choices':[{'index':0,'delta':{'function_call':{'name':'RAW'}}}]}",
                "{'choices':[{'index':0,'delta':{'function_call':{'name':'f','extra':'RAW'}}}]}"
            })
    void allThatIsSaidOfAFunctionIsLookedInto(String event) {
        assertThat(streamed(Dialect.CHAT, event)).contains(SEEN).doesNotContain(RAW);
    }

    @Test
    void aWayThatIsTooLongEndsTheAnswer() {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        Frame frame = Frame.of(json("{'choices':[{'index':0,'delta':{'%s':{'a':'x'}}}]}".formatted("n".repeat(2_000))));
        assertThatThrownBy(() -> rewriter.next(frame)).isInstanceOf(AnswerCutException.class);
    }

    @Test
    void aDeltaOfResponsesThatIsNoTextIsLookedInto() {
        assertThat(streamed(Dialect.RESPONSES, "{'type':'response.unheard_of.delta','delta':{'words':'RAW'}}"))
                .contains(SEEN)
                .doesNotContain(RAW);
    }

    @Test
    void theNameOfAnEventSaysNothing() {
        assertThat(new Frame("x\ndata: {}", json("{}")).event()).isNull();
        assertThat(new Frame("[EMAIL_1]", json("{}")).event()).isNull();
        assertThat(new Frame("response.output_text.delta", json("{}")).event()).isEqualTo("response.output_text.delta");
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"CHAT", "RESPONSES", "MESSAGES"})
    void reasoningAndImagesAreCountedInEveryFormatOfAClient(Dialect client) {
        TokenUsage counted = new TokenUsage(100, 20, 50, 30, 40);
        ObjectNode chat = json("{'id':'x','choices':[{'index':0,'finish_reason':'stop','message':{'content':'x'}}],"
                + "'usage':{'prompt_tokens':100,'completion_tokens':50,"
                + "'prompt_tokens_details':{'cached_tokens':20,'image_tokens':40},"
                + "'completion_tokens_details':{'reasoning_tokens':30}}}");
        ObjectNode gemini = json("{'candidates':[{'index':0,'finishReason':'STOP','content':{'parts':[{'text':'x'}]}}],"
                + "'usageMetadata':{'promptTokenCount':100,'cachedContentTokenCount':20,'candidatesTokenCount':20,"
                + "'thoughtsTokenCount':30,'promptTokensDetails':[{'modality':'TEXT','tokenCount':60},"
                + "{'modality':'IMAGE','tokenCount':45}],'cacheTokensDetails':[{'modality':'IMAGE','tokenCount':5}]}}");
        assertThat(usage(Dialect.CHAT, client, chat)).isEqualTo(counted);
        assertThat(usage(Dialect.GEMINI, client, gemini)).isEqualTo(counted);
    }

    @Test
    void whatIsPutIntoACacheIsCountedInEveryFormatOfAClient() {
        ObjectNode messages = json("{'content':[{'type':'text','text':'x'}],'usage':{'input_tokens':10,"
                + "'cache_creation_input_tokens':30,'cache_read_input_tokens':20,'output_tokens':5,"
                + "'cache_creation':{'ephemeral_5m_input_tokens':18,'ephemeral_1h_input_tokens':12}}}");
        assertThat(usage(Dialect.MESSAGES, Dialect.MESSAGES, messages))
                .isEqualTo(new TokenUsage(60, 20, 5, 0, 0, 18, 12));
        // A client of another format cannot ask for an hour.
        TokenUsage translated = new TokenUsage(60, 20, 5, 0, 0, 30, 0);
        assertThat(usage(Dialect.MESSAGES, Dialect.CHAT, messages)).isEqualTo(translated);
        assertThat(usage(Dialect.MESSAGES, Dialect.RESPONSES, messages)).isEqualTo(translated);
        ObjectNode chat = json("{'choices':[{'index':0,'finish_reason':'stop','message':{'content':'x'}}],"
                + "'usage':{'prompt_tokens':60,'completion_tokens':5,"
                + "'prompt_tokens_details':{'cached_tokens':20,'cache_write_tokens':30}}}");
        assertThat(usage(Dialect.CHAT, Dialect.MESSAGES, chat)).isEqualTo(translated);
    }

    @Test
    void choicesThatWereAskedForOneByOneAreCountedTogether() {
        ChatChoices whole = new ChatChoices();
        ChatChoices streamed = new ChatChoices();
        Queue<Frame> shown = new ArrayDeque<>();
        for (int i = 0; i < 2; i++) {
            ObjectNode completion =
                    json("{'id':'x','choices':[{'index':0,'message':{'content':'x'}}],'usage':{'prompt_tokens':100,"
                            + "'completion_tokens':50,'prompt_tokens_details':{'cached_tokens':20,'image_tokens':40},"
                            + "'completion_tokens_details':{'reasoning_tokens':30}}}");
            streamed.chunk(Frame.of(completion.deepCopy()), shown);
            streamed.following();
            whole.whole(completion);
            whole.following();
        }
        streamed.end(shown);
        TokenUsage both = new TokenUsage(200, 40, 100, 60, 80);
        assertThat(usage(Dialect.CHAT, Dialect.CHAT, whole.all())).isEqualTo(both);
        AnswerRewriter stream = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        shown.forEach(stream::next);
        assertThat(stream.usage()).isEqualTo(both);
    }

    private static TokenUsage usage(Dialect from, Dialect client, ObjectNode answer) {
        AnswerRewriter whole = AnswerRewriter.of(client, PASSES, false);
        AnswerTranslation translation = from == client ? AnswerTranslation.IDENTITY : Translations.answer(from, client);
        whole.whole(translation.whole(answer.deepCopy()));
        return Objects.requireNonNull(whole.usage());
    }

    /// What clients cannot read as the format has it, or not yet: it is read here all the same.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'content':['RAW']}",
                "{'content':{'text':'RAW'}}",
                "{'content':[{'type':'thinking','thinking':'RAW'}]}",
                "{'content':[{'type':'text','text':{'value':'RAW'}}]}",
                "{'tool_calls':['RAW']}",
                "{'tool_calls':{'note':'RAW'}}",
                "{'tool_calls':[{'function':'RAW'}]}",
                "{'tool_calls':[{'custom':['RAW']}]}",
                "{'tool_calls':[{'function':{'name':'f','arguments':{'a':'RAW'}}}]}",
                "{'tool_calls':[{'custom':{'name':'f','input':{'a':'RAW'}}}]}",
                "{'tool_calls':[{'custom':{'name':'f','input':'','note':'RAW'}}]}",
                "{'function_call':{'name':'f','arguments':'{}','note':'RAW'}}",
                "{'function_call':'RAW'}",
                "{'audio':'RAW'}",
                "{'extra_content':'RAW'}",
                "{'extra_content':['RAW']}",
                "{'extra_content':{'anthropic':'RAW'}}",
                "{'extra_content':{'google':'RAW'}}",
                "{'extra_content':{'other':{'signature':'RAW'}}}",
                "{'extra_content':{'anthropic':{'data':'RAW'}}}",
                "{'extra_content':{'anthropic':{'thinking_blocks':'RAW'}}}",
                "{'extra_content':{'anthropic':{'thinking_blocks':['RAW']}}}",
                "{'extra_content':{'anthropic':{'thinking_blocks':[['RAW']]}}}",
                "{'extra_content':{'anthropic':{'thinking_blocks':[{'type':'thinking','signature':'a RAW'}]}}}",
                "{'extra_content':{'anthropic':{'thinking_blocks':[{'type':'redacted_thinking','data':'a RAW'}]}}}",
                "{'extra_content':{'anthropic':{'thinking_blocks':[{'type':'thinking','signature':['RAW']}]}}}",
                "{'extra_content':{'google':{'thought_signature':'a RAW'}}}",
                "{'tool_calls':[{'id':'c','extra_content':{'google':{'note':'RAW'}}}]}",
            })
    void chatOfOddShapes(String message) {
        chat(message);
    }

    @Test
    void whatWasSignedIsNotRead() {
        String message = "{'extra_content':{'anthropic':{'thinking_blocks':[{'type':'thinking','signature':'RAW='}]},"
                + "'google':{'thought_signature':'RAW+'}}}";
        ObjectNode answer = json("{'choices':[{'index':0,'finish_reason':'stop','message':" + message + "}]}");
        AnswerRewriter.of(Dialect.CHAT, PASSES, false).whole(answer);
        assertThat(answer.toString()).contains("RAW=", "RAW+").doesNotContain(SEEN);
    }

    @Test
    void choicesThatAreNoneAreReadToo() {
        for (String choices : List.of("['RAW']", "[{'index':0,'message':'RAW'}]", "'RAW'")) {
            ObjectNode answer = json("{'choices':" + choices + "}");
            AnswerRewriter.of(Dialect.CHAT, PASSES, false).whole(answer);
            assertThat(answer.toString()).contains(SEEN).doesNotContain(RAW);
        }
    }

    @Test
    void aThoughtIsCountedOnce() {
        ChatChoices choices = new ChatChoices();
        choices.whole(json("{'choices':[{'message':{'content':'a','reasoning_content':'b','extra_content':"
                + "{'anthropic':{'thinking_blocks':[{'type':'thinking','thinking':'b','signature':'c'}]}}}}]}"));
        assertThat(choices.part().written()).isEqualTo("ab");
    }
}
