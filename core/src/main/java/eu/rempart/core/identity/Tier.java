package eu.rempart.core.identity;

/// The subscription's level, which sets the hourly limit and the monthly budget. Stored and shown in lower case.
public enum Tier {
    FREE,
    BASIC,
    PREMIUM,
    ENTERPRISE
}
