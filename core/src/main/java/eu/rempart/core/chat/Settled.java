package eu.rempart.core.chat;

import eu.rempart.core.cost.TokenUsage;
import java.util.UUID;

/// Proved by [Settle]: all that there is to say about this turn is durable.
record Settled(Answered answered, UUID answerId, TokenUsage usage, long costNano) {}
