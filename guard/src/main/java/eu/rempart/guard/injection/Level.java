package eu.rempart.guard.injection;

/// How likely a text is an attack: the specification's four levels, in rising order.
public enum Level {
    NONE,
    /// A word or two that attacks also use. Nothing to do.
    LOW,
    /// Probably an attack: answer with a hardened call.
    MEDIUM,
    /// Surely an attack: refuse.
    HIGH
}
