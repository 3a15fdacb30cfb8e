package eu.rempart.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/// Holds the built-in price list against the checksum that was written when somebody last read the prices: money is
/// not counted with a list that was damaged or changed unseen.
final class PriceChecksum {

    private PriceChecksum() {}

    /// Returns if `prices.yaml` has the SHA-256 that `prices.yaml.sha256` gives, in the form of `sha256sum`.
    ///
    /// @throws IllegalStateException if it has another
    static void check(byte[] prices) {
        String expected;
        try (InputStream in = PriceChecksum.class.getResourceAsStream("prices.yaml.sha256")) {
            expected = new String(
                    Objects.requireNonNull(in, "prices.yaml.sha256").readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!expected.startsWith(sha256(prices) + " ")) {
            throw new IllegalStateException(
                    "the built-in price list does not have the checksum of prices.yaml.sha256."
                            + " Install again; whoever changed prices.yaml on purpose writes the checksum anew with sha256sum.");
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
