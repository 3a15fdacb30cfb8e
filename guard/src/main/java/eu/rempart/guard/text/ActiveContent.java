package eu.rempart.guard.text;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Recognises scripts in a text, however they are dressed up: entities, case, blanks and controls
/// inside the word.
///
/// The list is the specification's (`<script`, `javascript:`, `onerror=`, `onclick=`, `eval(`,
/// `Function(`, `import(`), read so that words in a sentence pass: "JavaScript : un langage", "une
/// fonction (affine)", "l'évaluation (annuelle)", `model.eval()`.
final class ActiveContent {
    private static final int LONGEST_HANDLER_TAG = 4096;

    private static final Set<String> HANDLERS = Set.of(
            "onabort",
            "onanimationend",
            "onanimationstart",
            "onbeforeunload",
            "onblur",
            "onchange",
            "onclick",
            "oncontextmenu",
            "oncopy",
            "oncut",
            "ondblclick",
            "ondrag",
            "ondragstart",
            "ondrop",
            "onerror",
            "onfocus",
            "onfocusin",
            "onhashchange",
            "oninput",
            "oninvalid",
            "onkeydown",
            "onkeypress",
            "onkeyup",
            "onload",
            "onmessage",
            "onmousedown",
            "onmouseenter",
            "onmouseleave",
            "onmousemove",
            "onmouseout",
            "onmouseover",
            "onmouseup",
            "onpageshow",
            "onpaste",
            "onpointerdown",
            "onpointerover",
            "onpopstate",
            "onreset",
            "onresize",
            "onscroll",
            "onselect",
            "onstart",
            "onsubmit",
            "ontoggle",
            "ontouchend",
            "ontouchstart",
            "ontransitionend",
            "onunload",
            "onwheel");

    private final String text;
    private final String lower;

    private ActiveContent(String text) {
        this.text = text;
        lower = asciiLower(text);
    }

    private static String asciiLower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return out.toString();
    }

    static Optional<String> find(String text) {
        // Twice: `&amp;#x6a;` is read by a page that decodes once more.
        String decoded = Entities.decode(Entities.decode(text));
        return new ActiveContent(decoded).rule();
    }

    private Optional<String> rule() {
        for (int i = 0; i < lower.length(); i++) {
            String rule =
                    switch (lower.charAt(i)) {
                        case '<' -> tag(i);
                        case 'j' -> scheme("javascript", i);
                        case 'v' -> scheme("vbscript", i);
                        case 'd' -> dataUrl(i);
                        case 'o' -> handler(i);
                        case 'e' -> call("eval", i, "eval-call");
                        case 'f' ->
                            text.charAt(i) == 'F' && text.startsWith("Function", i)
                                    ? call("function", i, "function-constructor")
                                    : null;
                        case 'i' -> call("import", i, "dynamic-import");
                        default -> null;
                    };
            if (rule != null) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private @Nullable String tag(int at) {
        int i = at + 1;
        while (i < lower.length()
                && i < at + 16
                && (Character.isWhitespace(lower.charAt(i)) || lower.charAt(i) == '/')) {
            i++;
        }
        int end = word("script", i);
        if (end > 0 && (i == at + 1 || (end < lower.length() && ">/ \t\n".indexOf(lower.charAt(end)) >= 0))) {
            return "script-tag";
        }
        int close = Math.min(lower.length(), at + LONGEST_HANDLER_TAG);
        if (i == at + 1 && i < lower.length() && lower.charAt(i) >= 'a' && lower.charAt(i) <= 'z') {
            for (int j = i; j < close; j++) {
                char c = lower.charAt(j);
                if (c == '>' || c == '<') {
                    close = j;
                }
            }
            return hasHandler(lower, i, close) ? "event-handler" : null;
        }
        return null;
    }

    /// Where `word` ends when it stands at `at`, with blanks and controls inside it allowed; -1 when
    /// it does not.
    ///
    /// Tabs and line ends may stand anywhere (browsers drop them in a URL); spaces only between all
    /// of the letters.
    private int word(String word, int at) {
        boolean spaced = at + 1 < lower.length() && lower.charAt(at + 1) == ' ';
        int i = at;
        for (int k = 0; k < word.length(); k++) {
            int gap = i;
            while (k > 0 && i < lower.length() && i - gap < 8 && isGap(lower.charAt(i), spaced)) {
                i++;
            }
            if (i >= lower.length() || lower.charAt(i) != word.charAt(k) || (spaced && k > 0 && i == gap)) {
                return -1;
            }
            i++;
        }
        return i;
    }

    private static boolean isGap(char c, boolean spaced) {
        return c == '\t' || c == '\n' || (spaced && c == ' ');
    }

    private boolean wordBefore(int at) {
        return at > 0 && (Character.isLetterOrDigit(lower.charAt(at - 1)) || lower.charAt(at - 1) == '_');
    }

    private @Nullable String scheme(String word, int at) {
        int end = word(word, at);
        if (end < 0 || wordBefore(at)) {
            return null;
        }
        int colon = end;
        while (colon < lower.length() && colon < end + 8 && isGap(lower.charAt(colon), end - at > word.length())) {
            colon++;
        }
        if (colon >= lower.length() || lower.charAt(colon) != ':') {
            return null;
        }
        int next = colon + 1;
        if (next >= lower.length()) {
            return null;
        }
        if (!Character.isWhitespace(lower.charAt(next))) {
            return "script-url";
        }
        // "javascript: alert(1)" is a script; "JavaScript: a language" is a sentence.
        while (next < lower.length() && (lower.charAt(next) == ' ' || lower.charAt(next) == '\t')) {
            next++;
        }
        int name = next;
        while (next < lower.length()
                && next - name < 40
                && (isIdentifier(lower.charAt(next)) || lower.charAt(next) == '.')) {
            next++;
        }
        return next > name && next < lower.length() && lower.charAt(next) == '(' ? "script-url" : null;
    }

    private static boolean isIdentifier(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    }

    private @Nullable String dataUrl(int at) {
        int end = word("data", at);
        if (end < 0 || wordBefore(at) || end >= lower.length() || lower.charAt(end) != ':') {
            return null;
        }
        String rest =
                lower.substring(end + 1, Math.min(lower.length(), end + 40)).replaceAll("[ \t\n]", "");
        return rest.startsWith("text/html") || rest.startsWith("image/svg+xml") || rest.startsWith("application/xhtml")
                ? "data-url"
                : null;
    }

    private @Nullable String handler(int at) {
        if (wordBefore(at) || at + 1 >= lower.length() || lower.charAt(at + 1) != 'n') {
            return null;
        }
        int end = at;
        while (end < lower.length() && end - at < 24 && lower.charAt(end) >= 'a' && lower.charAt(end) <= 'z') {
            end++;
        }
        if (!HANDLERS.contains(lower.substring(at, end))) {
            return null;
        }
        while (end < lower.length() && Character.isWhitespace(lower.charAt(end))) {
            end++;
        }
        boolean assigned = end < lower.length() && lower.charAt(end) == '=';
        boolean compared = end + 1 < lower.length() && (lower.charAt(end + 1) == '=' || lower.charAt(end + 1) == '>');
        // In JSX (`onClick={…}`) it is a property of a component, not an attribute of a page.
        boolean component = end + 1 < lower.length() && lower.charAt(end + 1) == '{';
        return assigned && !compared && !component ? "event-handler" : null;
    }

    private @Nullable String call(String word, int at, String rule) {
        int end = word(word, at);
        if (end < 0 || end - at != word.length() || wordBefore(at) || (at > 0 && lower.charAt(at - 1) == '.')) {
            return null;
        }
        boolean blank = false;
        while (end < lower.length() && lower.charAt(end) == ' ') {
            end++;
            blank = true;
        }
        if (end >= lower.length() || lower.charAt(end) != '(') {
            return null;
        }
        return !blank || (end + 1 < lower.length() && "'\"`".indexOf(lower.charAt(end + 1)) >= 0) ? rule : null;
    }

    /// Whether there is an attribute such as `onload=` between two positions.
    static boolean hasHandler(String text, int from, int to) {
        for (int i = from; i + 4 < to; i++) {
            char before = text.charAt(i);
            if (!(Character.isWhitespace(before) || before == '/' || before == '"' || before == '\'')) {
                continue;
            }
            int end = i + 1;
            while (end < to && end - i < 32 && Character.isLetterOrDigit(text.charAt(end))) {
                end++;
            }
            String name = text.substring(i + 1, end).toLowerCase(Locale.ROOT);
            if (name.length() < 4 || !name.startsWith("on")) {
                continue;
            }
            while (end < to && Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            if (end < to && text.charAt(end) == '=' && (end + 1 >= to || text.charAt(end + 1) != '{')) {
                return true;
            }
        }
        return false;
    }
}
