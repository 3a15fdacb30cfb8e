package eu.rempart.guard.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the well-formed JSON lines of the evaluation data; the guard itself knows no JSON.
final class FlatJson {
    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    static Map<String, Object> object(String line) {
        Object value = new FlatJson(line).value();
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("not an object");
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, v) -> copy.put(String.valueOf(key), v));
        return copy;
    }

    private void blanks() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private Object value() {
        blanks();
        char c = text.charAt(at);
        if (c == '{') {
            at++;
            Map<String, Object> map = new LinkedHashMap<>();
            blanks();
            while (text.charAt(at) != '}') {
                blanks();
                String key = string();
                blanks();
                at++;
                map.put(key, value());
                comma();
            }
            at++;
            return map;
        }
        if (c == '[') {
            at++;
            List<Object> list = new ArrayList<>();
            blanks();
            while (text.charAt(at) != ']') {
                list.add(value());
                comma();
            }
            at++;
            return list;
        }
        if (c == '"') {
            return string();
        }
        int start = at;
        while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return literal(text.substring(start, at));
    }

    private static Object literal(String word) {
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> "";
            default -> Double.valueOf(word);
        };
    }

    private void comma() {
        blanks();
        if (text.charAt(at) == ',') {
            at++;
            blanks();
        }
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c == '\\') {
                char escape = text.charAt(at++);
                switch (escape) {
                    case 'n' -> out.append('\n');
                    case 't' -> out.append('\t');
                    case 'r' -> out.append('\r');
                    case 'b' -> out.append('\b');
                    case 'f' -> out.append('\f');
                    case 'u' -> {
                        out.append((char) Integer.parseInt(text, at, at + 4, 16));
                        at += 4;
                    }
                    default -> out.append(escape);
                }
            } else {
                out.append(c);
            }
        }
        at++;
        return out.toString();
    }
}
