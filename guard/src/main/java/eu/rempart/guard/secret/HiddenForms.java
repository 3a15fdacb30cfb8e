package eu.rempart.guard.secret;

import eu.rempart.guard.text.Decoders;
import eu.rempart.guard.text.FoldedLetters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The ways in which known values can be hidden in a text, as the letters and digits that are left of them: any case,
/// width and signs between; backwards; in ROT13; in Base64 and Base32 at every offset, hexadecimal, binary and decimal
/// octets, and escapes of these. Of an encoding the first octets tell enough.
///
/// Immutable and thread-safe; prints none of the values. One automaton (Aho and Corasick, 1975) with a few bytes for
/// each letter: it may be built for one call.
public final class HiddenForms {
    /// A value with fewer letters would be found in ordinary words if signs could stand anywhere in it.
    static final int SHORT = 12;

    private static final int SHORTEST = 6;

    /// Keys of one provider begin alike: so many octets tell them apart.
    private static final int OCTETS = 24;

    private static final int RANDOM_OCTETS = 8;
    private static final HiddenForms NONE = of(Set.of());
    private static final int ROOT_LETTERS = 0x80;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// For each node: its letter, first child, next sibling, where to go on, its depth, and the form that ends there.
    private char[] letters = new char[512];

    private int[] child = new int[512];
    private int[] sibling = new int[512];
    private int[] fail;
    private int[] depth = new int[512];
    private int[] form = new int[512];
    private int size = 1;
    private final int[] root = new int[ROOT_LETTERS];
    private final List<Form> forms = new ArrayList<>();
    private int longest = 1;

    /// @param offsets where the letters stand in the form, from the first; empty if the letters may stand anywhere
    /// @param spaced whether a short form counts only with something between all letters
    @SuppressWarnings("ArrayRecordComponent") // Read by this class alone, and never compared.
    private record Form(int[] offsets, boolean spaced, boolean encoded) {}

    private HiddenForms(Collection<String> values, boolean anywhere) {
        forms.add(new Form(new int[0], false, false));
        for (String value : values) {
            add(value, anywhere, false);
            add(Decoders.rot13(value), anywhere, false);
            add(new StringBuilder(value).reverse().toString(), anywhere, false);
            byte[] octets = value.getBytes(StandardCharsets.UTF_8);
            if (octets.length >= SHORTEST) {
                int enough = Math.min(octets.length, anywhere ? RANDOM_OCTETS : OCTETS);
                for (String encoded : encoded(Arrays.copyOf(octets, enough))) {
                    add(encoded, false, true);
                }
            }
        }
        fail = new int[size];
        link();
    }

    /// Forms of values that may be words: short ones need their own signs, or a sign between all letters.
    static HiddenForms of(Collection<String> values) {
        return new HiddenForms(values, false);
    }

    /// Forms of a random value, which no text has by chance; of an empty one there are none.
    public static HiddenForms ofRandom(String value) {
        return value.isEmpty() ? NONE : new HiddenForms(Set.of(value), true);
    }

    /// A reader of one text that arrives unit by unit.
    public HiddenReader reader() {
        return new HiddenReader(this);
    }

    private static Set<String> encoded(byte[] octets) {
        Set<String> forms = new LinkedHashSet<>();
        StringBuilder binary = new StringBuilder();
        StringBuilder decimal = new StringBuilder();
        StringBuilder wide = new StringBuilder();
        for (byte octet : octets) {
            int value = octet & 0xff;
            decimal.append(value);
            if (binary.length() >= 8 * RANDOM_OCTETS) {
                continue;
            }
            binary.append(Integer.toBinaryString(value | 0x100), 1, 9);
            wide.append("u00").append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
        }
        HexFormat hex = HexFormat.of();
        forms.add(hex.formatHex(octets));
        forms.add(hex.withPrefix("x").formatHex(octets));
        forms.add(hex.withPrefix("0x").formatHex(octets));
        forms.add(binary.toString());
        forms.add(decimal.toString());
        forms.add(wide.toString());
        for (int before = 0; before < 3; before++) {
            byte[] shifted = shifted(octets, before);
            String whole = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.add(whole.substring((before * 8 + 5) / 6, shifted.length * 8 / 6));
        }
        for (int before = 0; before < 5; before++) {
            byte[] shifted = shifted(octets, before);
            forms.add(base32(shifted).substring((before * 8 + 4) / 5, shifted.length * 8 / 5));
        }
        return forms;
    }

    private static byte[] shifted(byte[] octets, int before) {
        byte[] shifted = new byte[before + octets.length];
        System.arraycopy(octets, 0, shifted, before, octets.length);
        return shifted;
    }

    private static String base32(byte[] octets) {
        StringBuilder out = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte octet : octets) {
            buffer = ((buffer << 8) | (octet & 0xff)) & 0xffff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                out.append(BASE32.charAt((buffer >>> bits) & 31));
            }
        }
        return out.toString();
    }

    private void add(String value, boolean anywhere, boolean encoded) {
        StringBuilder folded = new StringBuilder(value.length());
        int[] offsets = new int[value.length()];
        boolean digit = false;
        for (int i = 0; i < value.length(); i++) {
            char letter = FoldedLetters.of(value.charAt(i));
            if (letter != FoldedLetters.NOTHING && letter != FoldedLetters.SEPARATOR) {
                offsets[folded.length()] = i;
                folded.append(letter);
                digit |= letter >= '0' && letter <= '9';
            }
        }
        int count = folded.length();
        if (count < SHORTEST) {
            return;
        }
        for (int i = count - 1; i >= 0; i--) {
            offsets[i] -= offsets[0];
        }
        int node = 0;
        for (int i = 0; i < count; i++) {
            node = childOrNew(node, folded.charAt(i));
        }
        if (form[node] == 0) {
            boolean free = anywhere || count >= SHORT;
            form[node] = forms.size();
            forms.add(new Form(free ? new int[0] : Arrays.copyOf(offsets, count), !digit && !encoded, encoded));
        }
        longest = Math.max(longest, count);
    }

    private int childOrNew(int node, char letter) {
        for (int next = child[node]; next != 0; next = sibling[next]) {
            if (letters[next] == letter) {
                return next;
            }
        }
        if (size == letters.length) {
            letters = Arrays.copyOf(letters, 2 * size);
            child = Arrays.copyOf(child, 2 * size);
            sibling = Arrays.copyOf(sibling, 2 * size);
            depth = Arrays.copyOf(depth, 2 * size);
            form = Arrays.copyOf(form, 2 * size);
        }
        letters[size] = letter;
        sibling[size] = child[node];
        depth[size] = depth[node] + 1;
        child[node] = size;
        if (node == 0 && letter < ROOT_LETTERS) {
            root[letter] = size;
        }
        return size++;
    }

    private void link() {
        int[] queue = new int[size];
        int last = 1;
        for (int at = 0; at < last; at++) {
            int node = queue[at];
            for (int next = child[node]; next != 0; next = sibling[next]) {
                fail[next] = node == 0 ? 0 : next(fail[node], letters[next]);
                if (form[next] == 0) {
                    form[next] = form[fail[next]];
                }
                queue[last++] = next;
            }
        }
    }

    int next(int from, char letter) {
        int node = from;
        while (node != 0) {
            for (int next = child[node]; next != 0; next = sibling[next]) {
                if (letters[next] == letter) {
                    return next;
                }
            }
            node = fail[node];
        }
        if (letter < ROOT_LETTERS) {
            return root[letter];
        }
        for (int next = child[0]; next != 0; next = sibling[next]) {
            if (letters[next] == letter) {
                return next;
            }
        }
        return 0;
    }

    int depth(int node) {
        return depth[node];
    }

    /// How many letters the form has that ends at a node; 0 if none does, or if it is short and its letters, which
    /// stand at the last of the places, are not together as they should be.
    int formAt(int node, long[] places, int kept) {
        int end = form[node];
        if (end == 0) {
            return 0;
        }
        int at = node;
        while (form[fail[at]] == end) {
            at = fail[at];
        }
        int count = depth[at];
        Form wanted = forms.get(end);
        if (wanted.offsets().length == 0) {
            return count;
        }
        boolean together = !wanted.spaced();
        boolean apart = true;
        long first = places[(kept - count) & (places.length - 1)];
        long before = first;
        for (int i = 1; i < count; i++) {
            long place = places[(kept - count + i) & (places.length - 1)];
            together &= place - first == wanted.offsets()[i];
            apart &= place - before > 1;
            before = place;
        }
        return together || apart ? count : 0;
    }

    boolean isEncoded(int node) {
        return forms.get(form[node]).encoded();
    }

    int longest() {
        return longest;
    }

    boolean isEmpty() {
        return size == 1;
    }

    /// Says how many forms there are, never which.
    @Override
    public String toString() {
        return "HiddenForms[" + (forms.size() - 1) + " forms]";
    }
}
