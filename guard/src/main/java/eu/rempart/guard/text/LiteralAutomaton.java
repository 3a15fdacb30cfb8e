package eu.rempart.guard.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds many literals in one pass (Aho and Corasick, 1975). Immutable and thread-safe.
///
/// Literals are compared unit by unit, case-sensitively. The time is linear in the text plus the
/// number of matches.
public final class LiteralAutomaton {
    private static final int DENSE = 128;

    private final int[] dense;
    private final List<Map<Character, Integer>> sparse;
    private final int[] fail;
    private final int[] depth;
    private final int[] output;
    private final int[] outputLink;
    private final int[] lengths;

    /// @param literals what to look for; empty strings are never found
    public LiteralAutomaton(List<String> literals) {
        List<int[]> rows = new ArrayList<>();
        List<Map<Character, Integer>> others = new ArrayList<>();
        List<Integer> depths = new ArrayList<>();
        rows.add(new int[DENSE]);
        others.add(new HashMap<>());
        depths.add(0);
        List<Integer> outs = new ArrayList<>();
        outs.add(-1);
        lengths = new int[literals.size()];
        for (int id = 0; id < literals.size(); id++) {
            String literal = literals.get(id);
            lengths[id] = literal.length();
            if (literal.isEmpty()) {
                continue;
            }
            int node = 0;
            for (int i = 0; i < literal.length(); i++) {
                char c = literal.charAt(i);
                int next = c < DENSE ? rows.get(node)[c] : others.get(node).getOrDefault(c, 0);
                if (next == 0) {
                    next = rows.size();
                    rows.add(new int[DENSE]);
                    others.add(new HashMap<>());
                    depths.add(i + 1);
                    outs.add(-1);
                    if (c < DENSE) {
                        rows.get(node)[c] = next;
                    } else {
                        others.get(node).put(c, next);
                    }
                }
                node = next;
            }
            if (outs.get(node) < 0) {
                outs.set(node, id);
            }
        }
        int size = rows.size();
        fail = new int[size];
        outputLink = new int[size];
        depth = depths.stream().mapToInt(Integer::intValue).toArray();
        output = outs.stream().mapToInt(Integer::intValue).toArray();
        sparse = others;
        dense = new int[size * DENSE];
        for (int node = 0; node < size; node++) {
            System.arraycopy(rows.get(node), 0, dense, node * DENSE, DENSE);
        }
        link();
    }

    private void link() {
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(0);
        Arrays.fill(outputLink, -1);
        while (!queue.isEmpty()) {
            int node = queue.remove();
            outputLink[node] =
                    output[fail[node]] >= 0 && node != 0 ? fail[node] : node == 0 ? -1 : outputLink[fail[node]];
            for (int c = 0; c < DENSE; c++) {
                int child = dense[node * DENSE + c];
                int viaFail = node == 0 ? 0 : dense[fail[node] * DENSE + c];
                if (child == 0) {
                    dense[node * DENSE + c] = viaFail;
                } else {
                    fail[child] = viaFail;
                    queue.add(child);
                }
            }
            for (Map.Entry<Character, Integer> edge : sparse.get(node).entrySet()) {
                fail[edge.getValue()] = node == 0 ? 0 : sparseNext(fail[node], edge.getKey());
                queue.add(edge.getValue());
            }
        }
    }

    private int sparseNext(int from, char c) {
        int node = from;
        while (true) {
            Integer next = sparse.get(node).get(c);
            if (next != null) {
                return next;
            }
            if (node == 0) {
                return 0;
            }
            node = fail[node];
        }
    }

    /// The state after `c` was read in `state`; the first state is 0.
    public int next(int state, char c) {
        return c < DENSE ? dense[state * DENSE + c] : sparseNext(state, c);
    }

    /// How many of the last characters are the beginning of a literal.
    public int depth(int state) {
        return depth[state];
    }

    /// The index of the longest literal that ends here, or -1.
    public int longestAt(int state) {
        return output[state] >= 0 ? output[state] : outputLink[state] >= 0 ? output[outputLink[state]] : -1;
    }

    /// The length of the literal with that index, in UTF-16 units.
    public int length(int literal) {
        return lengths[literal];
    }

    /// Receives every literal that occurs in a text.
    @FunctionalInterface
    public interface Visitor {
        /// Called once for each occurrence, in the order of their ends.
        void found(int literal, int start, int end);
    }

    /// Visits every occurrence, overlapping ones too.
    public void scan(CharSequence text, Visitor visitor) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            state = next(state, text.charAt(i));
            int at = output[state] >= 0 ? state : outputLink[state];
            while (at >= 0) {
                visitor.found(output[at], i + 1 - lengths[output[at]], i + 1);
                at = outputLink[at];
            }
        }
    }
}
