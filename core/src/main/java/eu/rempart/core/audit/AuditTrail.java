package eu.rempart.core.audit;

import java.util.List;

/// Reads the audit as it is stored. Thread-safe.
public interface AuditTrail {

    /// The end of the chain as its writers know it.
    End end();

    /// Entries in order of `seq`.
    ///
    /// @param after all of them are greater; `Long.MIN_VALUE` for the beginning
    List<Link> entries(long after, int limit);

    /// An entry and the hash that is stored with it: 64 hexadecimal digits, unless somebody changed it.
    record Link(AuditEntry entry, String hash) {}

    /// All three seen in one moment.
    ///
    /// @param seq of the last entry by the writers' own mark; 0 if there is none
    /// @param hash of that entry; [AuditChain#GENESIS] if there is none
    /// @param lastStored the greatest `seq` in the log itself; 0 if it is empty
    record End(long seq, String hash, long lastStored) {}
}
