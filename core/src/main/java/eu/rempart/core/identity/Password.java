package eu.rempart.core.identity;

import java.text.Normalizer;

/// A password as typed, in Unicode's composed form: the same accented letter is the same password on every keyboard.
/// `toString` shows nothing.
public record Password(String value) {

    // Without 0/O, 1/l/I: it is read from a terminal and typed into a page.
    private static final String READABLE = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int GENERATED_CHARS = 20;

    public Password {
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    /// A random one of 20 characters (about 116 bits).
    public static Password generate() {
        return new Password(RandomText.from(READABLE, GENERATED_CHARS));
    }

    @Override
    public String toString() {
        return "***";
    }
}
