package eu.rempart.guard.injection;

import eu.rempart.guard.Finding;
import eu.rempart.guard.text.LiteralAutomaton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Judges whether a text tries to override, unmask or hijack the assistant.
///
/// Rules over concepts, in French, English, German, Spanish, Italian, Portuguese, Dutch and Polish,
/// on folded words: case, accents, look-alike letters, invisible characters, digits for letters and
/// spaced-out letters make no difference. What is encoded in the text is decoded (two levels,
/// bounded) and judged too. Immutable and thread-safe; build one and keep it. Any string is
/// allowed; the time is linear in its length.
public final class InjectionDetector {
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

    private static final int LONGEST_WINDOW = 12_000;
    private static final int TURNS = 6;
    private static final double STEEPNESS = 4.5;

    private final RuleJudge judge = new RuleJudge(Lexicon.load());
    private final LiteralAutomaton tokens = new LiteralAutomaton(TOKENS);

    public InjectionDetector() {}

    /// Judges one text by itself.
    public Assessment assess(String text) {
        return assessment(scores(text));
    }

    /// Judges a text in the light of what the same user wrote before: an attack may be spread over
    /// several messages.
    ///
    /// @param previousUserMessages the user's earlier messages, oldest first; only the last six count
    /// @param text the message to judge; offsets in the result are offsets in it
    public Assessment assess(List<String> previousUserMessages, String text) {
        Map<String, RuleJudge.Score> own = scores(text);
        if (previousUserMessages.isEmpty() || level(points(own)) == Level.HIGH) {
            return assessment(own);
        }
        StringBuilder window = new StringBuilder();
        int from = Math.max(0, previousUserMessages.size() - TURNS);
        for (String message : previousUserMessages.subList(from, previousUserMessages.size())) {
            window.append(message).append(' ');
        }
        if (window.length() + text.length() > LONGEST_WINDOW) {
            int cut = Math.min(window.length(), Math.max(0, window.length() + text.length() - LONGEST_WINDOW));
            window.delete(0, cut);
        }
        int offset = window.length();
        if (offset == 0) {
            return assessment(own);
        }
        window.append(text);
        Map<String, RuleJudge.Score> joint = new LinkedHashMap<>(own);
        // Only what reaches into this message is held against it: an old attack was judged when it
        // came.
        scores(window.toString()).forEach((rule, score) -> {
            if (score.finding().end() > offset && score.finding().start() < offset) {
                Finding inText = new Finding(rule, 0, score.finding().end() - offset);
                joint.merge(
                        rule, new RuleJudge.Score(score.points(), inText), (a, b) -> a.points() >= b.points() ? a : b);
            }
        });
        return assessment(joint);
    }

    private Map<String, RuleJudge.Score> scores(String text) {
        Map<String, RuleJudge.Score> scores = judge.judge(text);
        tokens(text, scores);
        for (Decoders.Decoded decoded : Decoders.decode(text)) {
            Map<String, RuleJudge.Score> inner = judge.judge(decoded.text());
            tokens(decoded.text(), inner);
            double points = points(inner);
            if (points >= 1.8) {
                // Nobody encodes an order by accident.
                String name = "decoded-"
                        + inner.values().stream()
                                .max(Comparator.comparingDouble(RuleJudge.Score::points))
                                .orElseThrow()
                                .finding()
                                .rule();
                RuleJudge.Score found =
                        new RuleJudge.Score(points + 1.5, new Finding(name, decoded.start(), decoded.end()));
                scores.merge(name, found, (a, b) -> a.points() >= b.points() ? a : b);
            }
        }
        return scores;
    }

    private void tokens(String text, Map<String, RuleJudge.Score> scores) {
        int state = 0;
        int first = -1;
        int different = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = tokens.next(state, c < 0x80 ? (char) (c >= 'A' && c <= 'Z' ? c + 32 : c) : c);
            int token = tokens.longestAt(state);
            if (token >= 0 && token != first) {
                String name = different == 0 ? "special-token" : "special-tokens";
                if (different < 2) {
                    int start = i + 1 - tokens.length(token);
                    scores.put(name, new RuleJudge.Score(3.1, new Finding(name, start, i + 1)));
                }
                first = token;
                different++;
            }
        }
    }

    private static double points(Map<String, RuleJudge.Score> scores) {
        double points = 0;
        for (RuleJudge.Score score : scores.values()) {
            points += score.points();
        }
        return points;
    }

    private static Level level(double points) {
        return points >= Rule.HIGH
                ? Level.HIGH
                : points >= Rule.MEDIUM ? Level.MEDIUM : points >= 1 ? Level.LOW : Level.NONE;
    }

    private static Assessment assessment(Map<String, RuleJudge.Score> scores) {
        double points = points(scores);
        List<Finding> findings = new ArrayList<>();
        for (RuleJudge.Score score : scores.values()) {
            findings.add(score.finding());
        }
        findings.sort(Comparator.comparingInt(Finding::start).thenComparing(Finding::rule));
        return new Assessment(level(points), 1 - Math.exp(-points / STEEPNESS), findings);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "InjectionDetector[%d tokens]", TOKENS.size());
    }
}
