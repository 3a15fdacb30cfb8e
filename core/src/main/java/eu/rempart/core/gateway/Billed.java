package eu.rempart.core.gateway;

import eu.rempart.core.cost.TokenUsage;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import org.jspecify.annotations.Nullable;

/// A provider that did not answer, and may ask for money all the same.
///
/// @param read how often it had the whole request without telling what it counted
/// @param used what it told of answers that were whole, where several were asked for one by one; null if nothing
record Billed(Target target, int read, @Nullable TokenUsage used) {}
