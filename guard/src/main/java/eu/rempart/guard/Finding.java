package eu.rempart.guard;

import java.util.Objects;

/// Where a rule matched. It never holds the matched text, so that it may be logged and stored.
///
/// @param rule the rule's stable name, such as `override` or `aws-access-key`
/// @param start the first UTF-16 unit of the match, from 0
/// @param end the unit after the last one; at least `start`
public record Finding(String rule, int start, int end) {
    public Finding {
        Objects.requireNonNull(rule, "rule");
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a range: " + start + ".." + end);
        }
    }
}
