package eu.rempart.core.chat;

import eu.rempart.core.identity.Caller;

/// Proved by [Authenticate]: who sent the request.
record Identified(Received request, Caller caller) {}
