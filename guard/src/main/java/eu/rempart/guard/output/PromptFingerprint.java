package eu.rempart.guard.output;

import eu.rempart.guard.text.FoldedLetters;
import java.util.Arrays;

/// A system prompt as a suffix automaton over its folded letters (Blumer and others, 1985): answers how long the
/// longest piece of it is that a text ends with. Blanks, digits and signs do not count.
///
/// Immutable and thread-safe: build it once for each prompt. It holds the prompt's letters, and
/// prints none.
public final class PromptFingerprint {
    private static final int TARGET_BITS = 24;
    private static final int TARGET = (1 << TARGET_BITS) - 1;

    private final int[] link;
    private final int[] length;
    private int states;

    /// The edges, in a table that is looked up by state and letter: 24 bits of the one, 16 of the other, 24 of where
    /// the edge leads.
    private long[] edges = new long[1 << 4];

    private int edgeCount;

    private PromptFingerprint(String prompt) {
        char[] letters = new char[Math.min(prompt.length(), TARGET / 2)];
        int count = 0;
        for (int i = 0; i < letters.length; i++) {
            char letter = letter(prompt.charAt(i));
            if (letter != 0) {
                letters[count++] = letter;
            }
        }
        link = new int[2 * count + 1];
        length = new int[2 * count + 1];
        char[] alphabet = alphabet(letters, count);
        states = 1;
        link[0] = -1;
        int last = 0;
        for (int i = 0; i < count; i++) {
            last = extend(last, letters[i], alphabet);
        }
    }

    /// The fingerprint of a prompt.
    ///
    /// @param prompt the system prompt; empty when there is none
    public static PromptFingerprint of(String prompt) {
        return new PromptFingerprint(prompt);
    }

    /// What counts of a unit: its folded letter, or 0.
    static char letter(char c) {
        char folded = FoldedLetters.of(c);
        return folded < 'A' || (folded > 0x7f && !Character.isLetter(folded)) ? 0 : folded;
    }

    private static char[] alphabet(char[] letters, int count) {
        char[] sorted = Arrays.copyOf(letters, count);
        Arrays.sort(sorted);
        int different = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[different++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, different);
    }

    private int extend(int last, char letter, char[] alphabet) {
        int current = states++;
        length[current] = length[last] + 1;
        int p = last;
        while (p >= 0 && next(p, letter) < 0) {
            put(p, letter, current);
            p = link[p];
        }
        if (p < 0) {
            return current;
        }
        int q = next(p, letter);
        if (length[p] + 1 == length[q]) {
            link[current] = q;
            return current;
        }
        int clone = states++;
        length[clone] = length[p] + 1;
        link[clone] = link[q];
        for (char other : alphabet) {
            int to = next(q, other);
            if (to >= 0) {
                put(clone, other, to);
            }
        }
        while (p >= 0 && next(p, letter) == q) {
            put(p, letter, clone);
            p = link[p];
        }
        link[q] = clone;
        link[current] = clone;
        return current;
    }

    private void put(int state, char letter, int to) {
        if (2 * (edgeCount + 1) > edges.length) {
            long[] old = edges;
            edges = new long[2 * old.length];
            for (long edge : old) {
                if (edge != 0) {
                    edges[slot(edge >>> TARGET_BITS)] = edge;
                }
            }
        }
        long key = ((long) state << 16) | letter;
        int slot = slot(key);
        edgeCount += edges[slot] == 0 ? 1 : 0;
        edges[slot] = (key << TARGET_BITS) | to;
    }

    private int slot(long key) {
        int mask = edges.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (edges[slot] != 0 && edges[slot] >>> TARGET_BITS != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /// The state after a letter; -1 if the prompt does not go on so.
    int next(int state, char letter) {
        long edge = edges[slot(((long) state << 16) | letter)];
        return edge == 0 ? -1 : (int) (edge & TARGET);
    }

    /// The state of the longest shorter piece.
    int link(int state) {
        return link[state];
    }

    /// How many letters the longest piece of a state has.
    int length(int state) {
        return length[state];
    }

    boolean isEmpty() {
        return states == 1;
    }

    @Override
    public String toString() {
        return "PromptFingerprint[" + states + " states]";
    }
}
