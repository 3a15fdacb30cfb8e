package eu.rempart.guard.injection;

import eu.rempart.guard.Finding;
import eu.rempart.guard.text.Decoders;
import eu.rempart.guard.text.LiteralAutomaton;
import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Collects what the rules say of a text and of everything encoded in it. Immutable and thread-safe.
final class TextReader {
    private static final List<String> TOKENS = List.of(
            "[inst]",
            "[/inst]",
            "<<sys>>",
            "<</sys>>",
            "<|im_start|>",
            "<|im_end|>",
            "<|system|>",
            "<|user|>",
            "<|assistant|>",
            "<|endoftext|>",
            "<|eot_id|>",
            "<|start_header_id|>",
            "<|end_header_id|>",
            "<|begin_of_text|>",
            "<|end_of_turn|>",
            "<start_of_turn>",
            "<end_of_turn>",
            "<|endofprompt|>",
            "<|fim_prefix|>",
            "<|channel|>",
            "<|message|>",
            "</system>",
            "<system>",
            "[system]",
            "[/system]",
            "### system:",
            "### instruction:",
            "### instructions:",
            "###instruction",
            "[system override]",
            "<|end|>",
            "<|start|>",
            "<|sep|>",
            "\nhuman:",
            "\n\nassistant:",
            "begin_system",
            "end_system",
            "<|system",
            "<|im_start",
            "{{#system",
            "[system message]",
            "[system_message]",
            "<system_prompt>",
            "</system_prompt>",
            "[admin]",
            "[override]");

    private static final double TOKEN_POINTS = 3.1;

    /// Nobody encodes an order by accident.
    private static final double ENCODED_POINTS = 1.5;

    private static final double FEWEST_ENCODED_POINTS = 1.8;

    private static final String OPENING = "«“„\"";
    private static final String CLOSING = "»”“\"";
    private static final double QUOTED = 0.5;

    /// A text that is quoted as a whole is the writer's own.
    private static final double MOST_QUOTED = 0.7;

    private final RuleJudge judge = new RuleJudge(Lexicon.load());
    private final LiteralAutomaton tokens = new LiteralAutomaton(TOKENS);

    TextReader() {
        for (String token : TOKENS) {
            if (!mayHoldTokens(token)) {
                throw new IllegalStateException("a token without a sign would never be looked for: " + token);
            }
        }
    }

    /// What speaks for an attack in one text, or in one that was encoded in it.
    ///
    /// @param points the points of all rules, encoded ones included
    /// @param encoded the texts that were found inside
    record Evidence(ConceptHits hits, Map<String, RuleJudge.Score> scores, double points, List<Evidence> encoded) {}

    /// What somebody typed.
    Evidence read(Reading reading) {
        return read(reading, true);
    }

    /// @param typed whether a person wrote it, who may talk about an attack; what a machine fetched has no reason to
    Evidence read(Reading reading, boolean typed) {
        String text = reading.text();
        ConceptHits hits = judge.read(reading.words());
        Map<String, RuleJudge.Score> scores = judge.judge(hits);
        if (typed && !judge.isTalkedAbout(hits)) {
            soften(text, scores);
        }
        tokens(text, scores);
        List<Decoders.Decoded> decoded = reading.decoded();
        if (decoded.isEmpty()) {
            return new Evidence(hits, scores, points(scores), List.of());
        }
        List<Evidence> encoded = new ArrayList<>();
        for (Decoders.Decoded inner : decoded) {
            ConceptHits innerHits = judge.read(NormalText.of(inner.text()));
            Map<String, RuleJudge.Score> innerScores = judge.judge(innerHits);
            tokens(inner.text(), innerScores);
            double points = points(innerScores);
            encoded.add(new Evidence(innerHits, innerScores, points + ENCODED_POINTS, List.of()));
            if (points >= FEWEST_ENCODED_POINTS) {
                innerScores.forEach((name, score) -> scores.merge(
                        inner.path() + ":" + name,
                        new RuleJudge.Score(
                                score.points(), new Finding(name, inner.start(), inner.end(), inner.path())),
                        (a, b) -> a.points() >= b.points() ? a : b));
                scores.putIfAbsent(
                        "encoded",
                        new RuleJudge.Score(
                                ENCODED_POINTS, new Finding("encoded", inner.start(), inner.end(), inner.path())));
            }
        }
        return new Evidence(hits, scores, points(scores), encoded);
    }

    /// Takes half the points from what stands in quotation marks within a longer text: it is told of more often
    /// than ordered. Straight marks count where no data format uses them for its strings.
    private static void soften(String text, Map<String, RuleJudge.Score> scores) {
        if (scores.isEmpty()) {
            return;
        }
        boolean data = text.indexOf('{') >= 0 || text.indexOf('<') >= 0 || text.indexOf('=') >= 0;
        for (int i = 0; i < OPENING.length() - (data ? 1 : 0); i++) {
            int from = text.indexOf(OPENING.charAt(i));
            while (from >= 0) {
                int to = text.indexOf(CLOSING.charAt(i), from + 1);
                if (to < 0) {
                    break;
                }
                if (to - from < MOST_QUOTED * text.length()) {
                    int start = from;
                    scores.replaceAll((name, score) ->
                            score.finding().start() > start && score.finding().end() <= to
                                    ? new RuleJudge.Score(score.points() * QUOTED, score.finding())
                                    : score);
                }
                from = text.indexOf(OPENING.charAt(i), to + 1);
            }
        }
    }

    /// Every token holds one of these, or begins a line.
    private static final String MARKS = "[<#{_";

    /// Whether a token could stand in a text: most have none of the signs.
    private static boolean mayHoldTokens(String text) {
        for (int i = 0; i < MARKS.length(); i++) {
            if (text.indexOf(MARKS.charAt(i)) >= 0) {
                return true;
            }
        }
        for (int i = text.indexOf('\n'); i >= 0 && i + 1 < text.length(); i = text.indexOf('\n', i + 1)) {
            char next = text.charAt(i + 1);
            if (next == '\n' || next == 'h' || next == 'H') {
                return true;
            }
        }
        return false;
    }

    private void tokens(String text, Map<String, RuleJudge.Score> scores) {
        if (!mayHoldTokens(text)) {
            return;
        }
        int state = 0;
        int first = -1;
        int different = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = tokens.next(state, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
            int token = state == 0 ? -1 : tokens.longestAt(state);
            if (token >= 0 && token != first) {
                String name = different == 0 ? "special-token" : "special-tokens";
                if (different < 2) {
                    int start = i + 1 - tokens.length(token);
                    scores.put(name, new RuleJudge.Score(TOKEN_POINTS, new Finding(name, start, i + 1)));
                }
                first = token;
                different++;
            }
        }
    }

    static double points(Map<String, RuleJudge.Score> scores) {
        double points = 0;
        for (RuleJudge.Score score : scores.values()) {
            points += score.points();
        }
        return points;
    }
}
