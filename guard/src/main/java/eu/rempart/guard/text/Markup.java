package eu.rempart.guard.text;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Takes markup out of prose, and makes it inert in code.
final class Markup {
    /// A tag that is longer is no tag that a person wrote; its `<` is escaped.
    private static final int LONGEST_TAG = 4096;

    private final String text;
    private final StringBuilder out;
    private final int lastClose;
    private final int lastComment;

    /// Hidden elements that no later end tag closes: looked for once, so that the time stays linear.
    private final Set<String> neverClosed = new HashSet<>();

    private Markup(String text) {
        this.text = text;
        out = new StringBuilder(text.length());
        lastClose = text.lastIndexOf('>');
        lastComment = text.lastIndexOf("-->");
    }

    static String remove(String text) {
        return text.indexOf('<') < 0 ? text : new Markup(text).run();
    }

    /// Escapes every `<` that could open a tag.
    static String escapeAll(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<' && i + 1 < text.length() && opens(text.charAt(i + 1))) {
                out.append("&lt;");
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean opens(char c) {
        return isLetter(c) || c == '/' || c == '!' || c == '?';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private String run() {
        CodeRegions code = CodeRegions.of(text);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '<') {
                out.append(c);
                i++;
            } else if (code.contains(i)) {
                out.append(nameAt(i).isEmpty() && !looksLikeScript(i + 1) ? "<" : "&lt;");
                i++;
            } else {
                i = tag(i);
            }
        }
        return out.toString();
    }

    /// The known element name of the tag that opens at `at`, or an empty string.
    private String nameAt(int at) {
        int start = at + 1 < text.length() && text.charAt(at + 1) == '/' ? at + 2 : at + 1;
        int end = nameEnd(start);
        if (end == start || (end < text.length() && !endsName(text.charAt(end)))) {
            return "";
        }
        String name = text.substring(start, end);
        return MarkupNames.isElement(name) ? name : "";
    }

    private static boolean endsName(char c) {
        return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '<' || c == '"' || c == '\''
                || c == '=';
    }

    private int nameEnd(int start) {
        int end = start;
        while (end < text.length() && end - start < 24) {
            char c = text.charAt(end);
            if (!isLetter(c) && (end == start || !((c >= '0' && c <= '9') || c == '-'))) {
                break;
            }
            end++;
        }
        return end;
    }

    /// Handles the `<` at `at`; returns where reading goes on.
    private int tag(int at) {
        if (text.startsWith("<!--", at)) {
            int close = at + 4 <= lastComment ? text.indexOf("-->", at + 4) : -1;
            return close < 0 ? escape(at) : close + 3;
        }
        char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (after == '!' || after == '?') {
            return declaration(at);
        }
        boolean closing = after == '/';
        int nameStart = closing ? at + 2 : at + 1;
        int nameEnd = nameEnd(nameStart);
        if (nameEnd == nameStart) {
            out.append('<');
            return at + 1;
        }
        String name = nameAt(at);
        int end = tagEnd(nameEnd);
        if (name.isEmpty()) {
            // An unknown element is text (`List<String>`), unless it carries a script.
            if (end > 0
                    && nameEnd < text.length()
                    && endsName(text.charAt(nameEnd))
                    && ActiveContent.hasHandler(text, nameEnd, end)) {
                return end;
            }
            return looksLikeScript(nameStart) ? escape(at) : keep(at);
        }
        if (end < 0 || !looksLikeAttributes(nameEnd, end - 1)) {
            return escape(at);
        }
        if (!closing && MarkupNames.isHidden(name)) {
            int close = contentEnd(name.toLowerCase(Locale.ROOT), end);
            return close < 0 ? end : close;
        }
        if (MarkupNames.isBlock(name) && !out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
        return end;
    }

    /// `<scriptx` is no script, but those who look for one by its beginning need not know.
    private boolean looksLikeScript(int nameStart) {
        return text.regionMatches(true, nameStart, "script", 0, 6);
    }

    private int keep(int at) {
        out.append('<');
        return at + 1;
    }

    private int escape(int at) {
        out.append("&lt;");
        return at + 1;
    }

    private int declaration(int at) {
        if (text.startsWith("<![CDATA[", at)) {
            return at + 9;
        }
        char next = at + 2 < text.length() ? text.charAt(at + 2) : ' ';
        if (!isLetter(next) && next != '[') {
            out.append('<');
            return at + 1;
        }
        int limit = Math.min(lastClose, at + LONGEST_TAG);
        for (int i = at + 1; i <= limit && text.charAt(i) != '<'; i++) {
            if (text.charAt(i) == '>') {
                return i + 1;
            }
        }
        return escape(at);
    }

    /// Where the tag ends whose name ended at `from`: after its `>`; -1 when it has none.
    private int tagEnd(int from) {
        char quote = 0;
        char before = ' ';
        int limit = Math.min(text.length(), from + LONGEST_TAG);
        for (int i = from; i < limit && i <= lastClose; i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if ((c == '"' || c == '\'') && before == '=') {
                quote = c;
            } else if (c == '>') {
                return i + 1;
            } else if (c == '<') {
                return -1;
            }
            before = c == ' ' || c == '\n' || c == '\t' ? before : c;
        }
        return -1;
    }

    /// Whether what stands between the name and `>` is a list of attributes and not prose, as in `a
    /// <b and c> d`.
    private boolean looksLikeAttributes(int from, int to) {
        int i = from;
        while (i < to) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\n' || c == '\t' || c == '/') {
                i++;
                continue;
            }
            int start = i;
            while (i < to && "= \n\t/".indexOf(text.charAt(i)) < 0) {
                i++;
            }
            String name = text.substring(start, i);
            int j = i;
            while (j < to && Character.isWhitespace(text.charAt(j))) {
                j++;
            }
            if (j < to && text.charAt(j) == '=') {
                i = valueEnd(j + 1, to);
            } else if (!MarkupNames.isFlag(name) && name.indexOf('"') < 0 && name.indexOf('\'') < 0) {
                return false;
            }
        }
        return true;
    }

    private int valueEnd(int from, int to) {
        int i = from;
        while (i < to && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        if (i < to && (text.charAt(i) == '"' || text.charAt(i) == '\'')) {
            char quote = text.charAt(i);
            i++;
            while (i < to && text.charAt(i) != quote) {
                i++;
            }
            return Math.min(i + 1, to);
        }
        while (i < to && !Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return Math.max(i, from);
    }

    /// Where a hidden element's end tag ends; -1 when it is never closed.
    private int contentEnd(String name, int from) {
        if (neverClosed.contains(name)) {
            return -1;
        }
        int at = text.indexOf("</", from);
        while (at >= 0) {
            if (text.regionMatches(true, at + 2, name, 0, name.length())) {
                int close = text.indexOf('>', at);
                if (close < 0) {
                    break;
                }
                return close + 1;
            }
            at = text.indexOf("</", at + 2);
        }
        neverClosed.add(name);
        return -1;
    }
}
