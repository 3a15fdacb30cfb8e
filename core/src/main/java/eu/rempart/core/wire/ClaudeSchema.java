package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.printed;
import static eu.rempart.core.wire.Nodes.text;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A JSON schema as Anthropic's
/// [structured outputs](https://platform.claude.com/docs/en/build-with-claude/structured-outputs) take it: a part of
/// the language, in which no object has other properties than those that are named. Bounds that it has no word for
/// (`minimum`, `maxLength`, `pattern`) become part of the description, as in Anthropic's own SDKs.
final class ClaudeSchema {

    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    /// What means another answer if it is left out.
    private static final List<String> UNSAYABLE = List.of(
            "patternProperties",
            "propertyNames",
            "unevaluatedProperties",
            "dependentSchemas",
            "prefixItems",
            "not",
            "if",
            "then",
            "else",
            "$dynamicRef");

    /// What says nothing about the answer.
    private static final List<String> SILENT = List.of("$schema", "$id", "$comment");

    private static final List<String> DEFINITIONS = List.of("$defs", "definitions");

    /// That interface's bounds.
    private static final int MOST_OPTIONAL = 24;

    private static final int MOST_UNIONS = 16;

    /// There are no more.
    private static final int MOST_TYPES = 7;

    /// How long what a union says for each of its types, and what becomes a description, may be in all: longer than any
    /// schema that is meant, and far from what a few types could make of a large one.
    private static final int MOST_REPEATED = 50_000;

    /// How many references may lead to each other.
    private static final int MOST_OPEN = 64;

    /// What may stand beside a reference without changing which answers are right.
    private static final Set<String> BESIDE_A_REFERENCE =
            Set.of("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly");

    private final ObjectNode whole;
    private final Set<String> open = new HashSet<>();
    private final Set<String> followed = new HashSet<>();
    private int optional;
    private int unions;
    private int repeated;

    /// The schema asks for what that interface cannot promise.
    private static final class UnsayableException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private ClaudeSchema(ObjectNode whole) {
        this.whole = whole;
    }

    /// Empty if it cannot be said there without changing which answers are right.
    static Optional<ObjectNode> of(JsonNode schema) {
        if (!(schema instanceof ObjectNode object) || !text(object.path("type")).equals("object")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClaudeSchema(object).said(object));
        } catch (UnsayableException _) {
            return Optional.empty();
        }
    }

    private ObjectNode said(JsonNode node) {
        if (!(node instanceof ObjectNode given)) {
            throw new UnsayableException();
        }
        // Not deep: only what stands here is taken away.
        ObjectNode rest = object().setAll(given);
        if (UNSAYABLE.stream().anyMatch(rest::has)) {
            throw new UnsayableException();
        }
        rest.remove(SILENT);
        ObjectNode made = object();
        for (String name : DEFINITIONS) {
            JsonNode definitions = rest.remove(name);
            if (definitions != null) {
                ObjectNode own = made.putObject(name);
                definitions.properties().forEach(entry -> own.set(entry.getKey(), said(entry.getValue())));
            }
        }
        JsonNode reference = rest.remove("$ref");
        if (reference != null) {
            if (!BESIDE_A_REFERENCE.containsAll(rest.propertyNames())) {
                throw new UnsayableException();
            }
            follow(text(reference));
            return made.put("$ref", text(reference));
        }
        JsonNode type = rest.path("type");
        if (type.isArray()) {
            return union(rest, type, made);
        }
        rest.remove("type");
        move("title", rest, made);
        move("const", rest, made);
        if (isSet(type)) {
            made.set("type", type);
        }
        choices(rest, made);
        switch (text(type)) {
            case "object" -> properties(rest, made);
            case "array" -> {
                made.set("items", said(rest.path("items")));
                rest.remove("items");
                if (rest.path("minItems").asInt(2) <= 1) {
                    move("minItems", rest, made);
                }
            }
            case "string" -> {
                if (FORMATS.contains(text(rest.path("format")))) {
                    move("format", rest, made);
                }
            }
            case "integer", "number", "boolean", "null" -> {}
            default -> {
                if (!made.has("anyOf") && !made.has("allOf") && !made.has("enum") && !made.has("const")) {
                    throw new UnsayableException();
                }
            }
        }
        describe(rest, made);
        return made;
    }

    /// `{"type": ["string", "null"]}` in the words of that interface.
    private ObjectNode union(ObjectNode given, JsonNode types, ObjectNode made) {
        if (++unions > MOST_UNIONS
                || types.size() > MOST_TYPES
                || types.valueStream().distinct().count() < types.size()) {
            throw new UnsayableException();
        }
        move("title", given, made);
        move("description", given, made);
        ArrayNode any = array();
        for (JsonNode type : types) {
            ObjectNode one = object().setAll(given);
            one.set("type", type);
            if (one.path("enum").isArray()) {
                ArrayNode fitting = array();
                for (JsonNode value : one.path("enum")) {
                    if (fits(value, text(type))) {
                        fitting.add(value);
                    }
                }
                if (fitting.isEmpty()) {
                    continue;
                }
                one.set("enum", fitting);
            }
            if (one.has("const")) {
                repeated(printed(one.path("const")));
            }
            any.add(said(text(type).equals("null") ? object().put("type", "null") : one));
        }
        if (any.isEmpty()) {
            throw new UnsayableException();
        }
        made.set("anyOf", any);
        return made;
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private void repeated(String text) {
        repeated += Math.min(text.length(), MOST_REPEATED);
        if (repeated > MOST_REPEATED) {
            throw new UnsayableException();
        }
    }

    private void choices(ObjectNode rest, ObjectNode made) {
        JsonNode values = rest.remove("enum");
        if (values != null) {
            for (JsonNode value : values) {
                if (value.isContainer()) {
                    throw new UnsayableException();
                }
            }
            made.set("enum", values);
        }
        for (String name : List.of("anyOf", "oneOf", "allOf")) {
            JsonNode variants = rest.remove(name);
            if (variants != null) {
                if (made.has("anyOf") || made.has("allOf")) {
                    throw new UnsayableException();
                }
                // Of objects that name all their properties, each would forbid those of the others.
                if (name.equals("allOf")
                        && (variants.size() > 1
                                || rest.has("properties")
                                || variants.path(0).has("$ref"))) {
                    throw new UnsayableException();
                }
                ArrayNode own = array();
                for (JsonNode variant : variants) {
                    own.add(said(variant));
                }
                made.set(name.equals("allOf") ? name : "anyOf", own);
                if (!name.equals("allOf") && ++unions > MOST_UNIONS) {
                    throw new UnsayableException();
                }
            }
        }
    }

    private void properties(ObjectNode rest, ObjectNode made) {
        // An object that may have any names would have to be empty.
        if (rest.path("additionalProperties").isObject()
                || rest.path("properties").isEmpty()) {
            throw new UnsayableException();
        }
        rest.remove("additionalProperties");
        Set<String> required = new HashSet<>();
        rest.path("required").forEach(name -> required.add(text(name)));
        ObjectNode own = made.putObject("properties");
        for (Map.Entry<String, JsonNode> property : rest.path("properties").properties()) {
            if (!required.contains(property.getKey()) && ++optional > MOST_OPTIONAL) {
                throw new UnsayableException();
            }
            own.set(property.getKey(), said(property.getValue()));
        }
        rest.remove("properties");
        move("required", rest, made);
        made.put("additionalProperties", false);
    }

    /// Schemas that lead back to themselves cannot be said.
    private void follow(String reference) {
        if (followed.contains(reference)) {
            return;
        }
        if (!reference.startsWith("#/") || open.size() >= MOST_OPEN || !open.add(reference)) {
            throw new UnsayableException();
        }
        references(whole.at(reference.substring(1)));
        open.remove(reference);
        followed.add(reference);
    }

    private void references(JsonNode node) {
        if (node.isMissingNode()) {
            throw new UnsayableException();
        }
        if (node.path("$ref").isString()) {
            follow(text(node.path("$ref")));
        }
        for (JsonNode below : node) {
            if (below.isContainer()) {
                references(below);
            }
        }
    }

    /// What is left has no word there: the model may keep to it all the same.
    private void describe(ObjectNode rest, ObjectNode made) {
        JsonNode description = rest.remove("description");
        String told = description == null ? "" : text(description);
        if (!rest.isEmpty()) {
            String more = printed(rest);
            repeated(more);
            told += (told.isEmpty() ? "" : "\n\n") + more;
        }
        if (!told.isEmpty()) {
            made.put("description", told);
        }
    }

    private static void move(String name, ObjectNode from, ObjectNode to) {
        JsonNode value = from.remove(name);
        if (value != null) {
            to.set(name, value);
        }
    }
}
