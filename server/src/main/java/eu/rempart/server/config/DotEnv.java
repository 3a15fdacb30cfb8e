package eu.rempart.server.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Reads a `.env` file: lines `NAME=value`, empty lines and lines that begin with `#`.
///
/// A value stands as it is, or whole in single or double quotes, which are removed; nothing in it
/// is replaced. What other programs would read differently is an error: ` #` in a value without
/// quotes, a quote that does not end, spaces around `=`, `export`.
final class DotEnv {
    static final int MAX_BYTES = 64 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private DotEnv() {}

    /// @param line counted from 1
    record Value(String text, int line) {}

    static Map<String, Value> read(String source, byte[] content, Consumer<ConfigError> errors) {
        if (content.length > MAX_BYTES) {
            errors.accept(new ConfigError(source, "", "is larger than 64 KiB", "Remove what is not needed."));
            return Map.of();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            errors.accept(new ConfigError(source, "", "is not UTF-8 text", "Save the file as UTF-8."));
            return Map.of();
        }
        Map<String, Value> values = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                line(source, i + 1, line, values, errors);
            }
        }
        return values;
    }

    private static void line(
            String source, int number, String line, Map<String, Value> values, Consumer<ConfigError> errors) {
        String where = source + ":" + number;
        int equals = line.indexOf('=');
        String name = equals < 0 ? "" : line.substring(0, equals);
        if (!NAME.matcher(name).matches()) {
            errors.accept(new ConfigError(
                    where,
                    "",
                    "is not a line `NAME=value`",
                    "Write the name, `=` and the value, without spaces around `=`."));
            return;
        }
        String value = line.substring(equals + 1);
        char first = value.isEmpty() ? ' ' : value.charAt(0);
        if (first == '"' || first == '\'') {
            boolean closed = value.length() > 1 && value.charAt(value.length() - 1) == first;
            String inner = closed ? value.substring(1, value.length() - 1) : "";
            if (!closed || inner.indexOf(first) >= 0) {
                errors.accept(new ConfigError(
                        where,
                        name,
                        "has a quote that does not end the value",
                        "Put the whole value between two quotes."));
                return;
            }
            value = inner;
        } else if (value.contains(" #") || value.startsWith(" ")) {
            errors.accept(new ConfigError(
                    where,
                    name,
                    "has a space before a comment or the value",
                    "Put the value in quotes, and the comment on its own line."));
            return;
        }
        Value earlier = values.putIfAbsent(name, new Value(value, number));
        if (earlier != null) {
            errors.accept(new ConfigError(
                    where, name, "was already given in line " + earlier.line(), "Keep one of the two lines."));
        }
    }
}
