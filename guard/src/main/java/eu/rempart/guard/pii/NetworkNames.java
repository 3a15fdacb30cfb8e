package eu.rempart.guard.pii;

import static eu.rempart.guard.pii.Letters.isAlphanumeric;
import static eu.rempart.guard.pii.Letters.isDigit;

/// E-mail addresses (RFC 5321, as people write them), IP addresses (RFC 4291, RFC 791), MAC
/// addresses (IEEE 802) and URLs with a password.
final class NetworkNames {
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 253;

    private NetworkNames() {}

    static void find(String text, ContextWords context, Matches matches) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '@' -> email(text, i, matches);
                case '.' -> {
                    if (i > 0 && isDigit(text.charAt(i - 1))) {
                        v4(text, i, context, matches);
                    }
                    dottedMac(text, i, matches);
                }
                case ':' -> {
                    if (text.startsWith("://", i)) {
                        url(text, i, matches);
                    } else {
                        colons(text, i, matches);
                    }
                }
                case '-' -> mac(text, i, '-', matches);
                default -> {}
            }
        }
    }

    private static boolean isLocal(char c) {
        return Character.isLetterOrDigit(c) || ".!#$%&'*+/=?^_{|}~-".indexOf(c) >= 0;
    }

    private static void email(String text, int at, Matches matches) {
        int start = at;
        while (start > 0 && at - start < LONGEST_LOCAL && isLocal(text.charAt(start - 1))) {
            start--;
        }
        while (start < at
                && !Character.isLetterOrDigit(text.charAt(start))
                && text.charAt(start) != '_'
                && text.charAt(start) != '+') {
            start++;
        }
        // "mail=a@b.fr", "url?to=a@b.fr", "d'a@b.fr": what stands before the sign is not part of it.
        for (int i = at - 1; i >= start; i--) {
            char c = text.charAt(i);
            boolean elision = c == '\'' && isElision(text, start, i);
            if (elision || c == '=' || c == '/' || c == '?' || c == '|' || c == '{' || c == '*') {
                start = i + 1;
                break;
            }
        }
        int end = at + 1;
        int lastDot = -1;
        while (end < text.length() && end - at < LONGEST_DOMAIN) {
            char c = text.charAt(end);
            if (c == '.'
                    && end + 1 < text.length()
                    && Character.isLetterOrDigit(text.charAt(end + 1))
                    && end > at + 1) {
                lastDot = end;
            } else if (!Character.isLetterOrDigit(c) && c != '-') {
                break;
            }
            end++;
        }
        while (end > at && text.charAt(end - 1) == '-') {
            end--;
        }
        if (start == at || lastDot < 0 || end - lastDot < 3) {
            return;
        }
        for (int i = lastDot + 1; i < end; i++) {
            if (isDigit(text.charAt(i)) && !text.startsWith("xn--", lastDot + 1)) {
                return;
            }
        }
        matches.add(PiiType.EMAIL, start, end, 10);
    }

    /// Whether what stands before an apostrophe is no part of an address: `d'`, `qu'`, or nothing. It is in
    /// `o'neil` and `jean.o'neil`.
    private static boolean isElision(String text, int start, int apostrophe) {
        int size = apostrophe - start;
        if (size < 1 || !Character.isLetterOrDigit(text.charAt(apostrophe - 1))) {
            return true;
        }
        char last = Character.toLowerCase(text.charAt(apostrophe - 1));
        return size == 1 ? "cdjlmnst".indexOf(last) >= 0 : last == 'u' && size <= 6;
    }

    /// Called at each dot after a digit; accepts only at the first dot of four octets.
    private static void v4(String text, int dot, ContextWords context, Matches matches) {
        int start = dot;
        while (start > 0 && dot - start < 4 && isDigit(text.charAt(start - 1))) {
            start--;
        }
        if (start > 0 && (text.charAt(start - 1) == '.' || isAlphanumeric(text.charAt(start - 1)))) {
            return;
        }
        int end = start;
        for (int octet = 0; octet < 4; octet++) {
            int from = end;
            int value = 0;
            while (end < text.length() && end - from < 4 && isDigit(text.charAt(end))) {
                value = value * 10 + text.charAt(end) - '0';
                end++;
            }
            if (end == from || value > 255 || end - from > 3 || (end - from > 1 && text.charAt(from) == '0')) {
                return;
            }
            if (octet < 3) {
                if (end >= text.length() || text.charAt(end) != '.') {
                    return;
                }
                end++;
            }
        }
        boolean goesOn = end < text.length()
                && (isAlphanumeric(text.charAt(end))
                        || (text.charAt(end) == '.' && end + 1 < text.length() && isDigit(text.charAt(end + 1))));
        if (!goesOn && !context.before(ContextWords.Group.VERSION, start, 14)) {
            matches.add(PiiType.IP, start, prefixEnd(text, end), 20);
        }
    }

    /// The length of a network's prefix belongs to its address (RFC 4632): `10.0.0.0/8`.
    private static int prefixEnd(String text, int from) {
        int end = from + 1;
        while (end < text.length() && end - from < 4 && isDigit(text.charAt(end))) {
            end++;
        }
        boolean prefix = from < text.length() && text.charAt(from) == '/' && end > from + 1;
        return prefix && (end >= text.length() || !isAlphanumeric(text.charAt(end))) ? end : from;
    }

    private static boolean isHex(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /// Called at each colon; accepts only at the first one of an IPv6 or MAC address.
    private static void colons(String text, int colon, Matches matches) {
        mac(text, colon, ':', matches);
        int start = colon;
        while (start > 0 && colon - start < 5 && isHex(text.charAt(start - 1))) {
            start--;
        }
        if (start > 0
                && (text.charAt(start - 1) == ':'
                        || text.charAt(start - 1) == '.'
                        || isAlphanumeric(text.charAt(start - 1)))) {
            return;
        }
        int end = start;
        int groups = 0;
        int size = 0;
        int gaps = 0;
        int digits = 0;
        boolean dotted = false;
        while (end < text.length() && end - start < 46) {
            char c = text.charAt(end);
            if (isHex(c)) {
                size++;
                digits += isDigit(c) ? 1 : 0;
                if (size > 4) {
                    return;
                }
            } else if (c == ':') {
                groups += size > 0 ? 1 : 0;
                size = 0;
                if (end + 1 < text.length() && text.charAt(end + 1) == ':') {
                    gaps++;
                    end++;
                }
            } else if (c == '.'
                    && (groups >= 2 || gaps > 0)
                    && end + 1 < text.length()
                    && isDigit(text.charAt(end + 1))) {
                dotted = true;
                int octets = 0;
                while (end < text.length()
                        && (isDigit(text.charAt(end))
                                || (text.charAt(end) == '.'
                                        && end + 1 < text.length()
                                        && isDigit(text.charAt(end + 1))))) {
                    octets += text.charAt(end) == '.' ? 1 : 0;
                    end++;
                }
                if (octets != 3) {
                    return;
                }
                groups += 2;
                size = 0;
                break;
            } else {
                break;
            }
            end++;
        }
        if (size > 0) {
            groups++;
        }
        if (!dotted && end > start && text.charAt(end - 1) == ':' && !text.startsWith("::", end - 2)) {
            end--;
        }
        boolean whole = (gaps == 0 && groups == 8)
                || (gaps == 1 && groups <= 7 && groups >= 1 && (groups >= 4 || digits > 0) && end - start > 2);
        if (whole && !Letters.isWordAt(text, end)) {
            matches.add(PiiType.IP, start, prefixEnd(text, end), 20);
        }
    }

    /// `0012.3456.789a`, as some routers write it.
    private static void dottedMac(String text, int dot, Matches matches) {
        int start = dot - 4;
        if (start < 0
                || start + 14 > text.length()
                || Letters.isWordAt(text, start - 1)
                || Letters.isWordAt(text, start + 14)) {
            return;
        }
        for (int i = 0; i < 14; i++) {
            char c = text.charAt(start + i);
            if (i % 5 == 4 ? c != '.' : !isHex(c)) {
                return;
            }
        }
        matches.add(PiiType.MAC, start, start + 14, 15);
    }

    private static void mac(String text, int sign, char separator, Matches matches) {
        int start = sign - 2;
        if (start < 0
                || (start > 0 && (isAlphanumeric(text.charAt(start - 1)) || text.charAt(start - 1) == separator))
                || start + 17 > text.length()) {
            return;
        }
        for (int i = 0; i < 17; i++) {
            char c = text.charAt(start + i);
            if (i % 3 == 2 ? c != separator : !isHex(c)) {
                return;
            }
        }
        boolean goesOn = start + 17 < text.length()
                && (isAlphanumeric(text.charAt(start + 17)) || text.charAt(start + 17) == separator);
        if (!goesOn) {
            matches.add(PiiType.MAC, start, start + 17, 15);
        }
    }

    /// `scheme://user:password@host…`
    private static void url(String text, int colon, Matches matches) {
        int start = colon;
        while (start > 0
                && colon - start < 20
                && (isAlphanumeric(text.charAt(start - 1)) || text.charAt(start - 1) == '+')) {
            start--;
        }
        int password = -1;
        boolean user = false;
        int end = colon + 3;
        while (end < text.length() && end - colon < 2048) {
            char c = text.charAt(end);
            if (c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`') {
                break;
            }
            if (!user && (c == '/' || c == '?')) {
                break;
            }
            if (c == ':' && password < 0) {
                password = end;
            } else if (c == '@') {
                user |= password > 0 && end > password + 1;
            }
            end++;
        }
        while (end > colon && ".,;:!?)".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        if (user && start < colon) {
            matches.add(PiiType.URL, start, end, 5);
        }
    }
}
