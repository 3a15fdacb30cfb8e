package eu.rempart.core.knowledge;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// Estimates whether a page answers a question. A search engine's score only compares the pages
/// for one question; this compares questions, so that "nothing here" can be told from "this one".
///
/// The weights are a logistic regression over labelled questions (the first two of every four
/// of the package's test questions).
final class Confidence {
    private static final double MENTIONED = 0.4;

    private Confidence() {}

    /// What is measured of a question and a page.
    ///
    /// @param coverage the part of the question's weight that the page has, 0 to 1; what it only
    ///     mentions counts less
    /// @param likeness the cosine between the question and the page's most similar sample question
    ///     or keyword, 0 to 1
    /// @param keyword the weight of the heaviest keyword that the question contains whole, at most 2
    /// @param mass the weight that the question and the page's subject share, at most 3
    record Evidence(double coverage, double likeness, double keyword, double mass) {
        double probability() {
            double z = -6.3 + 1.7 * coverage + 1.6 * likeness + 2.5 * keyword + 2.1 * mass;
            return 1 / (1 + Math.exp(-z));
        }
    }

    static Evidence weigh(List<QuestionTerm> question, PageTerms page, ToDoubleFunction<String> weights) {
        double total = 0;
        double squares = 0;
        double covered = 0;
        double mass = 0;
        for (QuestionTerm term : question) {
            double subject = term.likenessIn(page.subject());
            double mentioned = MENTIONED * term.likenessIn(page.mentioned());
            total += term.weight();
            squares += term.weight() * term.weight();
            covered += term.weight() * Math.max(subject, mentioned);
            mass += term.weight() * subject;
        }
        if (total == 0) {
            return new Evidence(0, 0, 0, 0);
        }
        double likeness = 0;
        double keyword = 0;
        for (Set<String> sample : page.questions()) {
            likeness = Math.max(likeness, cosine(question, squares, sample, weights));
        }
        for (Set<String> sample : page.keywords()) {
            likeness = Math.max(likeness, cosine(question, squares, sample, weights));
            keyword = Math.max(keyword, contained(question, sample));
        }
        return new Evidence(covered / total, likeness, Math.min(2, keyword), Math.min(3, mass));
    }

    private static double cosine(
            List<QuestionTerm> question, double squares, Set<String> sample, ToDoubleFunction<String> weights) {
        double shared = 0;
        for (QuestionTerm term : question) {
            shared += term.weight() * term.weight() * term.likenessIn(sample);
        }
        if (shared == 0) {
            return 0;
        }
        double sampleSquares = 0;
        for (String term : sample) {
            double weight = weights.applyAsDouble(term);
            sampleSquares += weight * weight;
        }
        return Math.min(1, shared / Math.sqrt(squares * sampleSquares));
    }

    private static double contained(List<QuestionTerm> question, Set<String> keyword) {
        double weight = 0;
        int found = 0;
        for (QuestionTerm term : question) {
            double likeness = term.likenessIn(keyword);
            if (likeness > 0) {
                weight += term.weight() * likeness;
                found++;
            }
        }
        return found >= keyword.size() ? weight : 0;
    }
}
