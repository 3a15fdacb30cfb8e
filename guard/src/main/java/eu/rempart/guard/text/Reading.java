package eu.rempart.guard.text;

import java.util.List;

/// A text read once for several detectors: its normal form and what is encoded in it. Immutable, and
/// safe to share between threads.
///
/// @param text the text itself
/// @param words its normal form, unmended
/// @param decoded what [Decoders] found in it
public record Reading(String text, NormalText words, List<Decoders.Decoded> decoded) {
    public Reading {
        decoded = List.copyOf(decoded);
    }

    /// Reads a text. Any string is allowed; the time is linear.
    public static Reading of(String text) {
        NormalText words = NormalText.of(text);
        return new Reading(text, words, Decoders.decode(text, words));
    }

    /// Says how long the text is, never what it says.
    @Override
    public String toString() {
        return "Reading[" + text.length() + " units]";
    }
}
