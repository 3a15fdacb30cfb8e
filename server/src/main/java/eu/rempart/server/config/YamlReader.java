package eu.rempart.server.config;

import eu.rempart.server.config.YamlNode.Entry;
import eu.rempart.server.config.YamlNode.Mapping;
import eu.rempart.server.config.YamlNode.Position;
import eu.rempart.server.config.YamlNode.Scalar;
import eu.rempart.server.config.YamlNode.Sequence;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads one YAML 1.2 document from the parser's events, without recursion and without making
/// objects from tags.
///
/// Bounded: 1 MiB, 32 levels, 100 aliases. An alias shares the node that it names, so nothing
/// grows, and a node that contains itself cannot be written.
final class YamlReader {
    static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ALIASES = 100;

    private final String source;
    private final Consumer<ConfigError> errors;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Anchor, YamlNode> anchors = new HashMap<>();
    private @Nullable YamlNode root;
    private int aliases;
    private int documents;

    private YamlReader(String source, Consumer<ConfigError> errors) {
        this.source = source;
        this.errors = errors;
    }

    /// The document's top mapping; empty if the document is empty or so broken that it has none,
    /// which is then among the errors.
    static Optional<Mapping> read(String source, byte[] content, Consumer<ConfigError> errors) {
        if (content.length > MAX_BYTES) {
            errors.accept(new ConfigError(
                    source, "", "is larger than 1 MiB", "A configuration is a few kilobytes: check the path."));
            return Optional.empty();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            errors.accept(new ConfigError(source, "", "is not UTF-8 text", "Save the file as UTF-8."));
            return Optional.empty();
        }
        YamlReader reader = new YamlReader(source, errors);
        try {
            for (Event event : new Parse(LoadSettings.builder().setLabel(source).build()).parseString(text)) {
                reader.take(event);
            }
        } catch (Stop e) {
            errors.accept(e.error);
            return Optional.empty();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            errors.accept(new ConfigError(
                    source + ":" + line,
                    "",
                    "is not YAML: " + Shown.plain(String.valueOf(e.getProblem())),
                    "Look at this line and the one before: indentation, colons, quotes."));
            return Optional.empty();
        } catch (YamlEngineException e) {
            errors.accept(new ConfigError(
                    source, "", "has a character that YAML does not allow", "Remove control characters."));
            return Optional.empty();
        }
        return reader.topMapping();
    }

    private Optional<Mapping> topMapping() {
        return switch (root) {
            case null -> Optional.empty();
            case Mapping mapping -> Optional.of(mapping);
            case Scalar scalar when scalar.isNull() -> Optional.empty();
            case Scalar other -> notAMapping(other);
            case Sequence other -> notAMapping(other);
        };
    }

    private Optional<Mapping> notAMapping(YamlNode node) {
        errors.accept(new ConfigError(
                node.at().toString(),
                "",
                "is not a list of keys and values",
                "Write `key: value` lines, as in rempart.example.yaml."));
        return Optional.empty();
    }

    private void take(Event event) {
        switch (event.getEventId()) {
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
            case DocumentStart -> {
                if (++documents > 1) {
                    throw stop(event, "has a second document", "Remove the line `---` and what follows.");
                }
            }
            case MappingStart, SequenceStart -> {
                if (open.size() == MAX_DEPTH) {
                    throw stop(event, "is nested too deep", "The configuration has at most five levels.");
                }
                NodeEvent start = (NodeEvent) event;
                refuseTag(event, ((CollectionStartEvent) event).getTag());
                boolean mapping = event.getEventId() == Event.ID.MappingStart;
                open.push(new Open(position(event), start.getAnchor(), mapping));
            }
            case MappingEnd, SequenceEnd -> {
                Open done = open.pop();
                YamlNode node = done.mapping
                        ? new Mapping(done.at, Collections.unmodifiableMap(done.entries))
                        : new Sequence(done.at, List.copyOf(done.items));
                done.anchor.ifPresent(anchor -> anchors.put(anchor, node));
                add(node);
            }
            case Scalar -> {
                ScalarEvent scalar = (ScalarEvent) event;
                refuseTag(event, scalar.getTag());
                YamlNode node = new Scalar(position(event), scalar.getValue(), !scalar.isPlain());
                scalar.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
                add(node);
            }
            case Alias -> {
                YamlNode target = anchors.get(((AliasEvent) event).getAlias());
                if (target == null) {
                    throw stop(event, "has an alias that names nothing before it", "Write the value out.");
                }
                if (++aliases > MAX_ALIASES) {
                    throw stop(event, "has more than 100 aliases", "Write the values out.");
                }
                add(target);
            }
        }
    }

    private void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent()) {
            throw stop(event, "has a tag (`!…`)", "Remove the tag: types come from the keys.");
        }
    }

    private void add(YamlNode node) {
        Open parent = open.peek();
        if (parent == null) {
            root = node;
        } else if (!parent.mapping) {
            parent.items.add(node);
        } else if (parent.key == null) {
            if (!(node instanceof Scalar key)) {
                throw new Stop(
                        new ConfigError(node.at().toString(), "", "has a key that is not text", "Write `key: value`."));
            }
            parent.key = key;
        } else {
            Scalar key = parent.key;
            parent.key = null;
            Entry earlier = parent.entries.putIfAbsent(key.text(), new Entry(key.at(), node));
            if (earlier != null) {
                errors.accept(new ConfigError(
                        key.at().toString(),
                        Shown.plain(key.text()),
                        "was already given in line " + earlier.at().line(),
                        "Keep one of the two lines."));
            }
        }
    }

    private Position position(Event event) {
        return new Position(source, event.getStartMark().map(Mark::getLine).orElse(0) + 1);
    }

    private Stop stop(Event event, String problem, String remedy) {
        return new Stop(new ConfigError(position(event).toString(), "", problem, remedy));
    }

    /// A collection whose end has not come yet.
    private static final class Open {
        final Position at;
        final Optional<Anchor> anchor;
        final boolean mapping;
        final Map<String, Entry> entries = new LinkedHashMap<>();
        final List<YamlNode> items = new ArrayList<>();

        @Nullable
        Scalar key;

        Open(Position at, Optional<Anchor> anchor, boolean mapping) {
            this.at = at;
            this.anchor = anchor;
            this.mapping = mapping;
        }
    }

    /// The document cannot be read on.
    private static final class Stop extends RuntimeException {
        final transient ConfigError error;

        Stop(ConfigError error) {
            super(error.toString(), null, false, false);
            this.error = error;
        }
    }
}
