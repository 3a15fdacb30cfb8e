package eu.rempart.guard.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import eu.rempart.guard.pii.Masked;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.pii.StreamRestorer;
import eu.rempart.guard.pii.Vault;
import eu.rempart.guard.secret.SecretScanner;

/// What was masked comes back exactly, two messages in one vault.
public final class MaskerFuzz {
    private static final Masker MASKER = new Masker(new PiiDetector(), new SecretScanner());

    private MaskerFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        Vault vault = new Vault();
        String first = data.consumeString(2_000);
        String second = data.consumeRemainingAsString();
        Masked one = MASKER.mask(first, vault);
        Masked two = MASKER.mask(second, vault);
        NormaliserFuzz.check(StreamRestorer.restore(one.text(), vault).equals(first), "the first does not come back");
        NormaliserFuzz.check(StreamRestorer.restore(two.text(), vault).equals(second), "the second does not come back");
    }
}
