package eu.rempart.guard.pii;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The placeholders of one conversation and what they stand for.
///
/// Security guarantees: the values stay here; `toString` prints none. One vault belongs to one
/// conversation: sharing one would give a person's data to another.
///
/// Numbering: values that mean the same (the same telephone number in E.164, the same address
/// without regard to case) share a number. The first way of writing is `[PHONE_1]`, others are
/// `[PHONE_1_2]`, `[PHONE_1_3]`, so that each comes back exactly as it was written. Thread-safe.
public final class Vault {
    private static final char FIRST_COMBINING = 0x300;

    private record Canonical(PiiType type, String value) {}

    private record Surface(PiiType type, String value) {}

    private final Map<Surface, Entry> bySurface = new HashMap<>();
    private final Map<String, Entry> byPlaceholder = new HashMap<>();
    private final Map<Canonical, int[]> numbers = new HashMap<>();
    private final Map<PiiType, Integer> lastNumber = new EnumMap<>(PiiType.class);
    private final List<Entry> entries = new ArrayList<>();

    /// One way of writing one value. Holds personal data: encrypt it where it is stored.
    ///
    /// @param type the kind
    /// @param number the number shared by all ways of writing the value, from 1
    /// @param variant the way of writing, from 1
    /// @param value the text that is restored
    public record Entry(PiiType type, int number, int variant, String value) {
        String placeholder() {
            return Placeholders.key(type, number, variant);
        }

        /// Names the placeholder, never the value.
        @Override
        public String toString() {
            return placeholder();
        }
    }

    /// A vault's contents, for storing; strings and numbers only. Holds personal data: encrypt it.
    public record Snapshot(List<Entry> entries) {
        public Snapshot {
            entries = List.copyOf(entries);
        }
    }

    /// An empty vault.
    public Vault() {}

    /// A vault as it was when the snapshot was taken.
    ///
    /// @throws IllegalArgumentException if two entries have the same placeholder
    public static Vault of(Snapshot snapshot) {
        Vault vault = new Vault();
        for (Entry entry : snapshot.entries()) {
            if (vault.byPlaceholder.containsKey(entry.placeholder())) {
                throw new IllegalArgumentException("twice in the snapshot: " + entry.placeholder());
            }
            vault.put(entry, new Canonical(entry.type(), canonical(entry.type(), entry.value())));
        }
        return vault;
    }

    /// What the vault holds now, in the order in which it came.
    public synchronized Snapshot snapshot() {
        return new Snapshot(entries);
    }

    /// The placeholder for a value: the same one for the same text and type, as long as the vault
    /// lives.
    public synchronized String placeholderFor(PiiType type, String value) {
        Entry known = bySurface.get(new Surface(type, value));
        if (known != null) {
            return known.placeholder();
        }
        Canonical canonical = new Canonical(type, canonical(type, value));
        int[] number = numbers.get(canonical);
        Entry entry = number == null
                ? new Entry(type, lastNumber.getOrDefault(type, 0) + 1, 1, value)
                : new Entry(type, number[0], number[1] + 1, value);
        return put(entry, canonical);
    }

    private synchronized String put(Entry entry, Canonical canonical) {
        String placeholder = entry.placeholder();
        entries.add(entry);
        bySurface.put(new Surface(entry.type(), entry.value()), entry);
        byPlaceholder.put(placeholder, entry);
        lastNumber.merge(entry.type(), entry.number(), Math::max);
        int[] number = numbers.computeIfAbsent(canonical, c -> new int[] {entry.number(), 0});
        number[1] = Math.max(number[1], entry.variant());
        return placeholder;
    }

    /// What a placeholder in its plain form stands for; empty when it is unknown.
    public synchronized Optional<String> valueOf(String placeholder) {
        return Optional.ofNullable(byPlaceholder.get(placeholder)).map(Entry::value);
    }

    /// Whether some placeholder begins like this one but goes on: `[PHONE_1]` and `[PHONE_12]`.
    synchronized boolean isBeginningOfAnother(String placeholder) {
        String beginning = placeholder.substring(0, placeholder.length() - 1);
        for (Entry entry : entries) {
            String other = entry.placeholder();
            if (other.startsWith(beginning) && !other.equals(placeholder)) {
                return true;
            }
        }
        return false;
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// Whether nothing was ever masked.
    public synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    private static String canonical(PiiType type, String value) {
        return switch (type) {
            case EMAIL, LOGIN, MAC -> value.toLowerCase(Locale.ROOT);
            case PHONE -> phone(value);
            case IBAN, CARD, NIR, SIREN, SIRET, VAT, SSN, PLATE, NATIONALID, PASSPORT, IDCARD, TAXID ->
                alphanumeric(value);
            case NAME, ADDRESS -> spacesFolded(composed(value));
            case IP, URL, BIRTHDATE, CRYPTO, GEO, SECRET, TEXT -> value;
        };
    }

    /// In the form NFC, which what has no character beyond U+02FF is in already.
    private static String composed(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= FIRST_COMBINING) {
                return Normalizer.normalize(value, Normalizer.Form.NFC);
            }
        }
        return value;
    }

    /// In lower case, with one blank for each run of blanks and commas.
    private static String spacesFolded(String value) {
        StringBuilder folded = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean gap = c == ',' || Character.isWhitespace(c);
            if (!gap) {
                folded.append(Character.toLowerCase(c));
            } else if (!folded.isEmpty() && folded.charAt(folded.length() - 1) != ' ') {
                folded.append(' ');
            }
        }
        return folded.toString().strip();
    }

    private static String alphanumeric(String value) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            if (Letters.isAlphanumeric(value.charAt(i))) {
                plain.append(Character.toUpperCase(value.charAt(i)));
            }
        }
        return plain.toString();
    }

    private static String phone(String value) {
        String digits = alphanumeric(value);
        if (digits.length() == 10 && digits.charAt(0) == '0' && digits.charAt(1) != '0') {
            return "+33" + digits.substring(1);
        }
        PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
        try {
            return phones.format(phones.parse(value, "FR"), PhoneNumberFormat.E164);
        } catch (NumberParseException e) {
            return alphanumeric(value);
        }
    }

    /// Says how many values there are, never which.
    @Override
    public synchronized String toString() {
        return "Vault[" + entries.size() + " values]";
    }
}
