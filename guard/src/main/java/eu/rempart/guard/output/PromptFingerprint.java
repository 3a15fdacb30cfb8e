package eu.rempart.guard.output;

import eu.rempart.guard.text.FoldedLetters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A system prompt as a suffix automaton over its folded words: answers how long the longest piece
/// of it is that a text ends with.
///
/// Immutable and thread-safe: build it once for each prompt. It holds the prompt's words, and
/// prints none.
public final class PromptFingerprint {
    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final Set<String> beginnings = new HashSet<>();
    private final List<Map<Integer, Integer>> next = new ArrayList<>();
    private final List<Integer> link = new ArrayList<>();
    private final List<Integer> length = new ArrayList<>();

    private PromptFingerprint(String prompt) {
        state(0, -1);
        int last = 0;
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= prompt.length(); i++) {
            char folded = i < prompt.length() ? FoldedLetters.of(prompt.charAt(i)) : FoldedLetters.SEPARATOR;
            if (folded == FoldedLetters.SEPARATOR) {
                if (!word.isEmpty()) {
                    last = extend(last, wordId(word.toString()));
                    word.setLength(0);
                }
            } else if (folded != FoldedLetters.NOTHING) {
                word.append(folded);
            }
        }
    }

    /// The fingerprint of a prompt.
    ///
    /// @param prompt the system prompt; empty when there is none
    public static PromptFingerprint of(String prompt) {
        return new PromptFingerprint(prompt);
    }

    private int wordId(String word) {
        for (int i = 1; i <= word.length(); i++) {
            beginnings.add(word.substring(0, i));
        }
        return vocabulary.computeIfAbsent(word, w -> vocabulary.size());
    }

    private int state(int size, int linked) {
        next.add(new HashMap<>());
        link.add(linked);
        length.add(size);
        return next.size() - 1;
    }

    /// Blumer and others (1985): one word more.
    private int extend(int last, int word) {
        int current = state(length.get(last) + 1, 0);
        int p = last;
        while (p >= 0 && !next.get(p).containsKey(word)) {
            next.get(p).put(word, current);
            p = link.get(p);
        }
        if (p >= 0) {
            int q = next.get(p).getOrDefault(word, 0);
            if (length.get(p) + 1 == length.get(q)) {
                link.set(current, q);
            } else {
                int clone = state(length.get(p) + 1, link.get(q));
                next.get(clone).putAll(next.get(q));
                while (p >= 0 && next.get(p).getOrDefault(word, -1) == q) {
                    next.get(p).put(word, clone);
                    p = link.get(p);
                }
                link.set(q, clone);
                link.set(current, clone);
            }
        }
        return current;
    }

    boolean isEmpty() {
        return vocabulary.isEmpty();
    }

    boolean isBeginning(CharSequence letters) {
        return beginnings.contains(letters.toString());
    }

    /// A text's position in the prompt: the state and how many of its last words are a piece of the
    /// prompt.
    record Match(int state, int words) {
        static final Match NONE = new Match(0, 0);
    }

    Match after(Match match, String word) {
        Integer id = vocabulary.get(word);
        if (id == null) {
            return Match.NONE;
        }
        int state = match.state();
        int words = match.words();
        while (state != 0 && !next.get(state).containsKey(id)) {
            state = link.get(state);
            words = length.get(state);
        }
        Integer to = next.get(state).get(id);
        return to == null ? Match.NONE : new Match(to, words + 1);
    }

    @Override
    public String toString() {
        return "PromptFingerprint[" + vocabulary.size() + " words]";
    }
}
