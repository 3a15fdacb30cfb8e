package eu.rempart.core.wire;

import static eu.rempart.core.wire.Dialect.CHAT;
import static eu.rempart.core.wire.Dialect.GEMINI;
import static eu.rempart.core.wire.Dialect.MESSAGES;
import static eu.rempart.core.wire.Dialect.OLLAMA;
import static eu.rempart.core.wire.Dialect.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.wire.Answers.Answer;
import eu.rempart.core.wire.Answers.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Whatever a provider speaks, every client reads the same answer, whole and streamed.
class AnswerMatrixTest {

    private static final List<Dialect> PROVIDERS = List.of(CHAT, MESSAGES, OLLAMA, GEMINI);
    private static final List<Dialect> CLIENTS = List.of(CHAT, MESSAGES, RESPONSES);

    private static final Call WEATHER =
            new Call("weather", "{\"city\":\"Liège\",\"days\":[1,2],\"deep\":{\"a\":null}}");
    private static final Call CLOCK = new Call("clock", "{\"zone\":\"Europe/Brussels \\\"x\\\" \\\\\"}");

    private static Map<String, Answer> answers() {
        Map<String, Answer> answers = new LinkedHashMap<>();
        answers.put("text", Answer.of("Bonjour, ça va ?\n\n- un\n- \"deux\" 😀", "stop"));
        answers.put("nothing", Answer.of("", "stop"));
        answers.put("cut at the limit", Answer.of("Bonj", "length"));
        answers.put("filtered", Answer.of("Je ne", "content_filter"));
        answers.put("cached", Answer.of("Oui.", "stop").cached(20));
        answers.put("reasoning", Answer.of("4", "stop").thinking("2 and 2 make 4."));
        answers.put("tool", Answer.calling("", WEATHER));
        answers.put("words and a tool", Answer.calling("I look it up.", WEATHER).cached(9));
        answers.put("two tools", Answer.calling("", WEATHER, CLOCK));
        answers.put("the same tool twice", Answer.calling("", CLOCK, CLOCK));
        answers.put("a tool that wants nothing", Answer.calling("", new Call("now", "{}")));
        answers.put(
                "a tool, cut at the limit", Answer.calling("I look", WEATHER).ending("length"));
        answers.put(
                "all",
                Answer.calling("I ask both.", CLOCK, WEATHER)
                        .thinking("Hm, so.")
                        .cached(5));
        return answers;
    }

    static Stream<Arguments> pairs() {
        return PROVIDERS.stream().flatMap(from -> CLIENTS.stream().flatMap(to -> answers().entrySet().stream()
                .filter(entry -> from != OLLAMA || !entry.getKey().equals("filtered"))
                .map(entry -> Arguments.of(from, to, entry.getKey(), entry.getValue()))));
    }

    /// Ollama counts no cached tokens.
    private static Answer expected(Dialect from, Answer answer) {
        return from == OLLAMA ? answer.cached(0) : answer;
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("pairs")
    void aWholeAnswerSaysTheSame(Dialect from, Dialect to, String name, Answer answer) {
        assertThat(Readings.whole(to, Translations.answer(from, to).whole(Answers.whole(from, answer))))
                .as(name)
                .isEqualTo(expected(from, answer));
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("pairs")
    void aStreamSaysTheSame(Dialect from, Dialect to, String name, Answer answer) {
        List<Frame> frames = Readings.translated(Translations.answer(from, to), Answers.stream(from, answer));
        assertThat(Readings.stream(to, frames)).as(name).isEqualTo(expected(from, answer));
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("pairs")
    void aStreamThatBreaksOffHasNoEnd(Dialect from, Dialect to, String name, Answer answer) {
        List<Frame> frames = Readings.translated(Translations.answer(from, to), Answers.cut(from, answer));
        Answer read = Readings.stream(to, frames);
        assertThat(read.finish()).as(name).isEmpty();
        if (answer.calls().isEmpty()) {
            assertThat(read.text()).isEqualTo(answer.text());
        }
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("pairs")
    void aStreamIsToldPieceByPiece(Dialect from, Dialect to, String name, Answer answer) {
        AnswerTranslation translation = Translations.answer(from, to);
        int silent = 0;
        for (Frame frame : Answers.cut(from, answer)) {
            boolean piece = !List.of("ping", "content_block_stop", "content_block_start")
                    .contains(String.valueOf(frame.event()));
            piece &= !frame.data()
                    .path("delta")
                    .path("partial_json")
                    .asString("-")
                    .isEmpty();
            if (translation.next(frame).isEmpty() && piece) {
                silent++;
            }
        }
        assertThat(silent).as(name).isZero();
    }

    private static Answer oddly(Dialect to, List<Frame> pieces) {
        List<Frame> frames = new ArrayList<>(pieces);
        frames.add(Answers.chunk(Nodes.object(), "tool_calls"));
        frames.add(Frame.DONE);
        return Readings.stream(to, Readings.translated(Translations.answer(CHAT, to), frames));
    }

    private static final Call ONE = new Call("clock", "{\"zone\":\"A\"}");
    private static final Call TWO = new Call("clock", "{\"zone\":\"B\"}");

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"MESSAGES", "RESPONSES"})
    void toolsThatAreWrittenAtOnceAreNotMixed(Dialect to) {
        List<Frame> pieces = List.of(
                Answers.toolChunk(0, "clock", ""),
                Answers.toolChunk(1, "clock", "{\"zo"),
                Answers.toolChunk(0, "", "{\"zone\":"),
                Answers.toolChunk(1, "", "ne\":\"B\"}"),
                Answers.toolChunk(0, "", "\"A\"}"));
        assertThat(oddly(to, pieces).calls()).containsExactly(ONE, TWO);
    }

    /// Servers are known that give all calls the place 0, or none; each is then whole in one piece.
    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"MESSAGES", "RESPONSES"})
    void toolsInOnePlaceAreNotMixed(Dialect to) {
        for (boolean without : List.of(true, false)) {
            List<Frame> pieces = List.of(oneAtPlaceZero("c1", ONE, without), oneAtPlaceZero("c2", TWO, without));
            assertThat(oddly(to, pieces).calls()).containsExactly(ONE, TWO);
        }
    }

    private static Frame oneAtPlaceZero(String id, Call call, boolean without) {
        ObjectNode delta = Nodes.object();
        ObjectNode made = ChatShapes.toolCall(id, call.name(), call.arguments());
        delta.putArray("tool_calls").add(without ? made : made.put("index", 0));
        return Answers.chunk(delta, "");
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"MESSAGES", "RESPONSES"})
    void wordsAfterAToolAreTold(Dialect to) {
        List<Frame> pieces = List.of(
                Answers.chunk(Nodes.object().put("content", "Before, "), ""),
                Answers.toolChunk(0, "clock", ONE.arguments()),
                Answers.chunk(Nodes.object().put("content", "after."), ""));
        Answer read = oddly(to, pieces);
        assertThat(read.text()).isEqualTo("Before, after.");
        assertThat(read.calls()).containsExactly(ONE);
    }
}
