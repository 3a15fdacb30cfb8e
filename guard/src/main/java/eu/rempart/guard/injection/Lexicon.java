package eu.rempart.guard.injection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The concepts' words in eight languages, compiled to one automaton: a trie over letters that
/// yields word symbols, and a trie over symbols that yields concepts. Immutable and thread-safe.
final class Lexicon {
    private static final int LETTERS = 36;
    private static final List<String> LANGUAGES = List.of("en", "fr", "de", "es", "it", "pt", "nl", "pl");

    /// Words that mean nothing here, but are needed to cut a run of letters without spaces into
    /// words.
    private static final String FILLERS =
            "le la les de des du un une et a au aux ce ces cet cette que qui en dans pour par sur ne pas se son sa ses mon ma mes je tu il elle nous"
                    + " vous est es sont the an of to in on and or is are me my i it this that with for from at by be was were you we they den die"
                    + " das der ein eine und zu mit von im el los las y o una lo gli il e di da do os as het een van en w na z i si ich";

    private int[] children = new int[LETTERS * 1024];
    private int nodes = 1;
    private int[] exactSymbol = new int[1024];
    private int[] prefixSymbol = new int[1024];
    private int symbols = 1;

    private final Map<Long, Integer> phraseEdges = new HashMap<>();
    private final List<Map<Concept, Integer>> phraseOutputs = new ArrayList<>();

    private final long[] edgeKeys;
    private final int[] edgeTargets;
    private final int[][] outputs;

    private Lexicon(BufferedReader lines) throws IOException {
        phraseOutputs.add(new HashMap<>());
        for (String filler : FILLERS.split(" ", -1)) {
            symbol(filler);
        }
        String line;
        while ((line = lines.readLine()) != null) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] fields = line.split("\t", -1);
                int language = 1 << LANGUAGES.indexOf(fields[1]);
                for (String entry : fields[2].split("\\|", -1)) {
                    add(Concept.valueOf(fields[0]), language, entry);
                }
            }
        }
        children = Arrays.copyOf(children, nodes * LETTERS);
        int size = Integer.highestOneBit(phraseEdges.size() * 4);
        edgeKeys = new long[size];
        edgeTargets = new int[size];
        phraseEdges.forEach(this::store);
        outputs = new int[phraseOutputs.size()][];
        for (int node = 0; node < outputs.length; node++) {
            outputs[node] = phraseOutputs.get(node).entrySet().stream()
                    .mapToInt(e -> e.getKey().index() << 8 | e.getValue())
                    .sorted()
                    .toArray();
        }
        phraseEdges.clear();
        phraseOutputs.clear();
    }

    static Lexicon load() {
        try (InputStream in = Lexicon.class.getResourceAsStream("concepts.txt")) {
            if (in == null) {
                throw new IllegalStateException("the lexicon is missing from the library");
            }
            return new Lexicon(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("the lexicon cannot be read", e);
        }
    }

    private static int letter(char c) {
        return c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? 26 + c - '0' : -1;
    }

    private int symbol(String word) {
        boolean prefix = word.endsWith("*");
        String letters = prefix ? word.substring(0, word.length() - 1) : word;
        int node = 0;
        for (int i = 0; i < letters.length(); i++) {
            int at = node * LETTERS + letter(letters.charAt(i));
            if (children[at] == 0) {
                if (nodes == exactSymbol.length) {
                    children = Arrays.copyOf(children, nodes * 2 * LETTERS);
                    exactSymbol = Arrays.copyOf(exactSymbol, nodes * 2);
                    prefixSymbol = Arrays.copyOf(prefixSymbol, nodes * 2);
                }
                children[at] = nodes++;
            }
            node = children[at];
        }
        int[] table = prefix ? prefixSymbol : exactSymbol;
        if (table[node] == 0) {
            table[node] = symbols++;
        }
        return table[node];
    }

    private void add(Concept concept, int language, String entry) {
        int node = 0;
        for (String word : entry.split(" ", -1)) {
            long key = (long) node << 32 | symbol(word);
            Integer next = phraseEdges.get(key);
            if (next == null) {
                next = phraseOutputs.size();
                phraseOutputs.add(new HashMap<>());
                phraseEdges.put(key, next);
            }
            node = next;
        }
        phraseOutputs.get(node).merge(concept, language, (a, b) -> a | b);
    }

    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40) & (edgeKeys.length - 1);
    }

    private void store(long key, int target) {
        int at = slot(key);
        while (edgeKeys[at] != 0) {
            at = (at + 1) & (edgeKeys.length - 1);
        }
        edgeKeys[at] = key;
        edgeTargets[at] = target;
    }

    /// The node after a symbol, or 0 when no phrase goes on so.
    int phraseNext(int node, int symbol) {
        long key = (long) node << 32 | symbol;
        int at = slot(key);
        while (edgeKeys[at] != 0) {
            if (edgeKeys[at] == key) {
                return edgeTargets[at];
            }
            at = (at + 1) & (edgeKeys.length - 1);
        }
        return 0;
    }

    /// What ends at a node: concept ordinal in the high bits, languages in the low eight.
    int[] outputs(int node) {
        return outputs[node];
    }

    /// Writes the symbols that a word matches to `into`; returns how many (at most `into.length`).
    int symbols(char[] letters, int from, int to, int[] into) {
        int node = 0;
        int found = 0;
        for (int i = from; i < to; i++) {
            int letter = letter(letters[i]);
            if (letter < 0) {
                return found;
            }
            node = children[node * LETTERS + letter];
            if (node == 0) {
                return found;
            }
            if (prefixSymbol[node] != 0 && found < into.length) {
                into[found++] = prefixSymbol[node];
            }
        }
        if (exactSymbol[node] != 0 && found < into.length) {
            into[found++] = exactSymbol[node];
        }
        return found;
    }

    /// The lengths of the words that start at `from`: bit `n` is set when the first `n` letters are a
    /// word or a word's beginning.
    long wordLengths(char[] letters, int from, int to) {
        int node = 0;
        long lengths = 0;
        for (int i = from; i < to && i - from < 40; i++) {
            int letter = letter(letters[i]);
            node = letter < 0 ? 0 : children[node * LETTERS + letter];
            if (node == 0) {
                break;
            }
            if (exactSymbol[node] != 0 || prefixSymbol[node] != 0) {
                lengths |= 1L << (i - from + 1);
            }
        }
        return lengths;
    }
}
