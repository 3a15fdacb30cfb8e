package eu.rempart.server.config;

import java.util.List;
import java.util.Map;

/// A YAML document as it was written: text and places, no types yet. Immutable.
sealed interface YamlNode {
    Position at();

    /// A place in a file.
    ///
    /// @param source name of the file, as the operator knows it
    /// @param line counted from 1
    record Position(String source, int line) {
        @Override
        public String toString() {
            return source + ":" + line;
        }
    }

    /// Values by key.
    ///
    /// @param entries in the order of the file
    record Mapping(Position at, Map<String, Entry> entries) implements YamlNode {}

    /// A value and where its key stands.
    ///
    /// @param at the place of the key
    record Entry(Position at, YamlNode value) {}

    record Sequence(Position at, List<YamlNode> items) implements YamlNode {}

    /// Text.
    ///
    /// @param quoted whether it was written in quotes or as a block, so that an empty one or `null`
    /// is meant as text
    record Scalar(Position at, String text, boolean quoted) implements YamlNode {
        /// Whether nothing was written.
        boolean isNull() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }
    }
}
