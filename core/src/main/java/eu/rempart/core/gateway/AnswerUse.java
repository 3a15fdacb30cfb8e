package eu.rempart.core.gateway;

import eu.rempart.core.cost.TokenUsage;
import org.jspecify.annotations.Nullable;

/// What one answer of a provider is charged by. Choices that are asked for one by one are an answer each.
///
/// @param told what the provider says that it counted; null if it said nothing
/// @param written what it wrote, still masked; possibly empty
/// @param whole whether the answer is all there: of a broken one the count may be no more than the beginning
record AnswerUse(@Nullable TokenUsage told, String written, boolean whole) {

    /// A provider had the request, and that is all that is known.
    static final AnswerUse READ = new AnswerUse(null, "", false);

    boolean isNothing() {
        return !whole && told == null && written.isEmpty();
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "AnswerUse[told=" + told + ", whole=" + whole + "]";
    }
}
