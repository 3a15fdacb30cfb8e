package eu.rempart.core.knowledge;

/// A help page that an answer was taken from, as shown to people.
public record Source(String id, String title) {}
