package eu.rempart.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditChainTest {

    private static final Instant AT = Instant.ofEpochMilli(1_795_341_600_123L);

    /// The expected value was computed from the documented encoding by another program, in another language.
    @Test
    void theEncodingIsTheOneThatIsDocumented() {
        assertThat(AuditChain.hash(
                        AuditChain.GENESIS,
                        new AuditEntry(1, AT, "chat.opened", "req-1", null, "{\"agent\":\"élea\"}")))
                .isEqualTo("1c4bb95d2663750eed2f6278bae12f0a3f51104fa3b42fa2ef01b7a87f1832a7");
    }

    @Test
    void fieldsThatReadTheSameInARowDoNotHashTheSame() {
        Set<String> hashes = new HashSet<>();
        List<AuditEntry> entries = List.of(
                new AuditEntry(1, AT, "ab", "c", null, "{}"),
                new AuditEntry(1, AT, "a", "bc", null, "{}"),
                new AuditEntry(1, AT, "abc", "", null, "{}"),
                new AuditEntry(1, AT, "abc", null, "", "{}"),
                new AuditEntry(1, AT, "abc", null, null, "{}"),
                new AuditEntry(1, AT, "abc", "", "", "{}"),
                new AuditEntry(2, AT, "abc", null, null, "{}"),
                new AuditEntry(1, AT.plusMillis(1), "abc", null, null, "{}"));
        entries.forEach(entry -> hashes.add(AuditChain.hash(AuditChain.GENESIS, entry)));
        hashes.add(AuditChain.hash("1" + "0".repeat(63), entries.getFirst()));

        assertThat(hashes).hasSize(entries.size() + 1);
    }
}
