package eu.rempart.guard.injection;

import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.WordHash;
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

/// The concepts' words in eight languages, compiled to one automaton over words: a table that turns
/// a word, or a beginning of one, into symbols, and a trie over symbols that yields concepts.
/// Immutable and thread-safe.
///
/// Words are found by their [WordHash]. A filter of bits answers for most words without a look into
/// the table, and a mask by a word's first letters says which of its beginnings may be entries.
final class Lexicon implements NormalText.Vocabulary {
    private static final List<String> LANGUAGES = List.of("en", "fr", "de", "es", "it", "pt", "nl", "pl");
    private static final int LONGEST_WORD = 40;
    private static final int SHORTEST_TELLING = 5;
    private static final int FILTER_BITS = 1 << 18;
    private static final int MASKS = 1 << 14;
    private static final int MASKED_LETTERS = 3;

    /// Words that mean nothing here, but are needed to cut a run of letters without spaces into
    /// words.
    private static final String FILLERS =
            "le la les de des du un une et a au aux ce ces cet cette que qui en dans pour par sur ne pas se son sa ses mon ma mes je tu il elle nous"
                    + " vous est es sont the an of to in on and or is are me my i it this that with for from at by be was were you we they den die"
                    + " das der ein eine und zu mit von im el los las y o una lo gli il e di da do os as het een van en w na z i si ich";

    /// Symbols of whole words and, negative, of beginnings.
    private final Map<String, Integer> symbolByWord = new HashMap<>();

    private final Map<Long, Integer> phraseEdges = new HashMap<>();
    private final List<Map<Concept, Integer>> phraseOutputs = new ArrayList<>();

    private final long[] filter = new long[FILTER_BITS / Long.SIZE];
    /// By the hash of the first letters: bit `n` is set when an entry `x*` of `n` letters begins so.
    private final long[] beginnings = new long[MASKS];

    private final long[] wordKeys;
    private final int[] wordSymbols;

    /// The trie's node after a phrase's first symbol.
    private final int[] firstNodes;

    private final long[] edgeKeys;
    private final int[] edgeTargets;
    private final boolean[] goesOn;
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
        int size = Integer.highestOneBit(symbolByWord.size() * 4);
        wordKeys = new long[size];
        wordSymbols = new int[size];
        symbolByWord.forEach(this::storeWord);
        int edges = Integer.highestOneBit(phraseEdges.size() * 4);
        edgeKeys = new long[edges];
        edgeTargets = new int[edges];
        firstNodes = new int[symbolByWord.size() + 1];
        goesOn = new boolean[phraseOutputs.size()];
        phraseEdges.forEach(this::storeEdge);
        outputs = new int[phraseOutputs.size()][];
        for (int node = 0; node < outputs.length; node++) {
            outputs[node] = phraseOutputs.get(node).entrySet().stream()
                    .mapToInt(e -> e.getKey().index() << 8 | e.getValue())
                    .sorted()
                    .toArray();
        }
        symbolByWord.clear();
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

    private int symbol(String word) {
        return symbolByWord.computeIfAbsent(word, w -> symbolByWord.size() + 1);
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

    /// The keys of a whole word and of a beginning differ in the last bit, and are never 0.
    private static long key(long hash, boolean whole) {
        return (hash & ~1L) | (whole ? 1 : 0) | 2;
    }

    private void storeWord(String word, int symbol) {
        boolean whole = !word.endsWith("*");
        int length = whole ? word.length() : word.length() - 1;
        long hash = 0;
        for (int i = 0; i < length; i++) {
            hash = WordHash.grow(hash, word.charAt(i));
            if (!whole && i + 1 == MASKED_LETTERS) {
                beginnings[mask(hash)] |= 1L << length;
            }
        }
        if (!whole && length < MASKED_LETTERS) {
            throw new IllegalArgumentException("too short a beginning: " + word);
        }
        long key = key(hash, whole);
        int bit = filterBit(key);
        filter[bit >>> 6] |= 1L << bit;
        int at = slot(key, wordKeys);
        while (wordKeys[at] != 0) {
            at = (at + 1) & (wordKeys.length - 1);
        }
        wordKeys[at] = key;
        wordSymbols[at] = symbol;
    }

    private static int filterBit(long key) {
        return (int) (key >>> 40) & (FILTER_BITS - 1);
    }

    private static int mask(long hash) {
        return (int) (hash >>> 20) & (MASKS - 1);
    }

    private static int slot(long key, long[] table) {
        return (int) (key >>> 32) & (table.length - 1);
    }

    private int symbolOf(long key) {
        int bit = filterBit(key);
        if ((filter[bit >>> 6] >>> bit & 1) == 0) {
            return 0;
        }
        int at = slot(key, wordKeys);
        while (wordKeys[at] != 0) {
            if (wordKeys[at] == key) {
                return wordSymbols[at];
            }
            at = (at + 1) & (wordKeys.length - 1);
        }
        return 0;
    }

    private static long mixed(long edge) {
        return (edge + 1) * 0x9E3779B97F4A7C15L;
    }

    private void storeEdge(long edge, int target) {
        int node = (int) (edge >>> 32);
        goesOn[node] = true;
        if (node == 0) {
            firstNodes[(int) edge] = target;
            return;
        }
        int at = slot(mixed(edge), edgeKeys);
        while (edgeKeys[at] != 0) {
            at = (at + 1) & (edgeKeys.length - 1);
        }
        edgeKeys[at] = edge;
        edgeTargets[at] = target;
    }

    /// The node after a symbol, or 0 when no phrase goes on so. The first node is 0.
    int phraseNext(int node, int symbol) {
        if (node == 0) {
            return firstNodes[symbol];
        }
        long edge = (long) node << 32 | symbol;
        int at = slot(mixed(edge), edgeKeys);
        while (edgeKeys[at] != 0) {
            if (edgeKeys[at] == edge) {
                return edgeTargets[at];
            }
            at = (at + 1) & (edgeKeys.length - 1);
        }
        return 0;
    }

    /// Whether some phrase goes on after a node.
    boolean goesOn(int node) {
        return goesOn[node];
    }

    /// What ends at a node: concept ordinal in the high bits, languages in the low eight.
    int[] outputs(int node) {
        return outputs[node];
    }

    /// Writes the symbols that a word matches to `into`; returns how many (at most `into.length`).
    int symbols(NormalText words, int word, int[] into) {
        return symbols(words.letters(), words.from(word), words.to(word), words.hash(word), into);
    }

    /// The same for letters that stand alone.
    int symbols(char[] letters, int[] into) {
        long hash = 0;
        for (char letter : letters) {
            hash = WordHash.grow(hash, letter);
        }
        return symbols(letters, 0, letters.length, hash, into);
    }

    private int symbols(char[] letters, int from, int to, long whole, int[] into) {
        int found = 0;
        if (to - from >= MASKED_LETTERS) {
            long hash =
                    WordHash.grow(WordHash.grow(WordHash.grow(0, letters[from]), letters[from + 1]), letters[from + 2]);
            long lengths = beginnings[mask(hash)];
            int read = MASKED_LETTERS;
            while (lengths != 0 && found < into.length - 1) {
                int length = Long.numberOfTrailingZeros(lengths);
                lengths &= lengths - 1;
                if (length > to - from) {
                    break;
                }
                while (read < length) {
                    hash = WordHash.grow(hash, letters[from + read++]);
                }
                int symbol = symbolOf(key(hash, false));
                if (symbol != 0) {
                    into[found++] = symbol;
                }
            }
        }
        int symbol = symbolOf(key(whole, true));
        if (symbol != 0) {
            into[found++] = symbol;
        }
        return found;
    }

    @Override
    public long wordLengths(char[] letters, int from, int to) {
        long hash = 0;
        long lengths = 0;
        int end = Math.min(to, from + LONGEST_WORD);
        for (int i = from; i < end; i++) {
            hash = WordHash.grow(hash, letters[i]);
            if (symbolOf(key(hash, true)) != 0 || symbolOf(key(hash, false)) != 0) {
                lengths |= 1L << (i - from + 1);
            }
        }
        return lengths;
    }

    @Override
    public boolean isTelling(char[] letters, int from, int to) {
        if (to - from < SHORTEST_TELLING || to - from > LONGEST_WORD) {
            return false;
        }
        long hash = 0;
        for (int i = from; i < to; i++) {
            hash = WordHash.grow(hash, letters[i]);
        }
        int symbol = symbolOf(key(hash, true));
        return symbol != 0 && firstNodes[symbol] != 0 && outputs[firstNodes[symbol]].length > 0;
    }

    @Override
    public String toString() {
        return "Lexicon[" + Arrays.stream(outputs).filter(o -> o.length > 0).count() + " phrases]";
    }
}
