package eu.rempart.server.config;

import eu.rempart.server.config.Schema.Group;
import eu.rempart.server.config.Schema.Leaf;
import eu.rempart.server.config.Schema.Setting;
import eu.rempart.server.config.Schema.Table;
import eu.rempart.server.config.YamlNode.Entry;
import eu.rempart.server.config.YamlNode.Mapping;
import eu.rempart.server.config.YamlNode.Scalar;
import eu.rempart.server.config.YamlNode.Sequence;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes records from a YAML tree and from values given elsewhere. Every error is reported, and
/// nothing thrown.
final class Binder {
    private final Map<String, Given> given;
    private final Path directory;
    private final Consumer<ConfigError> errors;
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final Set<String> failed = new HashSet<>();
    private final Set<String> allPaths = new HashSet<>();

    /// A value from a variable or an option.
    ///
    /// @param where the name of the variable or option
    record Given(String text, String where) {}

    /// @param given by key; they win over the file
    /// @param directory where relative paths start
    Binder(Map<String, Given> given, Path directory, Consumer<ConfigError> errors) {
        this.given = given;
        this.directory = directory;
        this.errors = errors;
    }

    /// A whole record. Where something is wrong it has the default, or an example, so that what
    /// depends on the rest can be checked too; the caller throws it away if an error was reported.
    <R extends Record> R bind(Class<R> type, Optional<Mapping> file) {
        Group schema = Schema.of(type);
        Schema.forEachLeaf(schema, "", (path, _) -> allPaths.add(path));
        return type.cast(group(schema, "", file.orElse(null)));
    }

    /// Where each value came from, by key; values that nobody set are not in it.
    Map<String, String> origins() {
        return origins;
    }

    /// The keys whose value was wrong.
    Set<String> failed() {
        return failed;
    }

    private Record group(Group group, String path, @Nullable YamlNode node) {
        Map<String, Entry> entries = entries(path, node);
        Map<String, Setting> known = Schema.byName(group);
        entries.forEach((name, entry) -> {
            if (!known.containsKey(name)) {
                unknownKey(path, name, entry, known.keySet());
            }
        });
        String owner = node == null ? "the configuration" : node.at().toString();
        List<Object> arguments = new ArrayList<>();
        for (Setting key : group.keys()) {
            Entry entry = entries.get(key.name());
            YamlNode value = entry == null ? null : entry.value();
            String inner = Schema.join(path, key.name());
            if (entry != null) {
                origins.put(inner, entry.at().toString());
            }
            arguments.add(
                    switch (key.schema()) {
                        case Group child -> group(child, inner, value);
                        case Table table -> table(table, inner, value);
                        case Leaf leaf -> leaf(leaf, inner, value, owner);
                    });
        }
        return instance(group.type(), arguments);
    }

    private Map<String, Entry> entries(String path, @Nullable YamlNode node) {
        return switch (node) {
            case null -> Map.of();
            case Mapping mapping -> mapping.entries();
            // A group whose lines are all commented out.
            case Scalar scalar when scalar.isNull() -> Map.of();
            case Scalar other -> notAGroup(path, other);
            case Sequence other -> notAGroup(path, other);
        };
    }

    private Map<String, Entry> notAGroup(String path, YamlNode node) {
        report(
                node.at().toString(),
                path,
                "is a group of keys, not a value",
                "Write its keys under it, indented by two spaces.");
        return Map.of();
    }

    private void unknownKey(String path, String name, Entry entry, Set<String> siblings) {
        String remedy = Nearest.to(name, siblings)
                .map(near -> Schema.join(path, near))
                .or(() -> elsewhere(name))
                .map(near -> "Did you mean " + near + "?")
                .orElse(
                        siblings.size() > 15
                                ? "See docs/reference/configuration.md for the keys that exist."
                                : "The keys here are: "
                                        + String.join(
                                                ", ", siblings.stream().sorted().toList())
                                        + ".");
        report(entry.at().toString(), Schema.join(path, Shown.plain(name)), "is not a known key", remedy);
    }

    /// The only key of this name in another group.
    private Optional<String> elsewhere(String name) {
        List<String> same =
                allPaths.stream().filter(path -> path.endsWith("." + name)).toList();
        return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
    }

    private Map<String, Record> table(Table table, String path, @Nullable YamlNode node) {
        Map<String, Record> rows = new LinkedHashMap<>();
        entries(path, node).forEach((name, row) -> {
            String inner = Schema.join(path, Shown.plain(name));
            if (TextShape.MODEL.matches(name)) {
                origins.put(inner, row.at().toString());
                rows.put(name, group(table.entry(), inner, row.value()));
            } else {
                report(
                        row.at().toString(),
                        inner,
                        "is not " + TextShape.MODEL.meaning(),
                        "Use the name that the provider gives the model.");
            }
        });
        return rows;
    }

    private Object leaf(Leaf leaf, String path, @Nullable YamlNode node, String owner) {
        Given override = given.get(path);
        // What the file says is checked even where something else wins: the operator wants to know now.
        Optional<?> value = node == null ? Optional.empty() : fromFile(leaf, path, node);
        if (node != null) {
            origins.put(path, node.at().toString());
        }
        if (override != null) {
            origins.put(path, override.where());
            value = fromText(leaf, path, override.text(), override.where());
        }
        if (value.isPresent()) {
            return value.get();
        }
        if (node != null || override != null) {
            failed.add(path);
        } else if (!leaf.optional() && leaf.defaultText().isEmpty()) {
            failed.add(path);
            report(owner, path, "is missing", meant(leaf));
        }
        if (leaf.optional()) {
            return Optional.empty();
        }
        return fromText(leaf, path, leaf.defaultText().orElse(leaf.type().example()), "default")
                .orElseThrow();
    }

    private Optional<?> fromFile(Leaf leaf, String path, YamlNode node) {
        String where = node.at().toString();
        return switch (node) {
            case Scalar scalar
            when scalar.isNull() -> {
                report(where, path, "has no value", "Give it one, or remove the line to keep the default.");
                yield Optional.empty();
            }
            case Scalar scalar -> fromText(leaf, path, scalar.text(), where);
            case Sequence sequence
            when leaf.list() -> {
                List<String> texts = new ArrayList<>();
                boolean plain = true;
                for (YamlNode item : sequence.items()) {
                    if (item instanceof Scalar scalar && !scalar.isNull()) {
                        texts.add(scalar.text());
                    } else {
                        plain = false;
                        report(item.at().toString(), path, "has an element that is not a value", meant(leaf));
                    }
                }
                yield plain ? list(leaf, path, texts, where) : Optional.empty();
            }
            case Sequence _, Mapping _ -> {
                report(where, path, "is not " + leaf.type().meaning(), meant(leaf));
                yield Optional.empty();
            }
        };
    }

    private Optional<?> fromText(Leaf leaf, String path, String text, String where) {
        if (leaf.list()) {
            List<String> texts = text.isBlank()
                    ? List.of()
                    : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            return list(leaf, path, texts, where);
        }
        Optional<?> value = single(leaf, path, text, where);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return leaf.optional() ? Optional.of(value) : value;
    }

    private Optional<?> list(Leaf leaf, String path, List<String> texts, String where) {
        List<Object> values = new ArrayList<>();
        boolean complete = true;
        for (String text : texts) {
            Optional<?> value = single(leaf, path, text, where);
            complete &= value.isPresent();
            // A number is an amount, not a name: two may be alike.
            if (value.isPresent() && !(value.get() instanceof Integer) && values.contains(value.get())) {
                report(where, path, "names " + Shown.value(text) + " twice", "Remove one of the two.");
                complete = false;
            }
            value.ifPresent(values::add);
        }
        return complete ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    private Optional<?> single(Leaf leaf, String path, String text, String where) {
        ValueType type = leaf.type();
        Optional<?> value = type.reader().apply(text);
        if (value.isEmpty()) {
            String subject = type.shown() ? Shown.value(text) + " is not " : "is not ";
            boolean negative = text.length() > 1 && text.charAt(0) == '-' && Character.isDigit(text.charAt(1));
            report(
                    where,
                    path,
                    type.shown() && negative ? Shown.value(text) + " is negative" : subject + type.meaning(),
                    meant(leaf));
            return Optional.empty();
        }
        Object read = value.get();
        if (leaf.range().isPresent() && !inRange(leaf, leaf.range().get(), read)) {
            Range range = leaf.range().get();
            String problem = text.startsWith("-") ? " is negative" : " is out of range";
            report(
                    where,
                    path,
                    Shown.value(text) + problem,
                    "Give a value from " + range.min() + " to " + range.max() + ".");
            return Optional.empty();
        }
        if (leaf.matches().isPresent() && !leaf.matches().get().value().matches(text)) {
            report(
                    where,
                    path,
                    Shown.value(text) + " is not "
                            + leaf.matches().get().value().meaning(),
                    "Correct it, or remove the line to keep the default.");
            return Optional.empty();
        }
        return Optional.of(
                read instanceof Path relative ? directory.resolve(relative).normalize() : read);
    }

    private static String meant(Leaf leaf) {
        String element = leaf.list() ? "Give a list of values, each " : "Give ";
        return element
                + leaf.type().meaning()
                + (leaf.type().closed() ? "." : ", as in " + leaf.type().example() + ".");
    }

    private static boolean inRange(Leaf leaf, Range range, Object value) {
        return (range.min().isEmpty() || compare(leaf, range.min(), value) <= 0)
                && (range.max().isEmpty() || compare(leaf, range.max(), value) >= 0);
    }

    @SuppressWarnings("unchecked") // both come from the same reader, whose values compare with each other
    private static int compare(Leaf leaf, String bound, Object value) {
        Object limit = leaf.type().reader().apply(bound).orElseThrow();
        return ((Comparable<Object>) limit).compareTo(value);
    }

    private void report(String where, String key, String problem, String remedy) {
        errors.accept(new ConfigError(where, key, problem, remedy));
    }

    private static Record instance(Class<? extends Record> type, List<Object> arguments) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(arguments.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }
}
