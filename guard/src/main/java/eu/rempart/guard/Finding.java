package eu.rempart.guard;

import java.util.Objects;

/// Where a rule matched. It never holds the matched text, so that it may be logged and stored.
///
/// @param rule the rule's stable name, such as `override` or `aws-access-key`
/// @param start the first UTF-16 unit of the match, from 0
/// @param end the unit after the last one; at least `start`
/// @param path the encodings that led to the match, from the outside in, such as `base64/rot13`;
///     empty when it stands in plain sight. With a path, the range is that of the encoded span.
public record Finding(String rule, int start, int end, String path) {
    public Finding {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(path, "path");
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a range: " + start + ".." + end);
        }
    }

    /// A match in plain sight.
    public Finding(String rule, int start, int end) {
        this(rule, start, end, "");
    }
}
