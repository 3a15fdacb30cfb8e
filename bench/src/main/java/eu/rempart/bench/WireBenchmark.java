package eu.rempart.bench;

import eu.rempart.core.wire.AnswerRewriter;
import eu.rempart.core.wire.AnswerTranslation;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.Frame;
import eu.rempart.core.wire.RequestTexts;
import eu.rempart.core.wire.TextPass;
import eu.rempart.core.wire.Translations;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the formats cost beside the guard: finding the texts of a request, and one event of a stream, parsed and
/// rewritten, as it is and translated. One thread, warm; the guard itself is left out.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class WireBenchmark {

    private static final String REQUEST =
            """
            {"model":"gpt-4o-mini","temperature":0.2,"max_tokens":200,"stream":true,"messages":[
            {"role":"system","content":"You are a careful assistant. Answer in one sentence."},
            {"role":"user","content":[{"type":"text","text":"Bonjour, je m'appelle Camille Durand. Pouvez-vous relire ma lettre ?"}]}],
            "tools":[{"type":"function","function":{"name":"send_mail","description":"Sends a mail",
            "parameters":{"type":"object","properties":{"to":{"type":"string","description":"Who gets it"}}}}}]}""";
    private static final String CHUNK =
            """
            {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"gpt-4o-mini",\
            "choices":[{"index":0,"delta":{"content":" un mot"},"logprobs":null,"finish_reason":null}]}""";
    private static final String DELTA =
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" un mot\"}}";

    private static final TextPass.Source AS_IT_IS = new TextPass.Source() {
        @Override
        public TextPass text() {
            return new AsItIs();
        }

        @Override
        public TextPass json() {
            return new AsItIs();
        }
    };

    private record AsItIs() implements TextPass {
        @Override
        public String next(String piece) {
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
    }

    private final JsonMapper json = new JsonMapper();
    private AnswerRewriter rewriter = AnswerRewriter.of(Dialect.CHAT, AS_IT_IS, false);
    private AnswerTranslation translation = Translations.answer(Dialect.MESSAGES, Dialect.CHAT);
    private int events;

    /// A new answer from time to time, as long answers are: what was received is kept.
    private void follow() {
        if (++events % 1_000 == 0) {
            rewriter = AnswerRewriter.of(Dialect.CHAT, AS_IT_IS, false);
            translation = Translations.answer(Dialect.MESSAGES, Dialect.CHAT);
        }
    }

    /// Parses a request and finds its texts.
    @Benchmark
    public List<RequestTexts.Slot> textsOfARequest() {
        return RequestTexts.of(Dialect.CHAT, (ObjectNode) json.readTree(REQUEST)).slots();
    }

    /// Parses an event of chat completions, rewrites and prints it.
    @Benchmark
    public void eventAsItIs(Blackhole shown) {
        follow();
        for (Frame frame : rewriter.next(new Frame(null, (ObjectNode) json.readTree(CHUNK)))) {
            shown.consume(json.writeValueAsBytes(frame.data()));
        }
    }

    /// The same for an event of Anthropic's, translated.
    @Benchmark
    public void eventTranslated(Blackhole shown) {
        follow();
        for (Frame translated :
                translation.next(new Frame("content_block_delta", (ObjectNode) json.readTree(DELTA)))) {
            for (Frame frame : rewriter.next(translated)) {
                shown.consume(json.writeValueAsBytes(frame.data()));
            }
        }
    }
}
