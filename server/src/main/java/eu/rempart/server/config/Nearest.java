package eu.rempart.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The known name that somebody probably meant.
public final class Nearest {
    private Nearest() {}

    /// The candidate with the fewest changes of letters (optimal string alignment); empty if more
    /// than a third of them would change.
    public static Optional<String> to(String name, Collection<String> candidates) {
        if (name.length() > 100) {
            return Optional.empty();
        }
        return candidates.stream()
                .filter(candidate -> distance(name, candidate) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(c -> c));
    }

    /// Letters to insert, remove, replace or swap with their neighbour.
    private static int distance(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int replaced = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                table[i][j] = swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
            }
        }
        return table[a.length()][b.length()];
    }
}
