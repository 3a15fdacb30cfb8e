package eu.rempart.core.knowledge;

import java.util.List;
import java.util.Set;

/// A term of a question, with the index terms that it may stand for.
///
/// @param weight how much it says, from 0 (in every page) to 1 (in none): its inverse document
///     frequency, scaled
/// @param spellings the term itself where the index has it, else its near spellings, else none
record QuestionTerm(double weight, List<Spelling> spellings) {

    /// @param likeness 1 for the term itself, less for a near spelling
    record Spelling(String term, double likeness) {}

    /// How well the term is found in a set: 0 for not at all.
    double likenessIn(Set<String> terms) {
        double best = 0;
        for (Spelling spelling : spellings) {
            if (spelling.likeness() > best && terms.contains(spelling.term())) {
                best = spelling.likeness();
            }
        }
        return best;
    }
}
