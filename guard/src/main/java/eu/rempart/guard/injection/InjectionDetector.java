package eu.rempart.guard.injection;

import eu.rempart.guard.Finding;
import eu.rempart.guard.text.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Judges whether a text tries to override, unmask, misuse or hijack the assistant.
///
/// Rules over concepts, in French, English, German, Spanish, Italian, Portuguese, Dutch and Polish,
/// on the [normal form][eu.rempart.guard.text.NormalText]; what is
/// [encoded][eu.rempart.guard.text.Decoders] in the text is judged too; a small classifier weighs what
/// the rules say against the rest of the text. Immutable and thread-safe; build one and keep it. Any
/// string is allowed; the time is linear in its length.
public final class InjectionDetector {
    /// A word or two are what somebody looks up, whatever they name.
    private static final int FEWEST_WORDS = 3;

    private static final double WORDS_ALONE = 0.5;

    private static final int LONGEST_WINDOW = 12_000;
    private static final int TURNS = 6;

    /// At least so much of what a joint reading says must be new: the rest was judged when it came.
    private static final double JOINT_POINTS = Rule.MEDIUM;

    private final TextReader reader = new TextReader();
    private final Classifier classifier = Classifier.load();

    public InjectionDetector() {}

    /// Judges one text by itself, written by the user.
    public Assessment assess(String text) {
        return assess(text, Provenance.USER);
    }

    /// Judges one text by itself.
    public Assessment assess(String text, Provenance provenance) {
        return assess(Reading.of(text), provenance);
    }

    /// The same, for a text that was read already.
    public Assessment assess(Reading reading, Provenance provenance) {
        return assessment(reader.read(reading, provenance == Provenance.USER), provenance);
    }

    /// Judges a text of which some parts did not come from the user: those are held to other
    /// thresholds. The result is that of the worst part.
    ///
    /// @param parts what came from elsewhere, in any order; what none of them covers is the user's
    /// @throws IndexOutOfBoundsException if a part reaches beyond the text
    public Assessment assess(String text, List<Part> parts) {
        if (parts.isEmpty()) {
            return assess(text);
        }
        char[] own = text.toCharArray();
        List<Finding> findings = new ArrayList<>();
        Level level = Level.NONE;
        double score = 0;
        for (Part part : parts) {
            Assessment of = assess(text.substring(part.start(), part.end()), part.provenance());
            for (Finding f : of.findings()) {
                findings.add(new Finding(f.rule(), f.start() + part.start(), f.end() + part.start(), f.path()));
            }
            level = of.level().compareTo(level) > 0 ? of.level() : level;
            score = Math.max(score, of.score());
            if (part.provenance() != Provenance.USER) {
                Arrays.fill(own, part.start(), part.end(), '\n');
            }
        }
        Assessment rest = assess(new String(own));
        findings.addAll(rest.findings());
        findings.sort(Comparator.comparingInt(Finding::start).thenComparing(Finding::rule));
        return new Assessment(
                rest.level().compareTo(level) > 0 ? rest.level() : level, Math.max(score, rest.score()), findings);
    }

    /// Judges a text in the light of what the same user wrote before: an attack may be spread over
    /// several messages.
    ///
    /// @param previousUserMessages the user's earlier messages, oldest first; only the last six count
    /// @param text the message to judge; offsets in the result are offsets in it
    public Assessment assess(List<String> previousUserMessages, String text) {
        TextReader.Evidence own = reader.read(Reading.of(text));
        Assessment alone = assessment(own, Provenance.USER);
        if (previousUserMessages.isEmpty() || alone.level() == Level.HIGH) {
            return alone;
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
            return alone;
        }
        // Only what reaches into this message is held against it: an old attack was judged when it
        // came.
        Map<String, RuleJudge.Score> joint = new LinkedHashMap<>(own.scores());
        TextReader.Evidence together =
                reader.read(Reading.of(window.append(text).toString()));
        together.scores().forEach((name, score) -> {
            Finding found = score.finding();
            if (found.end() > offset && found.start() < offset && found.path().isEmpty()) {
                joint.merge(
                        name,
                        new RuleJudge.Score(score.points(), new Finding(found.rule(), 0, found.end() - offset)),
                        (a, b) -> a.points() >= b.points() ? a : b);
            }
        });
        double points = TextReader.points(joint);
        if (points < own.points() + JOINT_POINTS) {
            return alone;
        }
        Assessment spread =
                assessment(new TextReader.Evidence(together.hits(), joint, points, own.encoded()), Provenance.USER);
        // Messages that are harmless one by one look so to the classifier too; the rules decide.
        boolean sure = points >= 2 * Rule.MEDIUM && spread.level().compareTo(Level.MEDIUM) < 0;
        return sure ? new Assessment(Level.MEDIUM, spread.score(), spread.findings()) : spread;
    }

    private Assessment assessment(TextReader.Evidence evidence, Provenance provenance) {
        boolean document = provenance != Provenance.USER;
        double margin = classifier.margin(evidence.hits(), evidence.points(), document);
        double points = evidence.points();
        for (TextReader.Evidence encoded : evidence.encoded()) {
            margin = Math.max(margin, classifier.margin(encoded.hits(), encoded.points(), document));
        }
        double score = classifier.probability(margin);
        if (points < Rule.MEDIUM
                && evidence.encoded().isEmpty()
                && evidence.hits().words.count() < FEWEST_WORDS) {
            score = Math.min(score, WORDS_ALONE);
        }
        List<Finding> findings = new ArrayList<>(evidence.scores().size());
        for (RuleJudge.Score found : evidence.scores().values()) {
            findings.add(found.finding());
        }
        findings.sort(Comparator.comparingInt(Finding::start).thenComparing(Finding::rule));
        return new Assessment(Level.of(score, points, provenance), score, findings);
    }

    @Override
    public String toString() {
        return "InjectionDetector";
    }
}
