package eu.rempart.guard.pii;

/// User names behind a telling word: `identifiant : jdupont42`, `login=marie.d`.
final class Logins {
    private Logins() {}

    static void find(String text, ContextWords context, Matches matches) {
        context.each(ContextWords.Group.LOGIN, (start, end) -> value(text, end, matches));
    }

    private static void value(String text, int from, Matches matches) {
        int i = from;
        boolean assigned = false;
        while (i < text.length() && i - from < 8) {
            char c = text.charAt(i);
            if (c == ':' || c == '=') {
                assigned = true;
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
        if (assigned && end - i >= 4 && telling && !Character.isWhitespace(text.charAt(i))) {
            matches.add(PiiType.LOGIN, i, end, 33);
        }
    }
}
