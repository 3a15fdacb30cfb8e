package eu.rempart.guard.secret;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A kind of credential that its own form gives away: one line of `shapes.txt`.
///
/// @param name the rule's name
/// @param prefix how it begins, or the mark in it, case-sensitively
/// @param alphabet what may stand around the prefix
/// @param shortest the least number of characters after the prefix
/// @param longest the greatest; more of the same alphabet means that it is something else, unless 0
///     (no limit)
/// @param before the least number of characters before the prefix that belong to it
record Shape(String name, String prefix, Alphabet alphabet, int shortest, int longest, int before) {

    enum Alphabet {
        HEX,
        UPPER,
        ALNUM,
        WORD,
        DOTTED,
        BASE64,
        URL;

        @SuppressWarnings("ImmutableEnumChecker") // Nobody writes to it.
        private final boolean[] members = new boolean[0x80];

        Alphabet() {
            for (char c = 0; c < members.length; c++) {
                members[c] = isMember(c);
            }
        }

        boolean has(char c) {
            return c < members.length && members[c];
        }

        private boolean isMember(char c) {
            boolean digit = c >= '0' && c <= '9';
            boolean upper = c >= 'A' && c <= 'Z';
            boolean lower = c >= 'a' && c <= 'z';
            return switch (this) {
                case HEX -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
                case UPPER -> digit || upper;
                case ALNUM -> digit || upper || lower;
                case WORD -> digit || upper || lower || c == '_' || c == '-';
                case DOTTED -> digit || upper || lower || c == '_' || c == '-' || c == '.';
                case BASE64 -> digit || upper || lower || c == '+' || c == '/' || c == '=' || c == '_' || c == '-';
                case URL ->
                    c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '`' && c != '<' && c != '>' && c != '\\';
            };
        }
    }

    private static final int LOOK_AHEAD = 2048;

    /// What people type when they make a value up.
    private static final List<String> SEQUENCES =
            List.of("1234567890", "0123456789", "abcdefg", "a1b2c3", "d4c3b2", "ssw0rd");

    private static final int LOOK_BEHIND = 200;
    /// Of a user and a password in an address.
    private static final int LONGEST_USER = 300;

    private static final int WEAK_PREFIX = 4;

    /// Names of places in a cloud. Not credentials, but nothing to hand to a stranger: they are masked
    /// where they go out, and may be shown.
    private static final Set<String> RESOURCES = Set.of("aws-arn", "s3-bucket", "gcs-bucket");

    static final List<Shape> ALL = load();

    /// The different prefixes, in the order in which the automaton knows them.
    static final List<String> PREFIXES =
            ALL.stream().map(Shape::prefix).distinct().toList();

    private static List<Shape> load() {
        try (InputStream in = Shape.class.getResourceAsStream("shapes.txt")) {
            if (in == null) {
                throw new IllegalStateException("the shapes of credentials are missing from the library");
            }
            List<Shape> shapes = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    String[] f = line.split(" ", -1);
                    shapes.add(new Shape(
                            f[0],
                            f[1].replace('~', f[1].startsWith("--") ? ' ' : '~'),
                            Alphabet.valueOf(f[2]),
                            Integer.parseInt(f[3]),
                            Integer.parseInt(f[4]),
                            Integer.parseInt(f[5])));
                }
            }
            return List.copyOf(shapes);
        } catch (IOException e) {
            throw new UncheckedIOException("the shapes of credentials cannot be read", e);
        }
    }

    boolean isResource() {
        return RESOURCES.contains(name);
    }

    /// Where the credential begins whose prefix stands at `start`; -1 when too little stands before.
    int begin(CharSequence text, int start) {
        if (before == 0 && !isResource()) {
            return start;
        }
        int from = start;
        while (from > 0 && start - from < LOOK_BEHIND && belongsBefore(text.charAt(from - 1))) {
            from--;
        }
        return start - from >= before ? from : -1;
    }

    private boolean belongsBefore(char c) {
        return switch (name) {
            case "telegram-token" -> c >= '0' && c <= '9';
            case "aws-arn" -> false;
            case "s3-bucket", "gcs-bucket" -> Alphabet.DOTTED.has(c);
            default -> alphabet.has(c);
        };
    }

    /// Whether the shape is complete with its prefix.
    boolean isBlock() {
        return name.equals("private-key") || name.equals("ansible-vault");
    }

    /// Whether the beginning with that index is complete by itself.
    static boolean isBlock(int prefix) {
        String literal = PREFIXES.get(prefix);
        return literal.startsWith("-----BEGIN") || literal.startsWith("PuTTY") || literal.startsWith("$ANSIBLE");
    }

    /// Where a credential of this shape ends in `text`, whose prefix ends at `from`; -1 when it is
    /// none.
    int end(Look look, int start, int from) {
        String text = look.text;
        if (isBlock()) {
            return from;
        }
        if (before == 0 && !isResource() && !boundaryBefore(text, start)) {
            return -1;
        }
        // Judged by no more than this, so that many beginnings in one long run cost linear time.
        int limit = Math.min(text.length(), from + LOOK_AHEAD);
        int runEnd = look.runEnd(alphabet, from);
        int end = Math.min(runEnd, limit);
        boolean goesOn = runEnd > limit;
        if (goesOn && longest > 0) {
            return -1;
        }
        if (goesOn) {
            return plausible(look, start, from, end) ? runEnd : -1;
        }
        while (end > from + (longest == shortest ? shortest : 0)
                && (text.charAt(end - 1) == '.' || (text.charAt(end - 1) == '-' && alphabet != Alphabet.BASE64))) {
            end--;
        }
        int size = end - from;
        if (size < shortest || (longest > 0 && size > longest)) {
            return -1;
        }
        if (end < text.length() && Alphabet.ALNUM.has(text.charAt(end))) {
            return -1;
        }
        return plausible(look, start, from, end) ? end : -1;
    }

    private boolean boundaryBefore(CharSequence text, int start) {
        char first = prefix.charAt(0);
        if (!Alphabet.ALNUM.has(first) || start == 0) {
            return true;
        }
        char before = text.charAt(start - 1);
        return !Alphabet.ALNUM.has(before) && !(before == '_' && prefix.length() < 5);
    }

    private boolean plausible(Look look, int start, int from, int end) {
        String text = look.text;
        return switch (name) {
            case "connection-string" -> hasPassword(look, from, end);
            case "jwt" -> isToken(look.dots(alphabet, from, end), end - from == LOOK_AHEAD);
            case "jwe-or-signed-token" -> isToken(look.dots(alphabet, from, end), end - from == LOOK_AHEAD);
            case "discord-token" -> parts(text, start, end, 24, 28, 6, 6, 27, 40);
            case "airtable-token" -> text.charAt(from + 14) == '.' && look.isMixed(alphabet, from, end);
            case "zoho-token" -> text.charAt(from + 32) == '.';
            case "salesforce-token" -> text.charAt(from + 12) == '!';
            case "clickup-token" -> dashes(text, from, end) && look.isMixed(alphabet, from, end);
            case "telegram-token", "azure-client-secret" -> true;
            case "aws-arn" -> !contains(text, from, end, ":aws:");
            case "s3-bucket", "gcs-bucket" -> isBucket(text, start, from, end);
            default ->
                !isPlaceholder(look, from, end)
                        && (prefix.length() > WEAK_PREFIX
                                || before > 0
                                || alphabet == Alphabet.UPPER
                                || look.isMixed(alphabet, from, end));
        };
    }

    /// A bucket's name before the host or behind it. Both together are the link to one object.
    private boolean isBucket(CharSequence text, int start, int from, int end) {
        int slash = from;
        while (slash < end && text.charAt(slash) != '/') {
            slash++;
        }
        boolean named = begin(text, start) < start - 1;
        boolean path = slash + 1 < end;
        return named != path;
    }

    /// Whether another `@` follows before the path: the last one ends the password.
    private static boolean isWithinPassword(CharSequence text, int at, int end) {
        for (int i = at + 1; i < end && i - at < 100 && text.charAt(i) != '/'; i++) {
            if (text.charAt(i) == '@') {
                return true;
            }
        }
        return false;
    }

    private static boolean hasLetterOrDigit(CharSequence text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(CharSequence text, int from, int end, String wanted) {
        return text.subSequence(from, end).toString().contains(wanted);
    }

    /// Digits, an underscore, and the rest.
    private static boolean dashes(CharSequence text, int from, int end) {
        int i = from;
        while (i < end && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i > from && i < end && text.charAt(i) == '_';
    }

    /// Three parts with dots between them, each of a length in its range.
    private static boolean parts(CharSequence text, int from, int end, int... ranges) {
        int part = 0;
        int size = 0;
        for (int i = from; i <= end; i++) {
            if (i == end || text.charAt(i) == '.') {
                if (part >= ranges.length / 2 || size < ranges[2 * part] || size > ranges[2 * part + 1]) {
                    return false;
                }
                part++;
                size = 0;
            } else {
                size++;
            }
        }
        return part == ranges.length / 2;
    }

    /// Three parts when signed, five when encrypted (RFC 7515, RFC 7516); a long one shows its first
    /// dot.
    private static boolean isToken(int dots, boolean cut) {
        return dots == 2 || dots == 4 || (cut && dots == 1);
    }

    /// `user:password@host` after `://`.
    private static boolean hasPassword(Look look, int from, int end) {
        if (look.nextAt(from) >= Math.min(end, from + LONGEST_USER)) {
            return false;
        }
        String text = look.text;
        int colon = -1;
        for (int i = from; i < end && i - from < LONGEST_USER; i++) {
            char c = text.charAt(i);
            if (c == '@' && !isWithinPassword(text, i, end)) {
                return colon >= 0
                        && i - colon > 3
                        && !isPlaceholder(look, colon + 1, i)
                        && hasLetterOrDigit(text, colon + 1, i)
                        && !contains(text, colon, i + 1, ":secret@")
                        && text.charAt(colon + 1) != '$'
                        && text.charAt(colon + 1) != '{';
            }
            if ((c == '/' && colon < 0) || c == '?') {
                return false;
            }
            if (c == ':' && colon < 0) {
                colon = i;
            }
        }
        return false;
    }

    /// Whether a value that nothing but a word beside it gives away was made up.
    static boolean isMadeUp(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return SEQUENCES.stream().anyMatch(lower::contains) || isPlaceholder(new Look(value), 0, value.length());
    }

    /// Documentation writes `sk-xxxxxxxx`, `sk-your-api-key-here` or `<password>`: one or two
    /// characters, or words, and no digits.
    static boolean isPlaceholder(Look look, int from, int end) {
        if (end - from >= 8 && look.isMonotonous(from, end)) {
            return true;
        }
        String value = look.text.substring(from, Math.min(end, from + 80)).toLowerCase(Locale.ROOT);
        for (String word : new String[] {
            "your",
            "example",
            "xxxx",
            "placeholder",
            "changeme",
            "redacted",
            "****",
            "password",
            "votre",
            "insert",
            "dummy"
        }) {
            if (value.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
