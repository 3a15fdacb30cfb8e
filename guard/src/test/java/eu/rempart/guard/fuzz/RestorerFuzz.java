package eu.rempart.guard.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import eu.rempart.guard.pii.PiiType;
import eu.rempart.guard.pii.StreamRestorer;
import eu.rempart.guard.pii.Vault;

/// However an answer is cut into pieces, the same comes out.
public final class RestorerFuzz {
    private static final String[] PIECES = {
        "[EMAIL_1]",
        "[email 1]",
        "\\[EMAIL\\_1\\]",
        "[NAME_1",
        "[NAME_1_2]",
        "NOM_1",
        "[PHONE_1] ",
        "{\"a\":\"[EMAIL_1]\"}"
    };

    private RestorerFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        Vault vault = new Vault();
        vault.placeholderFor(PiiType.EMAIL, "camille@example.org");
        vault.placeholderFor(PiiType.NAME, "Camille Durand");
        vault.placeholderFor(PiiType.NAME, "CAMILLE DURAND");
        vault.placeholderFor(PiiType.PHONE, "06 12 34 56 78");
        StringBuilder answer = new StringBuilder();
        StringBuilder shown = new StringBuilder();
        StreamRestorer restorer = new StreamRestorer(vault);
        while (data.remainingBytes() > 0) {
            String piece = data.consumeBoolean() ? data.pickValue(PIECES) : data.consumeString(12);
            int cut = piece.isEmpty() ? 0 : data.consumeInt(0, piece.length());
            answer.append(piece);
            shown.append(restorer.next(piece.substring(0, cut)));
            shown.append(restorer.next(piece.substring(cut)));
        }
        shown.append(restorer.end());
        NormaliserFuzz.check(
                shown.toString().equals(StreamRestorer.restore(answer.toString(), vault)), "the pieces matter");
    }
}
