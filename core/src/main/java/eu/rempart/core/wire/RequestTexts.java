package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.parsed;
import static eu.rempart.core.wire.Nodes.printed;
import static eu.rempart.core.wire.Nodes.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every text of a client's request, in the order in which it stands there: what the fields of the format hold, and
/// what unknown fields hold too, because nothing personal may hide in them.
///
/// Left out are the words of the format itself (roles, types, ids, names of tools and models) and media: images and
/// files in Base64, which are counted and not read.
public final class RequestTexts {

    private static final Set<String> WORDS_OF_THE_FORMAT = Set.of(
            "model",
            "role",
            "type",
            "id",
            "tool_call_id",
            "tool_use_id",
            "call_id",
            "item_id",
            "media_type",
            "signature",
            "encrypted_content",
            "reasoning_effort",
            "effort",
            "service_tier",
            "detail",
            "encoding_format",
            "$schema",
            "$ref",
            "format",
            "object",
            "status");

    /// What nobody needs to look into: names as programs write them, without a long run of digits.
    private static final Pattern PLAIN_NAME = Pattern.compile("(?!.*[0-9]{6})[A-Za-z0-9_.$-]{1,64}");

    private static final int SHORTEST_NUMBER = 8;

    /// What the strings and numbers at a place are.
    private enum Zone {
        /// The format's own, with its words.
        FORMAT,
        /// Names and descriptions of the application's own: no word of the format.
        SCHEMA,
        /// Values of the application's own.
        VALUES;

        private Zone below(String name) {
            return switch (name) {
                case "input", "metadata" -> VALUES;
                case "parameters", "input_schema", "schema" -> this == VALUES ? VALUES : SCHEMA;
                default -> this;
            };
        }
    }

    private final List<Slot> slots = new ArrayList<>();
    private final List<Runnable> renames = new ArrayList<>(0);
    private final List<Runnable> reprints = new ArrayList<>(0);
    private int media;

    private RequestTexts() {}

    /// Who wrote a text.
    public enum Origin {
        /// The application: its instructions, its tools, whatever is no message.
        APPLICATION,
        USER,
        ASSISTANT,
        /// What a tool gave back.
        TOOL,
        /// A document in the user's message.
        DOCUMENT
    }

    /// One text, and the place where it stands.
    public static final class Slot {
        private final Origin origin;
        private final int message;
        private final Consumer<String> place;
        private String text;

        private Slot(Origin origin, int message, String text, Consumer<String> place) {
            this.origin = origin;
            this.message = message;
            this.text = text;
            this.place = place;
        }

        public Origin origin() {
            return origin;
        }

        /// Which message of the conversation it stands in, from 0; -1 if in none.
        public int message() {
            return message;
        }

        public String text() {
            return text;
        }

        /// Replaces the text in the request.
        public void set(String replacement) {
            if (!replacement.equals(text)) {
                text = replacement;
                place.accept(replacement);
            }
        }

        /// Shows no content.
        @Override
        public String toString() {
            return "Slot[" + origin + ", chars=" + text.length() + "]";
        }
    }

    /// All texts of a request.
    public static RequestTexts of(Dialect dialect, ObjectNode request) {
        RequestTexts texts = new RequestTexts();
        String conversation = dialect == Dialect.RESPONSES ? "input" : "messages";
        for (String name : List.copyOf(request.propertyNames())) {
            JsonNode value = request.path(name);
            if (!name.equals(conversation)) {
                texts.field(request, name, Origin.APPLICATION, -1, Zone.FORMAT);
            } else if (value.isString()) {
                texts.field(request, name, Origin.USER, 0, Zone.FORMAT);
            } else {
                for (int i = 0; i < value.size(); i++) {
                    texts.message(value.get(i), i);
                }
            }
        }
        return texts;
    }

    /// All texts of an input of embeddings.
    public static RequestTexts ofEmbeddings(ObjectNode request) {
        RequestTexts texts = new RequestTexts();
        for (String name : List.copyOf(request.propertyNames())) {
            texts.field(request, name, name.equals("input") ? Origin.USER : Origin.APPLICATION, 0, Zone.FORMAT);
        }
        return texts;
    }

    public List<Slot> slots() {
        return slots;
    }

    /// How many images and files the request carries.
    public int media() {
        return media;
    }

    /// Ends the replacing: names are changed, and what stands as JSON in a string is written back.
    public void commit() {
        renames.forEach(Runnable::run);
        reprints.forEach(Runnable::run);
    }

    private void message(JsonNode message, int number) {
        Origin origin =
                switch (text(message.path("role"))) {
                    case "user" -> Origin.USER;
                    case "assistant" -> Origin.ASSISTANT;
                    case "tool", "function" -> Origin.TOOL;
                    case "system", "developer" -> Origin.APPLICATION;
                    default ->
                        switch (text(message.path("type"))) {
                            case "function_call_output", "custom_tool_call_output" -> Origin.TOOL;
                            case "function_call", "custom_tool_call", "reasoning" -> Origin.ASSISTANT;
                            default -> Origin.USER;
                        };
                };
        if (message instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                field(object, name, origin, number, Zone.FORMAT);
            }
        }
    }

    private void field(ObjectNode parent, String name, Origin origin, int message, Zone zone) {
        if (!PLAIN_NAME.matcher(name).matches()) {
            slots.add(new Slot(
                    origin,
                    message,
                    name,
                    replacement -> renames.add(() -> {
                        JsonNode value = parent.remove(name);
                        if (value != null) {
                            parent.set(replacement, value);
                        }
                    })));
        }
        JsonNode value = parent.path(name);
        if (value.isString()) {
            if (zone == Zone.FORMAT && isFormat(parent, name)) {
                return;
            }
            String text = value.stringValue();
            ObjectNode arguments = name.equals("arguments") ? parsed(text) : object();
            if (isMedia(parent, name, text)) {
                media++;
            } else if (!arguments.isEmpty()) {
                inside(arguments, origin, message, Zone.VALUES);
                reprints.add(() -> parent.put(name, printed(arguments)));
            } else if (!text.isEmpty()) {
                slots.add(new Slot(origin, message, text, replacement -> parent.put(name, replacement)));
            }
        } else if (isLongNumber(value, zone)) {
            slots.add(new Slot(origin, message, value.asString(), replacement -> parent.put(name, replacement)));
        } else {
            inside(value, origin, message, zone.below(name));
        }
    }

    private void inside(JsonNode node, Origin origin, int message, Zone zone) {
        switch (node) {
            case ObjectNode object -> {
                Origin own =
                        switch (text(object.path("type"))) {
                            case "tool_result" -> Origin.TOOL;
                            case "document", "search_result" -> Origin.DOCUMENT;
                            default -> origin;
                        };
                for (String name : List.copyOf(object.propertyNames())) {
                    field(object, name, own, message, zone);
                }
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    JsonNode element = array.get(i);
                    if (element.isString() || isLongNumber(element, zone)) {
                        int place = i;
                        slots.add(new Slot(
                                origin, message, element.asString(), replacement -> array.set(place, replacement)));
                    } else {
                        inside(element, origin, message, zone);
                    }
                }
            }
            default -> {}
        }
    }

    /// Telephone, card and insurance numbers come as numbers too; one that is masked becomes a string.
    private static boolean isLongNumber(JsonNode value, Zone zone) {
        return zone == Zone.VALUES
                && value.isIntegralNumber()
                && value.asString().length() >= SHORTEST_NUMBER;
    }

    /// The name of a tool is a word of the format; the name of whoever speaks is not.
    private static boolean isFormat(ObjectNode parent, String name) {
        if (WORDS_OF_THE_FORMAT.contains(name)) {
            return true;
        }
        return name.equals("name") && !parent.has("role");
    }

    private static boolean isMedia(ObjectNode parent, String name, String text) {
        return switch (name) {
            case "data", "file_data" ->
                text(parent.path("type")).equals("base64") || DataUrl.parse(text) != null || parent.has("format");
            default -> DataUrl.parse(text) != null;
        };
    }
}
