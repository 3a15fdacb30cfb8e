package eu.rempart.testkit.provider;

/// A client that left before its answer was complete.
///
/// @param request what it had asked
/// @param reset true if the connection was reset rather than closed
public record ClientClose(Received request, boolean reset) {}
