package eu.rempart.core.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// How an entry of the audit is chained to its predecessor, so that anyone can check it with a few lines of their own.
///
/// `hash = SHA-256(encoding)`, in lower-case hexadecimal, over these bytes in this order, numbers big-endian:
///
/// | field | bytes |
/// | --- | --- |
/// | format | the 15 ASCII bytes `rempart-audit-1` |
/// | previous hash | 32; all zero before the first entry |
/// | seq | 8, signed |
/// | at | 8, signed: milliseconds since 1970 in UTC |
/// | event, requestId, actor, facts | each: 4 of length, signed, then that many of UTF-8 |
///
/// A null is the length -1 and nothing else.
///
/// A chain shows any change, gap or reordering inside it. Whoever can write to the database can also build another
/// chain from the start: only a hash that was kept elsewhere shows that.
public final class AuditChain {

    /// What stands before the first entry.
    public static final String GENESIS = "0".repeat(64);

    private static final byte[] FORMAT = "rempart-audit-1".getBytes(StandardCharsets.US_ASCII);

    private AuditChain() {}

    /// The hash of an entry.
    ///
    /// @param previousHash of the entry before it, or [#GENESIS]: 64 hexadecimal digits
    public static String hash(String previousHash, AuditEntry entry) {
        MessageDigest digest = sha256();
        digest.update(FORMAT);
        digest.update(HexFormat.of().parseHex(previousHash));
        digest.update(ByteBuffer.allocate(16)
                .putLong(entry.seq())
                .putLong(entry.at().toEpochMilli())
                .array());
        update(digest, entry.event());
        update(digest, entry.requestId());
        update(digest, entry.actor());
        update(digest, entry.facts());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(4).putInt(text == null ? -1 : bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
