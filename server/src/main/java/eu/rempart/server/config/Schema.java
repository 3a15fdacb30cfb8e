package eu.rempart.server.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// What can be set, as read from the components of the configuration records.
sealed interface Schema {

    /// Keys of a record.
    record Group(Class<? extends Record> type, List<Setting> keys) implements Schema {}

    /// A value.
    ///
    /// @param type of the value, of each element of a list
    record Leaf(
            ValueType type,
            boolean list,
            boolean optional,
            Optional<String> defaultText,
            Optional<Range> range,
            Optional<Matches> matches,
            Optional<Variable> variable)
            implements Schema {}

    /// Groups by a name that the operator chooses.
    record Table(Group entry) implements Schema {}

    /// A name and what is under it.
    ///
    /// @param name in kebab-case, without what is before it
    record Setting(String name, String doc, Schema schema) {}

    static Group of(Class<? extends Record> type) {
        return new Group(
                type, Arrays.stream(type.getRecordComponents()).map(Schema::key).toList());
    }

    /// Calls back for every value outside tables, with its whole key, in the order of the records.
    static void forEachLeaf(Group group, String prefix, BiConsumer<String, Leaf> action) {
        for (Setting key : group.keys()) {
            String path = join(prefix, key.name());
            switch (key.schema()) {
                case Group inner -> forEachLeaf(inner, path, action);
                case Leaf leaf -> action.accept(path, leaf);
                case Table _ -> {}
            }
        }
    }

    static String join(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + "." + name;
    }

    /// `server.max-body` → `REMPART_SERVER_MAX_BODY`.
    static String variable(String path) {
        return "REMPART_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// The keys of a group by name.
    static Map<String, Setting> byName(Group group) {
        Map<String, Setting> byName = new LinkedHashMap<>();
        group.keys().forEach(key -> byName.put(key.name(), key));
        return byName;
    }

    private static Setting key(RecordComponent component) {
        String doc = annotation(component, Doc.class)
                .orElseThrow(() -> new IllegalArgumentException(component + " has no @Doc"))
                .value();
        return new Setting(kebab(component.getName()), doc, schema(component));
    }

    private static Schema schema(RecordComponent component) {
        Class<?> type = component.getType();
        if (type.isRecord() && !ValueType.reads(type)) {
            return of(type.asSubclass(Record.class));
        }
        if (type == Map.class) {
            return new Table(of(argument(component, 1).asSubclass(Record.class)));
        }
        boolean list = type == List.class;
        boolean optional = type == Optional.class;
        Class<?> value = list || optional ? argument(component, 0) : type;
        return new Leaf(
                ValueType.of(value, annotation(component, Url.class)),
                list,
                optional,
                annotation(component, Default.class).map(Default::value),
                annotation(component, Range.class),
                annotation(component, Matches.class),
                annotation(component, Variable.class));
    }

    private static Class<?> argument(RecordComponent component, int index) {
        Type argument = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[index];
        return (Class<?>) argument;
    }

    private static <A extends Annotation> Optional<A> annotation(RecordComponent component, Class<A> type) {
        return Optional.ofNullable(component.getAnnotation(type));
    }

    private static String kebab(String camel) {
        StringBuilder kebab = new StringBuilder();
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (Character.isUpperCase(c)) {
                kebab.append('-');
            }
            kebab.append(Character.toLowerCase(c));
        }
        return kebab.toString();
    }
}
