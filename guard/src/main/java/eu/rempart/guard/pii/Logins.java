package eu.rempart.guard.pii;

import java.util.Set;

/// User names behind a telling word: `identifiant : jdupont42`, `login=marie.d`. There is
/// no standard to follow: systems differ in what they allow (the usual part is in POSIX.1-2017, 3.437).
final class Logins {
    /// What stands there in a form or a schema.
    private static final Set<String> KINDS = Set.of(
            "string",
            "varchar",
            "admin",
            "guest",
            "undefined",
            "required",
            "optional",
            "password",
            "username",
            "email",
            "number",
            "value",
            "input",
            "false",
            "integer",
            "object",
            "array",
            "boolean",
            "default",
            "example");

    private Logins() {}

    private static boolean isLower(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < 'a' || text.charAt(i) > 'z') {
                return false;
            }
        }
        return true;
    }

    static void find(String text, ContextWords context, Matches matches) {
        context.each(ContextWords.Group.LOGIN, (start, end) -> value(text, end, matches));
    }

    private static void value(String text, int from, Matches matches) {
        int i = from;
        boolean assigned = false;
        boolean signed = false;
        while (i < text.length() && i - from < 8) {
            char c = text.charAt(i);
            if (c == ':' || c == '=') {
                assigned = true;
                signed = true;
            } else if (text.startsWith("est ", i) || text.startsWith("is ", i)) {
                assigned = true;
                i += text.startsWith("est ", i) ? 2 : 1;
            } else if (!Letters.isSpace(c) && c != '"' && c != '\'' && c != '`') {
                break;
            }
            i++;
        }
        int end = i;
        boolean telling = false;
        while (end < text.length()
                && end - i < 64
                && (Letters.isAlphanumeric(text.charAt(end)) || "._-@+".indexOf(text.charAt(end)) >= 0)) {
            telling |= !Character.isLetter(text.charAt(end));
            end++;
        }
        while (end > i && "._-".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        // "usuario: mlopez": letters alone behind a sign and before the end of what is said.
        boolean closed = end >= text.length() || ",;\n\r\"'".indexOf(text.charAt(end)) >= 0;
        telling |= signed && closed && end - i >= 5 && isLower(text, i, end) && !KINDS.contains(text.substring(i, end));
        if (assigned && end - i >= 4 && telling && !Character.isWhitespace(text.charAt(i))) {
            matches.add(PiiType.LOGIN, i, end, 33);
        }
    }
}
