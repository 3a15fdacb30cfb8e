package eu.rempart.core.pipeline;

import eu.rempart.core.identity.Caller;

/// Proved by [Authenticate]: who sent the request.
///
/// @param <S> where the answer goes
public record Identified<S>(Received<S> request, Caller caller) {}
