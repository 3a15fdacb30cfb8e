package eu.rempart.core.chat;

import eu.rempart.core.identity.Caller;
import eu.rempart.core.limit.RateLimits;

/// Proved by [TakeLimits]: the request is within every limit that applies, and has been counted.
record Admitted(Received request, Caller caller, RateLimits.Standing standing) {}
