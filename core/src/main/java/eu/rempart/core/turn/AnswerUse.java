package eu.rempart.core.turn;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.provider.ProviderException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one answer of a provider is charged by. Choices that are asked for one by one are an answer each.
///
/// @param told what the provider says that it counted; null if it said nothing
/// @param written what it wrote, still masked; possibly empty
/// @param whole whether the answer is all there: of a broken one the count may be no more than the beginning
public record AnswerUse(@Nullable TokenUsage told, String written, boolean whole) {

    /// A provider had the request, and that is all that is known.
    public static final AnswerUse READ = new AnswerUse(null, "", false);

    /// So many requests of which no more is known than that a provider had them.
    public static List<AnswerUse> read(int requests) {
        return Collections.nCopies(requests, READ);
    }

    /// Whether the provider may ask for money where this is all that came before that failure.
    public boolean mayCost(ProviderException failure) {
        return failure.requests() > 0 || whole || told != null || !written.isEmpty();
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "AnswerUse[told=" + told + ", whole=" + whole + "]";
    }
}
