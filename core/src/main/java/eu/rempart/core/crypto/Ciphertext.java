package eu.rempart.core.crypto;

import java.util.Arrays;

/// Encrypted bytes, immutable.
public final class Ciphertext {

    private final byte[] bytes;

    private Ciphertext(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Ciphertext takeCopyOf(byte[] bytes) {
        return new Ciphertext(bytes.clone());
    }

    /// A fresh copy.
    public byte[] toByteArray() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ciphertext that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Ciphertext[" + bytes.length + " bytes]";
    }
}
