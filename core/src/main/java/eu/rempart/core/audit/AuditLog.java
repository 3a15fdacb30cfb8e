package eu.rempart.core.audit;

/// Appends to the audit. Thread-safe.
public interface AuditLog {

    /// Returns when the event is durable and chained to its predecessor.
    ///
    /// @throws RuntimeException if it could not be written: whatever was to be recorded must then not happen
    void append(AuditEvent event);
}
