package eu.rempart.guard.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import eu.rempart.guard.pii.Masked;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.pii.PiiMatch;
import eu.rempart.guard.pii.PiiType;
import eu.rempart.guard.pii.StreamRestorer;
import eu.rempart.guard.pii.Vault;
import eu.rempart.guard.secret.SecretScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What was masked comes back exactly, and nothing of it stands beside the placeholders: two messages in one vault.
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
        checkHidden(first, one);
        checkHidden(second, two);
    }

    private static void checkHidden(String text, Masked masked) {
        Set<String> values = new HashSet<>();
        List<String> shown = new ArrayList<>();
        int from = 0;
        for (PiiMatch match : masked.matches()) {
            shown.add(text.substring(from, match.start()));
            from = match.end();
            if (match.type() != PiiType.TEXT) {
                values.add(text.substring(match.start(), match.end()));
            }
        }
        shown.add(text.substring(from));
        for (String piece : shown) {
            NormaliserFuzz.check(values.stream().noneMatch(piece::contains), "a masked value is shown");
        }
    }
}
