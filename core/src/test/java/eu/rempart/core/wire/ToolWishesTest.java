package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Wishes about tools that not every format has words for: in plain ones on the way out, kept to on the way back.
class ToolWishesTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String F = "{'type':'function','function':{'name':'f','parameters':{'type':'object'}}}";
    private static final String G = F.replace("'f'", "'g'");
    private static final String CUSTOM = "{'type':'custom','custom':{'name':'sh','description':'A shell'}}";

    private static ObjectNode tree(String json) {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static ObjectNode chat(String more) {
        return tree("{'model':'m','messages':[{'role':'user','content':'x'}]," + more + "}");
    }

    private static ObjectNode plain(ObjectNode chat) {
        PlainTools.only(chat);
        return chat;
    }

    private static ToolWishes wishes(String more) {
        return ToolWishes.of(Dialect.CHAT, chat(more));
    }

    // On the way out.

    @Test
    void oldFunctionsAreTools() {
        ObjectNode made = plain(tree("{'messages':[{'role':'user','content':'x'},"
                + "{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},"
                + "{'role':'function','name':'f','content':'1'}],"
                + "'functions':[{'name':'f','parameters':{'type':'object'}}],'function_call':{'name':'f'}}"));
        assertThat(made)
                .isEqualTo(tree("{'messages':[{'role':'user','content':'x'},{'role':'assistant','content':null,"
                        + "'tool_calls':[{'id':'call_0','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','name':'f','content':'1','tool_call_id':'call_0'}],'tools':[" + F + "],"
                        + "'tool_choice':{'type':'function','function':{'name':'f'}}}"));
    }

    @Test
    void aToolForFreeTextIsAFunctionWithOneString() {
        ObjectNode made = plain(tree("{'messages':[{'role':'assistant','tool_calls':[{'id':'c','type':'custom',"
                + "'custom':{'name':'sh','input':'ls'}}]}],'tools':[" + CUSTOM
                + "],'tool_choice':{'type':'custom','custom':{'name':'sh'}}}"));
        assertThat(made.at("/messages/0/tool_calls/0/function/arguments").asString())
                .isEqualTo("{\"input\":\"ls\"}");
        assertThat(made.at("/tools/0/function"))
                .isEqualTo(tree("{'name':'sh','description':'A shell','parameters':{'type':'object','properties':"
                        + "{'input':{'type':'string'}},'required':['input'],'additionalProperties':false}}"));
        assertThat(made.at("/tool_choice/function/name").asString()).isEqualTo("sh");
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "required, required"})
    void onlyWhatIsAllowedIsOffered(String mode, String choice) {
        String allowed = "'tools':[" + F + "," + G + "],'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'"
                + mode + "','tools':[{'type':'function','function':{'name':'g'}}]}}";
        assertThat(plain(chat(allowed))).isEqualTo(chat("'tools':[" + G + "],'tool_choice':'" + choice + "'"));
        String response = "{'input':'x','tools':[{'type':'function','name':'f'},{'type':'function','name':'g'}],"
                + "'tool_choice':{'type':'allowed_tools','mode':'" + mode
                + "','tools':[{'type':'function','name':'g'}]}}";
        ObjectNode made = Translations.request(Dialect.RESPONSES, Dialect.CHAT, tree(response));
        assertThat(made.path("tools")).hasSize(1);
        assertThat(made.path("tool_choice").asString()).isEqualTo(choice);
        assertThat(ToolWishes.of(Dialect.RESPONSES, tree(response)).forced()).isEqualTo(mode.equals("required"));
        assertThat(wishes(allowed).forced()).isEqualTo(mode.equals("required"));
    }

    @Test
    void ollamaIsOfferedTheOneToolThatIsToBeCalled() {
        ObjectNode made = Translations.request(
                Dialect.CHAT,
                Dialect.OLLAMA,
                chat("'tools':[" + F + "," + G + "],'tool_choice':{'type':'function','function':{'name':'g'}}"));
        assertThat(made.path("tools")).hasSize(1);
        assertThat(made.at("/tools/0/function/name").asString()).isEqualTo("g");
        assertThat(made.at("/messages/0/role").asString()).isEqualTo("system");
        assertThat(Translations.request(
                                Dialect.CHAT,
                                Dialect.OLLAMA,
                                chat("'tools':[" + F + "," + G + "],'tool_choice':'required'"))
                        .path("tools"))
                .hasSize(2);
    }

    @Test
    void freeTextOfResponses() {
        ObjectNode made = Translations.request(
                Dialect.RESPONSES,
                Dialect.CHAT,
                tree("{'input':[{'type':'custom_tool_call','call_id':'c','name':'sh','input':'ls'},"
                        + "{'type':'custom_tool_call_output','call_id':'c','output':'a'}],"
                        + "'tools':[{'type':'custom','name':'sh'}],'tool_choice':{'type':'custom','name':'sh'}}"));
        assertThat(made.at("/messages/0/tool_calls/0/function/arguments").asString())
                .isEqualTo("{\"input\":\"ls\"}");
        assertThat(made.at("/messages/1/tool_call_id").asString()).isEqualTo("c");
        assertThat(made.at("/tool_choice/function/name").asString()).isEqualTo("sh");
    }

    // On the way back.

    private static ObjectNode ollama(String calls, String more) {
        return tree(
                "{'model':'m','message':{'role':'assistant','content':'','tool_calls':[" + calls + "]}" + more + "}");
    }

    private static String call(String name, String arguments) {
        return "{'function':{'name':'" + name + "','arguments':" + arguments + "}}";
    }

    private static final String DONE = ",'done':true,'done_reason':'stop','eval_count':1";

    private static List<JsonNode> streamed(Dialect to, ToolWishes wishes, ObjectNode... pieces) {
        AnswerTranslation translation = Translations.answer(Dialect.OLLAMA, to, wishes);
        List<Frame> frames = new ArrayList<>();
        for (ObjectNode piece : pieces) {
            frames.addAll(translation.next(Frame.of(piece)));
        }
        frames.addAll(translation.next(Frame.DONE));
        return frames.stream().map(frame -> (JsonNode) frame.data()).toList();
    }

    private static List<JsonNode> calls(List<JsonNode> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.at("/choices/0/delta/tool_calls").valueStream())
                .toList();
    }

    @Test
    void onlyTheFirstCallIsToldWhereTheyComeOneAtATime() {
        ToolWishes wishes = wishes("'tools':[" + F + "],'parallel_tool_calls':false");
        ObjectNode both = ollama(call("f", "{'a':1}") + "," + call("f", "{'a':2}"), DONE);
        JsonNode whole =
                Translations.answer(Dialect.OLLAMA, Dialect.CHAT, wishes).whole(both.deepCopy());
        assertThat(whole.at("/choices/0/message/tool_calls")).hasSize(1);
        List<JsonNode> told = calls(
                streamed(Dialect.CHAT, wishes, ollama(call("f", "{'a':1}"), ""), ollama(call("f", "{'a':2}"), DONE)));
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().at("/function/arguments").asString()).isEqualTo("{\"a\":1}");
        assertThat(ToolWishes.of(
                        Dialect.MESSAGES, tree("{'tool_choice':{'type':'any','disable_parallel_tool_use':true}}")))
                .isEqualTo(new ToolWishes(true, true, false, Set.of()));
        JsonNode ofOthers = Translations.answer(Dialect.MESSAGES, Dialect.CHAT, wishes)
                .whole(tree("{'content':[{'type':'tool_use','id':'a','name':'f','input':{}},"
                        + "{'type':'tool_use','id':'b','name':'f','input':{}}],'stop_reason':'tool_use'}"));
        assertThat(ofOthers.at("/choices/0/message/tool_calls"))
                .as("who can be told is")
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"CHAT", "RESPONSES", "MESSAGES"})
    void wordsInPlaceOfACallAreNoAnswer(Dialect to) {
        ToolWishes wishes = wishes("'tools':[" + F + "],'tool_choice':'required'");
        ObjectNode words = tree("{'model':'m','message':{'content':'No.'},'done':true,'done_reason':'stop'}");
        AnswerTranslation whole = Translations.answer(Dialect.OLLAMA, to, wishes);
        assertThatThrownBy(() -> whole.whole(words.deepCopy()))
                .isInstanceOfSatisfying(UntranslatableException.class, e -> assertThat(e.field())
                        .isEqualTo("tool_choice"));
        AnswerTranslation streamed = Translations.answer(Dialect.OLLAMA, to, wishes);
        assertThat(streamed.next(Frame.of(tree("{'model':'m','message':{'content':'No.'}}"))))
                .as("nothing is told before the call")
                .isEmpty();
        assertThatThrownBy(() -> {
                    streamed.next(Frame.of(tree("{'model':'m','message':{},'done':true,'done_reason':'stop'}")));
                    streamed.next(Frame.DONE);
                })
                .isInstanceOf(UntranslatableException.class);
    }

    @Test
    void wordsBeforeTheCallAreToldWithIt() {
        ToolWishes wishes = wishes("'tools':[" + F + "],'tool_choice':'required'");
        List<JsonNode> chunks = streamed(
                Dialect.CHAT,
                wishes,
                tree("{'model':'m','message':{'content':'I ask.'}}"),
                ollama(call("f", "{}"), DONE));
        assertThat(chunks.getFirst().at("/choices/0/delta/content").asString()).isEqualTo("I ask.");
        assertThat(calls(chunks)).hasSize(1);
    }

    @Test
    void whatIsCutOffBeforeTheCallIsTold() {
        ToolWishes wishes = wishes("'tools':[" + F + "],'tool_choice':'required'");
        List<JsonNode> chunks = streamed(
                Dialect.CHAT,
                wishes,
                tree("{'model':'m','message':{'content':'Hm'},'done':true,'done_reason':'length'}"));
        assertThat(chunks.getFirst().at("/choices/0/delta/content").asString()).isEqualTo("Hm");
        assertThat(chunks.get(1).at("/choices/0/finish_reason").asString()).isEqualTo("length");
    }

    @Test
    void whoKnowsOnlyFunctionsIsToldOne() {
        ToolWishes wishes = wishes("'functions':[{'name':'f'}]");
        ObjectNode answer = ollama(call("f", "{'a':1}"), DONE);
        JsonNode whole = Translations.answer(Dialect.OLLAMA, Dialect.CHAT, wishes)
                .whole(answer.deepCopy())
                .at("/choices/0");
        assertThat(whole.at("/message/function_call"))
                .isEqualTo(tree("{'name':'f','arguments':'{\\'a\\':1}'}".replace("\\'", "\\\"")));
        assertThat(whole.at("/message").has("tool_calls")).isFalse();
        assertThat(whole.path("finish_reason").asString()).isEqualTo("function_call");
        List<JsonNode> chunks = streamed(Dialect.CHAT, wishes, answer);
        assertThat(chunks.getFirst().at("/choices/0/delta/function_call/name").asString())
                .isEqualTo("f");
        assertThat(chunks.get(1).at("/choices/0/finish_reason").asString()).isEqualTo("function_call");
    }

    @Test
    void freeTextComesBackAsFreeText() {
        ToolWishes wishes = wishes("'tools':[" + CUSTOM + "]");
        ObjectNode answer = ollama(call("sh", "{'input':'ls -l'}"), DONE);
        JsonNode whole = Translations.answer(Dialect.OLLAMA, Dialect.CHAT, wishes)
                .whole(answer.deepCopy())
                .at("/choices/0/message/tool_calls/0");
        assertThat(whole.path("type").asString()).isEqualTo("custom");
        assertThat(whole.path("custom")).isEqualTo(tree("{'name':'sh','input':'ls -l'}"));
        List<JsonNode> told = calls(streamed(Dialect.CHAT, wishes, answer));
        assertThat(told.getFirst().at("/custom/name").asString()).isEqualTo("sh");
        assertThat(told.getLast().at("/custom/input").asString()).isEqualTo("ls -l");
        ToolWishes ofResponses =
                ToolWishes.of(Dialect.RESPONSES, tree("{'input':'x','tools':[{'type':'custom','name':'sh'}]}"));
        assertThat(ofResponses).isEqualTo(wishes);
        JsonNode item = Translations.answer(Dialect.OLLAMA, Dialect.RESPONSES, wishes)
                .whole(answer.deepCopy())
                .path("output")
                .valueStream()
                .filter(each -> each.path("type").asString().equals("custom_tool_call"))
                .findFirst()
                .orElseThrow();
        assertThat(item.path("input").asString()).isEqualTo("ls -l");
        List<JsonNode> events = streamed(Dialect.RESPONSES, wishes, answer);
        assertThat(events)
                .anySatisfy(event -> {
                    assertThat(event.path("type").asString()).isEqualTo("response.custom_tool_call_input.delta");
                    assertThat(event.path("delta").asString()).isEqualTo("ls -l");
                })
                .anySatisfy(event -> {
                    assertThat(event.path("type").asString()).isEqualTo("response.custom_tool_call_input.done");
                    assertThat(event.path("input").asString()).isEqualTo("ls -l");
                });
        assertThat(events.getLast().at("/response/output/0/input").asString()).isEqualTo("ls -l");
    }

    @Test
    void callsOfFunctionsBeforeAreToldWhereThereAreNoneToCallNow() {
        String history =
                "'messages':[{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},"
                        + "{'role':'function','name':'f','content':'1'}]";
        for (String more : List.of("", ",'functions':[],'function_call':'none'", ",'function_call':'auto'")) {
            assertThat(plain(tree("{" + history + more + "}")))
                    .isEqualTo(tree("{'messages':[{'role':'assistant','content':null,'tool_calls':[{'id':'call_0',"
                            + "'type':'function','function':{'name':'f','arguments':'{}'}}]},"
                            + "{'role':'tool','name':'f','content':'1','tool_call_id':'call_0'}]}"));
        }
        ObjectNode both = plain(tree("{'messages':[{'role':'assistant','tool_calls':[{'id':'c','type':'function',"
                + "'function':{'name':'g','arguments':'{}'}}],'function_call':{'name':'f','arguments':'{}'}}]}"));
        assertThat(both.at("/messages/0/tool_calls")).hasSize(2);
        assertThatThrownBy(() -> plain(tree("{" + history + ",'function_call':{'name':'f'}}")))
                .isInstanceOf(UntranslatableException.class);
    }

    /// As Mistral tells it.
    @Test
    void aCallThatComesWithTheEndBeginsBeforeItsText() {
        AnswerTranslation translation = Translations.answerOfPlainTools(wishes("'tools':[" + CUSTOM + "]"));
        List<Frame> frames = translation.next(Frame.of(tree("{'id':'a','model':'m','choices':[{'index':0,'delta':{"
                + "'tool_calls':[{'index':0,'id':'c','type':'function','extra_content':{'google':{'thought_signature':'A'}},"
                + "'function':{'name':'sh','arguments':'{\\'input\\':\\'ls\\'}'}}]},'finish_reason':'tool_calls'}],"
                + "'usage':{'prompt_tokens':1,'completion_tokens':1}}")));
        List<JsonNode> told =
                frames.stream().map(frame -> (JsonNode) frame.data()).toList();
        assertThat(told).hasSize(3);
        assertThat(told.getFirst().at("/choices/0/delta/tool_calls/0"))
                .isEqualTo(tree("{'id':'c','type':'custom','custom':{'name':'sh','input':''},"
                        + "'extra_content':{'google':{'thought_signature':'A'}},'index':0}"));
        assertThat(told.getFirst().at("/choices/0/finish_reason").isNull()).isTrue();
        assertThat(told.get(1).at("/choices/0/delta/tool_calls/0/custom/input").asString())
                .isEqualTo("ls");
        assertThat(told.getLast().at("/choices/0/delta")).isEmpty();
        assertThat(told.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(told.getLast().has("usage")).isTrue();
    }

    @Test
    void whatACallForFreeTextCarriesForItsProviderGoesBack() {
        ObjectNode made = plain(tree("{'messages':[{'role':'assistant','tool_calls':[{'id':'c','type':'custom',"
                + "'custom':{'name':'sh','input':'ls'},'extra_content':{'google':{'thought_signature':'A'}}}]}],"
                + "'tools':[" + CUSTOM + "]}"));
        assertThat(made.at("/messages/0/tool_calls/0/extra_content/google/thought_signature")
                        .asString())
                .isEqualTo("A");
    }
}
