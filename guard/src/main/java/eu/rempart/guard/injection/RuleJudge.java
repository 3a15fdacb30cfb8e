package eu.rempart.guard.injection;

import eu.rempart.guard.Finding;
import eu.rempart.guard.text.NormalText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Applies the rule table to one plain text (nothing decoded). Immutable and thread-safe.
final class RuleJudge {
    /// What a rule found, with its points.
    record Score(double points, Finding finding) {}

    private static final ConceptSet QUESTION = ConceptSet.of(Concept.QHOW, Concept.QABOUT);
    private static final ConceptSet MINE = ConceptSet.of(Concept.MINE);
    private static final ConceptSet CODE = ConceptSet.of(Concept.CODE);
    private static final ConceptSet LINE = ConceptSet.of(Concept.LINE, Concept.FRAME);
    private static final ConceptSet FIELD = ConceptSet.of(Concept.INJTERM);

    private final Lexicon lexicon;
    private final List<Rule> rules = Rule.load();

    RuleJudge(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /// The concepts of a text.
    ConceptHits read(NormalText words) {
        return new ConceptHits(lexicon, words.mended(lexicon));
    }

    /// Whether the points are lessened already, because attacks are the subject or a text is to be worked on.
    boolean isTalkedAbout(ConceptHits hits) {
        return hits.holds(FIELD) || hits.holds(LINE);
    }

    /// The best match of each rule name.
    Map<String, Score> judge(ConceptHits hits) {
        NormalText words = hits.words;
        Map<String, Score> best = new LinkedHashMap<>();
        boolean aboutAttacks = hits.holds(FIELD);
        // A sentence to be translated or corrected, or a case that is talked over, is no order; beside other
        // signs it still may be one.
        double quoted = hits.holds(LINE) ? 0.7 : 1;
        boolean disguised = false;
        for (Rule rule : rules) {
            if (!rule.possible(hits.presentLow, hits.presentHigh)) {
                continue;
            }
            for (int h = 0; h < hits.count; h++) {
                if (!rule.anchor().has(hits.concept[h])) {
                    continue;
                }
                int from = hits.first[h];
                int to = hits.last[h];
                boolean met = true;
                for (Rule.Need need : rule.needs()) {
                    int g = hits.near(h, need.concepts(), need.before(), need.after(), need.sentences());
                    if (g < 0 != need.absent()) {
                        met = false;
                        break;
                    }
                    if (g >= 0) {
                        from = Math.min(from, hits.first[g]);
                        to = Math.max(to, hits.last[g]);
                    }
                }
                if (!met) {
                    continue;
                }
                double points = rule.points() * damping(rule, hits, h) * (aboutAttacks ? 0.5 : quoted);
                Score before = best.get(rule.name());
                if (before == null || before.points() < points) {
                    best.put(
                            rule.name(), new Score(points, new Finding(rule.name(), words.start(from), words.end(to))));
                    if (rule.points() >= Rule.MEDIUM) {
                        for (int w = from; w <= to; w++) {
                            disguised |= hits.hidden(w);
                        }
                    }
                }
            }
        }
        if (disguised) {
            Score first = best.values().iterator().next();
            best.put(
                    "disguised",
                    new Score(
                            1.5,
                            new Finding(
                                    "disguised",
                                    first.finding().start(),
                                    first.finding().end())));
        }
        return best;
    }

    /// What speaks for a harmless reading: the writer's own earlier words, a question, a program.
    private static double damping(Rule rule, ConceptHits hits, int h) {
        double factor = 1;
        if (!rule.question()) {
            if (hits.sameSentence(h, MINE, 12)) {
                factor *= 0.3;
            }
            if (hits.opensWith(h, QUESTION)) {
                factor *= 0.4;
            }
        }
        if (hits.sameSentence(h, CODE, 15)) {
            factor *= 0.55;
        }
        return factor;
    }
}
