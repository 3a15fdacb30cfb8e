package eu.rempart.guard.pii;

import java.util.List;

/// Finds personal data in a text. French forms first, then those of the neighbours and the
/// English-speaking world.
///
/// What has check digits is found only when they are right, so that order numbers and versions
/// stay. Immutable and thread-safe; build one and keep it. Any string is allowed; the time is
/// linear in its length.
public final class PiiDetector {
    private final Numbers numbers = new Numbers();
    private final Names names = new Names();

    public PiiDetector() {}

    /// All matches, not overlapping, in the order of the text. Offsets are UTF-16 units.
    public List<PiiMatch> find(String text) {
        boolean digits = false;
        boolean signs = false;
        for (int i = 0; i < text.length() && !(digits && signs); i++) {
            char c = text.charAt(i);
            digits |= c >= '0' && c <= '9';
            signs |= c == '@' || c == ':' || c == '-';
        }
        Matches matches = new Matches();
        if (digits || signs) {
            ContextWords context = new ContextWords(text);
            NetworkNames.find(text, context, matches);
            Logins.find(text, matches);
            if (digits) {
                numbers.find(text, context, matches);
                Codes.find(text, context, matches);
                Dates.find(text, context, matches);
                Addresses.find(text, matches);
            }
        }
        names.find(text, matches);
        return matches.best();
    }
}
