package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Log probabilities name the model's tokens: the placeholders, where anything was masked.
class LogProbabilitiesTest {

    private static final JsonMapper JSON = new JsonMapper();

    /// Holds every text to its end.
    private static final TextPass.Source HOLDING = new TextPass.Source() {
        @Override
        public TextPass text() {
            StringBuilder held = new StringBuilder();
            return new TextPass() {
                @Override
                public String next(String piece) {
                    held.append(piece);
                    return "";
                }

                @Override
                public String end() {
                    return held.toString();
                }

                @Override
                public boolean isHolding() {
                    return !held.isEmpty();
                }
            };
        }

        @Override
        public TextPass json() {
            return text();
        }
    };

    private record Passes(boolean restores) implements TextPass.Source {
        @Override
        public TextPass text() {
            return UnknownPiecesTest.PASSES.text();
        }

        @Override
        public TextPass json() {
            return text();
        }
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    private static String whole(Dialect dialect, boolean masked, String answer) {
        ObjectNode node = json(answer);
        AnswerRewriter.of(dialect, new Passes(masked), false).whole(node);
        return node.toString();
    }

    @ParameterizedTest(name = "masked: {0}")
    @ValueSource(booleans = {true, false})
    void ofChatCompletions(boolean masked) {
        String logprobs = "'logprobs':{'content':[{'token':'EMAIL','top_logprobs':[]}]}";
        String shown = whole(
                Dialect.CHAT,
                masked,
                "{'choices':[{'index':0,'message':{'content':'x'},'finish_reason':'stop'," + logprobs + "}]}");
        assertThat(shown.contains("EMAIL")).isNotEqualTo(masked);
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, new Passes(masked), false);
        List<Frame> frames = new ArrayList<>(rewriter.next(
                new Frame(null, json("{'choices':[{'index':0,'delta':{'content':'x'}," + logprobs + "}]}"))));
        frames.addAll(
                rewriter.next(new Frame(null, json("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}"))));
        assertThat(frames.stream().map(Frame::data).toList().toString().contains("EMAIL"))
                .isNotEqualTo(masked);
    }

    @ParameterizedTest(name = "masked: {0}")
    @ValueSource(booleans = {true, false})
    void ofResponses(boolean masked) {
        String shown = whole(
                Dialect.RESPONSES,
                masked,
                "{'status':'completed','output':[{'type':'message','content':[{'type':'output_text','text':'x',"
                        + "'logprobs':[{'token':'EMAIL'}]}]}]}");
        assertThat(shown.contains("EMAIL")).isNotEqualTo(masked);
    }

    @Test
    void whatWaitsToTheEndIsToldWithIt() {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, HOLDING, false);
        String logprobs = "'logprobs':{'content':[{'token':'x'}]}";
        ObjectNode first = json("{'choices':[{'index':0,'delta':{'content':'x'}," + logprobs + "}]}");
        ObjectNode last = json("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");
        assertThat(rewriter.next(Frame.of(first))).isEmpty();
        List<Frame> shown = rewriter.next(Frame.of(last));
        assertThat(shown).hasSize(1);
        ObjectNode rest = shown.getFirst().data();
        assertThat(rest.at("/choices/0/delta/content").asString()).isEqualTo("x");
        assertThat(rest.at("/choices/0/logprobs/content/0/token").asString()).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OLLAMA", "GEMINI"})
    void thoseOfOtherFormatsAreTold(String from) {
        ObjectNode answer = json("{'message':{'content':'Hé'},'done':true,'done_reason':'stop',"
                + "'logprobs':[{'token':'Hé','logprob':-0.5,'top_logprobs':[{'token':'Ha','logprob':-1.5}]}],"
                + "'candidates':[{'content':{'parts':[{'text':'Hé'}]},'finishReason':'STOP','logprobsResult':{"
                + "'chosenCandidates':[{'token':'Hé','tokenId':7,'logProbability':-0.5}],'topCandidates':[{'candidates':"
                + "[{'token':'Ha','tokenId':8,'logProbability':-1.5}]}]}}]}");
        ObjectNode told = json("{'content':[{'token':'Hé','logprob':-0.5,'bytes':[72,195,169],'top_logprobs':["
                + "{'token':'Ha','logprob':-1.5,'bytes':[72,97]}]}],'refusal':null}");
        Dialect dialect = Dialect.valueOf(from);
        assertThat(Translations.answer(dialect, Dialect.CHAT)
                        .whole(answer.deepCopy())
                        .at("/choices/0/logprobs"))
                .isEqualTo(told);
        assertThat(Translations.answer(dialect, Dialect.CHAT)
                        .next(Frame.of(answer.deepCopy()))
                        .getFirst()
                        .data()
                        .at("/choices/0/logprobs"))
                .isEqualTo(told);
        assertThat(Translations.answer(dialect, Dialect.RESPONSES)
                        .whole(answer.deepCopy())
                        .at("/output/0/content/0/logprobs"))
                .isEqualTo(told.path("content"));
        AnswerTranslation streamed = Translations.answer(dialect, Dialect.RESPONSES);
        List<Frame> frames = new ArrayList<>(streamed.next(Frame.of(answer.deepCopy())));
        frames.addAll(streamed.next(Frame.DONE));
        assertThat(frames.getLast().data().at("/response/output/0/content/0/logprobs"))
                .isEqualTo(told.path("content"));
    }
}
