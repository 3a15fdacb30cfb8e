package eu.rempart.core.chat;

import eu.rempart.core.cost.TokenUsage;
import java.util.UUID;

/// Proved by [Settle]: all that there is to say about this turn is durable.
///
/// @param stored whether the answer is; it is not where its conversation was deleted meanwhile
record Settled(Answered answered, UUID answerId, boolean stored, TokenUsage usage, long costNano) {}
