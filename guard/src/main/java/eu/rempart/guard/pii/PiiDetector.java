package eu.rempart.guard.pii;

import eu.rempart.guard.text.Decoders;
import eu.rempart.guard.text.NormalText;
import eu.rempart.guard.text.Reading;
import java.util.List;

/// Finds personal data in a text. French forms first, then those of the neighbours and the
/// English-speaking world.
///
/// What has check digits is found only when they are right, so that order numbers and versions
/// stay. Immutable and thread-safe; build one and keep it. Any string is allowed; the time is
/// linear in its length.
public final class PiiDetector {
    /// An encoded span goes as a whole, with what stands in plain sight between.
    private static final int ENCODED = 0;

    private final Numbers numbers = new Numbers();
    private final Names names = new Names();

    public PiiDetector() {}

    /// All matches, not overlapping, in the order of the text. Offsets are UTF-16 units.
    public List<PiiMatch> find(String text) {
        return find(Reading.of(text));
    }

    /// The same, for a text that was read already. An encoded span that holds an identifier is one
    /// match as a whole.
    public List<PiiMatch> find(Reading reading) {
        String text = reading.text();
        Matches matches = new Matches();
        collect(text, reading.words(), matches);
        for (Decoders.Decoded inner : reading.decoded()) {
            Matches inside = new Matches();
            collect(inner.text(), NormalText.of(inner.text()), inside);
            PiiType type = inner.whole() ? null : inside.surest();
            if (type != null) {
                matches.add(type, inner.start(), inner.end(), ENCODED);
            }
        }
        return matches.best();
    }

    private void collect(String original, NormalText words, Matches matches) {
        String text = Letters.halfWidth(original);
        boolean digits = false;
        boolean signs = false;
        for (int i = 0; i < text.length() && !(digits && signs); i++) {
            char c = text.charAt(i);
            digits |= c >= '0' && c <= '9';
            signs |= c == '@' || c == ':' || c == '-' || c == '.' || c == '=';
        }
        if (digits || signs) {
            ContextWords context = new ContextWords(words);
            NetworkNames.find(text, context, matches);
            Logins.find(text, context, matches);
            if (digits) {
                numbers.find(text, context, matches);
                Codes.find(text, words, context, matches);
                NationalNumbers.find(text, words, context, matches);
                Wallets.find(text, matches);
                Coordinates.find(text, context, matches);
                Dates.find(text, context, matches);
                Addresses.find(text, words, matches);
                AddressRuns.find(text, words, matches);
            }
        }
        names.find(text, words, matches);
    }
}
