package eu.rempart.core.pipeline;

import eu.rempart.core.identity.Caller;
import eu.rempart.core.limit.RateLimits;

/// Proved by [TakeLimits]: the request is within every limit that applies, and has been counted.
///
/// @param <S> where the answer goes
public record Admitted<S>(Received<S> request, Caller caller, RateLimits.Standing standing) {}
