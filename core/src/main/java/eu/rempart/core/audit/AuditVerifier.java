package eu.rempart.core.audit;

import eu.rempart.core.audit.AuditTrail.End;
import eu.rempart.core.audit.AuditTrail.Link;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Walks the audit from its first entry to its last, in batches. Others may append meanwhile. Thread-safe.
public final class AuditVerifier {

    private static final int BATCH = 1_000;

    private final AuditTrail trail;

    public AuditVerifier(AuditTrail trail) {
        this.trail = trail;
    }

    /// What the walk found.
    public sealed interface Verdict {

        /// Every entry is in its place.
        record Intact(long entries) implements Verdict {}

        /// Something is not as it was written.
        ///
        /// @param seq the first place that is wrong
        record Broken(long seq, Defect defect) implements Verdict {}
    }

    /// What is wrong with a place.
    public enum Defect {
        /// No entry has this number, though later ones are there.
        MISSING,
        /// The entry is not the one that was written here.
        CHANGED,
        /// The chain ends before this entry, though it had been written.
        TRUNCATED,
        /// The entry came in without being chained.
        UNCHAINED
    }

    /// Checks the chain up to the last entry at the time of the call.
    public Verdict verify() {
        End end = trail.end();
        if (end.lastStored() > end.seq()) {
            // The first wrong place may still be before it.
            Verdict before = walk(end);
            return before instanceof Verdict.Broken ? before : new Verdict.Broken(end.seq() + 1, Defect.UNCHAINED);
        }
        return walk(end);
    }

    private Verdict walk(End end) {
        String hash = AuditChain.GENESIS;
        long next = 1;
        long after = Long.MIN_VALUE;
        while (next <= end.seq()) {
            List<Link> batch = trail.entries(after, BATCH);
            if (batch.isEmpty()) {
                return new Verdict.Broken(next, Defect.TRUNCATED);
            }
            for (Link link : batch) {
                AuditEntry entry = link.entry();
                if (next > end.seq()) {
                    break;
                }
                if (entry.seq() != next) {
                    return entry.seq() < next
                            ? new Verdict.Broken(entry.seq(), Defect.UNCHAINED)
                            : new Verdict.Broken(next, Defect.MISSING);
                }
                hash = AuditChain.hash(hash, entry);
                if (!hash.equals(link.hash())) {
                    return new Verdict.Broken(next, Defect.CHANGED);
                }
                after = next++;
            }
        }
        return hash.equals(end.hash()) ? new Verdict.Intact(end.seq()) : new Verdict.Broken(end.seq(), Defect.CHANGED);
    }

    /// Writes the whole audit as JSON lines, oldest first, each with its hash. `facts` is a string that holds the JSON
    /// object exactly as it was chained.
    ///
    /// @return how many entries there were
    public long export(Appendable out) throws IOException {
        long after = Long.MIN_VALUE;
        long count = 0;
        for (List<Link> batch = trail.entries(after, BATCH); !batch.isEmpty(); batch = trail.entries(after, BATCH)) {
            for (Link link : batch) {
                out.append(JsonMapper.shared().writeValueAsString(Line.of(link)))
                        .append('\n');
                after = link.entry().seq();
                count++;
            }
        }
        return count;
    }

    private record Line(
            long seq,
            Instant at,
            String event,
            @Nullable String requestId,
            @Nullable String actor,
            String facts,
            String hash) {

        static Line of(Link link) {
            AuditEntry entry = link.entry();
            return new Line(
                    entry.seq(),
                    entry.at(),
                    entry.event(),
                    entry.requestId(),
                    entry.actor(),
                    entry.facts(),
                    link.hash());
        }
    }
}
