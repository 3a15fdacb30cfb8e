package eu.rempart.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a format does not know comes in pieces too: two halves of a credential in two frames are one.
class UnknownPiecesTest {

    private static final JsonMapper JSON = new JsonMapper();

    /// Cuts where a credential stands in one text, and holds nothing back.
    static final TextPass.Source PASSES = new TextPass.Source() {
        @Override
        public TextPass text() {
            return new TextPass() {
                private final StringBuilder all = new StringBuilder();

                @Override
                public String next(String piece) {
                    all.append(piece);
                    if (all.indexOf("LEFTRIGHT") >= 0) {
                        throw new AnswerCutException("test");
                    }
                    return piece;
                }

                @Override
                public String end() {
                    return "";
                }

                @Override
                public boolean isHolding() {
                    return false;
                }
            };
        }

        @Override
        public TextPass json() {
            return text();
        }
    };

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    private static String chat(String delta) {
        return "{'choices':[{'index':0,'delta':" + delta + "}]}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "CHAT | {'note':'%s','choices':[{'index':0,'delta':{'content':'x'}}]}",
                "CHAT | {'note':{'deep':['%s']},'choices':[{'index':0,'delta':{'content':'x'}}]}",
                "CHAT | {'choices':[{'index':0,'note':'%s','delta':{'content':'x'}}]}",
                "CHAT | {'choices':[{'index':0,'delta':{'notes':['%s']}}]}",
                "CHAT | {'choices':[{'index':0,'delta':{'content':[{'type':'new','note':'%s'}]}}]}",
                "CHAT | {'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'note':'%s'}]}}]}",
                "CHAT | {'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'note':'%s'}}]}}]}",
                "CHAT | {'choices':[{'index':0,'delta':{'audio':{'note':'%s'}}}]}",
                "RESPONSES | {'type':'response.new.delta','item_id':'1','delta':{'note':'%s'}}",
                "RESPONSES | {'type':'response.new','item_id':'1','note':'%s'}",
                "MESSAGES | {'type':'content_block_delta','index':0,'delta':{'type':'new','deep':{'note':'%s'}}}",
                "MESSAGES | {'type':'content_block_start','index':0,'content_block':{'type':'new','note':'%s'}}",
                "MESSAGES | {'type':'new','note':'%s'}",
            })
    void twoHalvesOfACredentialAreOne(Dialect dialect, String frame) {
        AnswerRewriter rewriter = AnswerRewriter.of(dialect, PASSES, false);
        rewriter.next(Frame.of(json(frame.formatted("LEFT"))));
        assertThatThrownBy(() -> rewriter.next(Frame.of(json(frame.formatted("RIGHT")))))
                .isInstanceOf(AnswerCutException.class);
    }

    @ParameterizedTest
    @CsvSource({"note,other", "obfuscation,obfuscation"})
    void textsOfDifferentPlacesAndAttributesAreNotOne(String first, String second) {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        String frame = "{'%s':'%s','choices':[{'index':0,'delta':{'content':'x'}}]}";
        rewriter.next(Frame.of(json(frame.formatted(first, "LEFT"))));
        assertThatCode(() -> rewriter.next(Frame.of(json(frame.formatted(second, "RIGHT")))))
                .doesNotThrowAnyException();
    }

    @Test
    void namesOfFieldsWithoutEndCutNoAnswerAndHideNothing() {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        String frame = "{'trace':{'%s':'%s'},'choices':[{'index':0,'delta':{'content':'x'}}]}";
        rewriter.next(Frame.of(json(frame.formatted("first", "LEFT"))));
        for (int i = 0; i < 3_000; i++) {
            rewriter.next(Frame.of(json(frame.formatted("id" + i, "x"))));
        }
        rewriter.next(Frame.of(json(frame.formatted("x".repeat(5_000), "x"))));
        assertThatThrownBy(() -> rewriter.next(Frame.of(json(frame.formatted("last", "LEFTRIGHT")))))
                .isInstanceOf(AnswerCutException.class);
        assertThatThrownBy(() -> rewriter.next(Frame.of(json(frame.formatted("first", "RIGHT")))))
                .isInstanceOf(AnswerCutException.class);
    }

    @Test
    void whatIsToldAgainWithEveryChunkIsLookedAtOnceMoreOnly() {
        AtomicInteger made = new AtomicInteger();
        TextPass.Source counting = new TextPass.Source() {
            @Override
            public TextPass text() {
                made.incrementAndGet();
                return PASSES.text();
            }

            @Override
            public TextPass json() {
                return PASSES.json();
            }
        };
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, counting, false);
        String frame = "{'citations':['https://example.org/a-long-one','https://example.org/another-one'],"
                + "'choices':[{'index':0,'delta':{'content':'x'}}]}";
        rewriter.next(Frame.of(json(frame)));
        int once = made.get();
        rewriter.next(Frame.of(json(frame)));
        assertThat(made.get() - once).isEqualTo(2);
    }

    @Test
    void unknownFieldsOfPartsAreLookedInto() {
        ObjectNode answer = json("{'choices':[{'index':0,'finish_reason':'stop','message':{'content':"
                + "[{'type':'text','text':'x'},{'type':'new','note':'LEFTRIGHT'}]}}]}");
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        assertThatThrownBy(() -> rewriter.whole(answer)).isInstanceOf(AnswerCutException.class);
    }

    @Test
    void sealedReasoningIsNotWriting() {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, PASSES, false);
        String sealed = "{'reasoning_details':[{'type':'reasoning.encrypted','data':'c2VhbGVk'}]}";
        List<Frame> shown = rewriter.next(Frame.of(json(chat(sealed))));
        assertThat(shown).hasSize(1);
        assertThat(shown.getFirst().data().toString()).contains("c2VhbGVk");
        assertThat(rewriter.received()).isEmpty();
    }

    @Test
    void aChoiceThatGoesOnDoesNotWaitForOneThatEndsInTheSameChunk() {
        AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, PASSES, false, 2);
        ObjectNode chunk = json("{'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'},"
                + "{'index':1,'delta':{'content':'goes on'}}]}");
        List<Frame> shown = rewriter.next(Frame.of(chunk));
        assertThat(shown).hasSize(1);
        assertThat(shown.getFirst().data().toString())
                .contains("goes on", "\"id\":\"c\"")
                .doesNotContain("stop");
        assertThat(rewriter.isWhole()).isFalse();
        rewriter.next(Frame.of(json("{'choices':[{'index':1,'delta':{},'finish_reason':'stop'}]}")));
        rewriter.next(Frame.DONE);
        String end = rewriter.end().stream()
                .filter(frame -> !frame.isDone())
                .map(frame -> frame.data().toString())
                .collect(Collectors.joining());
        assertThat(end).contains("stop").doesNotContain("goes on");
    }
}
