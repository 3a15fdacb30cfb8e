package eu.rempart.core.turn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A provider that may ask for money.
///
/// @param uses what for, one for each time that it was asked; possibly empty
/// @param covered what money was held for; null where nothing is limited
public record Bill(
        String provider,
        String model,
        List<AnswerUse> uses,
        @Nullable Covered covered) {

    public Bill {
        uses = List.copyOf(uses);
    }

    /// The tokens that the money held for a provider covers.
    ///
    /// @param input the most that it can read each time that it is asked
    /// @param output the most that it was asked to write, all its answers together
    /// @param alone whether that was held for this provider beside the others. Else it was held once, for whoever
    ///     answers, and what a provider wrote before it failed is a part of it
    public record Covered(long input, long output, boolean alone) {}
}
