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

/// Every text of a client's request: what the fields of the format hold, and what unknown fields hold too, because
/// nothing personal may hide in them. The conversation comes last, wherever it stands: what is added to it changes
/// nothing in the order of what came before.
///
/// Left out are the words of the format itself (roles, types, ids, names of tools and models) where the format has
/// them and they look like such words, and media: images and files in Base64, which are counted and not read.
public final class RequestTexts {

    private static final Set<String> WORDS_OF_THE_FORMAT = Set.of(
            "model",
            "role",
            "type",
            "media_type",
            "reasoning_effort",
            "effort",
            "service_tier",
            "detail",
            "encoding_format",
            "format",
            "object",
            "status");

    private static final Set<String> IDS = Set.of("id", "tool_call_id", "tool_use_id", "call_id", "item_id", "file_id");

    /// Where the formats, and servers that speak them, have pictures, sound and files.
    private static final Set<String> MEDIA = Set.of(
            "image_url", "video_url", "audio_url", "document_url", "file_url", "file_data", "file_id", "input_audio");

    /// What only the model that wrote it can read.
    private static final Set<String> SEALED = Set.of("signature", "thought_signature", "encrypted_content");

    /// The objects of the formats; what stands in any other is the application's own.
    private static final Set<String> OBJECTS_OF_THE_FORMAT = Set.of(
            "allowed_tools",
            "annotations",
            "anthropic",
            "audio",
            "audio_url",
            "cache_control",
            "citations",
            "content",
            "custom",
            "document_url",
            "extra_content",
            "file",
            "filters",
            "format",
            "function",
            "function_call",
            "functions",
            "google",
            "grammar",
            "image_url",
            "include",
            "input_audio",
            "json_schema",
            "output",
            "output_config",
            "prediction",
            "reasoning",
            "response_format",
            "source",
            "stream_options",
            "summary",
            "system",
            "text",
            "thinking",
            "thinking_blocks",
            "tool_calls",
            "tool_choice",
            "tools",
            "video_url");

    private static final Set<String> NUMBERS_OF_THE_FORMAT =
            Set.of("seed", "random_seed", "max_tokens", "max_completion_tokens", "max_output_tokens", "budget_tokens");

    /// What is shorter is read like any text; no picture is.
    private static final int LEAST_BASE64 = 64;

    /// `tool_result`, `web_search_20250305`, `image/png`: nothing that could be a number of somebody's.
    private static final Pattern WORD = Pattern.compile("(?!.*[0-9]{9})[A-Za-z_][A-Za-z0-9_.:/+-]{0,127}");

    /// `call_8Jk2…`, `toolu_01A…`, a UUID, or something short without many digits.
    private static final Pattern ID = Pattern.compile("[A-Za-z]{1,20}[_-][A-Za-z0-9_-]{1,200}"
            + "|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
            + "|(?!(?:[^0-9]*[0-9]){6})[A-Za-z0-9]{1,12}");

    /// What nobody needs to look into: names as programs write them, with a few digits at most.
    private static final Pattern PLAIN_NAME = Pattern.compile("(?!(?:[^0-9]*[0-9]){6})[A-Za-z_$][A-Za-z0-9_.$-]{0,63}");

    private static final int LONGEST_PLAIN_NAME = 64;
    private static final int SHORTEST_NUMBER = 8;
    private static final int LONGEST_NUMBER = 40;
    /// Quotes, colon, comma; brackets are fewer.
    private static final int OVERHEAD = 24;
    private static final long BYTES_OF_A_CHAR = 3;

    /// What the strings and numbers at a place are.
    private enum Zone {
        /// The format's own, with its words.
        FORMAT,
        /// Names and descriptions of the application's own: no word of the format.
        SCHEMA,
        /// Values of the application's own.
        VALUES;

        private Zone below(String name) {
            return switch (this) {
                case VALUES, SCHEMA -> this;
                case FORMAT ->
                    switch (name) {
                        case "parameters", "input_schema", "schema" -> SCHEMA;
                        default -> OBJECTS_OF_THE_FORMAT.contains(name) ? FORMAT : VALUES;
                    };
            };
        }
    }

    private final List<Slot> slots = new ArrayList<>();
    private final List<Runnable> renames = new ArrayList<>(0);
    private final List<Runnable> reprints = new ArrayList<>(0);
    private int media;
    private long unread;
    private int clashes;

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
            if (!name.equals(conversation)) {
                texts.field(request, name, "", Origin.APPLICATION, -1, Zone.FORMAT);
            }
        }
        JsonNode said = request.path(conversation);
        if (said.isString()) {
            texts.field(request, conversation, "", Origin.USER, 0, Zone.FORMAT);
        } else {
            for (int i = 0; i < said.size(); i++) {
                texts.message(said.get(i), i);
            }
        }
        return texts;
    }

    /// All texts of an input of embeddings.
    public static RequestTexts ofEmbeddings(ObjectNode request) {
        RequestTexts texts = new RequestTexts();
        for (String name : List.copyOf(request.propertyNames())) {
            texts.field(request, name, "", name.equals("input") ? Origin.USER : Origin.APPLICATION, 0, Zone.FORMAT);
        }
        return texts;
    }

    public List<Slot> slots() {
        return slots;
    }

    /// How many images and files the request carries or points to.
    public int media() {
        return media;
    }

    /// No fewer than the tokens that the request's text and structure can come to, media left out: none is shorter
    /// than a byte.
    public long mostTokens() {
        long most = unread;
        for (Slot slot : slots) {
            most += BYTES_OF_A_CHAR * slot.text().length() + OVERHEAD;
        }
        return most;
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
                field(object, name, "", origin, number, isValues(object, name) ? Zone.VALUES : Zone.FORMAT);
            }
        }
    }

    /// What a tool was given or gave back, and a content of no format, have no words of the format, whatever the names
    /// in them are.
    private static boolean isValues(ObjectNode parent, String name) {
        return parent.path(name).isObject()
                && switch (name) {
                    case "input", "content" -> true;
                    // A screenshot.
                    case "output" -> !text(parent.path("type")).equals("computer_call_output");
                    default -> false;
                };
    }

    private void field(ObjectNode parent, String name, String within, Origin origin, int message, Zone zone) {
        unread += OVERHEAD;
        if (name.length() > LONGEST_PLAIN_NAME || !PLAIN_NAME.matcher(name).matches()) {
            Slot slot = new Slot(origin, message, name, _ -> {});
            slots.add(slot);
            // Once, at the end: a name may be changed more than once on the way.
            renames.add(() -> rename(parent, name, slot.text()));
        } else {
            unread += name.length();
        }
        JsonNode value = parent.path(name);
        if (value.isString()) {
            string(parent, name, within, value.stringValue(), origin, message, zone);
        } else if (value.isNumber()) {
            String digits = zone == Zone.FORMAT && NUMBERS_OF_THE_FORMAT.contains(name) ? "" : digits(value);
            if (digits.isEmpty()) {
                unread += value.asString().length();
            } else {
                slots.add(new Slot(origin, message, digits, replacement -> parent.put(name, replacement)));
            }
        } else {
            inside(value, name, origin, message, zone.below(name));
        }
    }

    /// Names may become equal on the way: none takes another's place.
    private void rename(ObjectNode parent, String name, String replacement) {
        if (replacement.equals(name)) {
            return;
        }
        JsonNode value = parent.remove(name);
        String free = replacement;
        while (parent.has(free)) {
            free = replacement + "_" + ++clashes;
        }
        parent.set(free, value);
    }

    private void string(
            ObjectNode parent, String name, String within, String text, Origin origin, int message, Zone zone) {
        if (zone == Zone.FORMAT) {
            boolean ofMedia = isMedia(parent, name, within);
            media += ofMedia ? 1 : 0;
            // The address of media is read like any text.
            if ((ofMedia && isData(name, text)) || isFormat(parent, name, text)) {
                return;
            }
        }
        ObjectNode arguments = name.equals("arguments") ? parsed(text) : object();
        if (!arguments.isEmpty()) {
            inside(arguments, name, origin, message, Zone.VALUES);
            reprints.add(() -> parent.put(name, printed(arguments)));
        } else if (!text.isEmpty()) {
            slots.add(new Slot(origin, message, text, replacement -> parent.put(name, replacement)));
        }
    }

    private void inside(JsonNode node, String within, Origin origin, int message, Zone zone) {
        switch (node) {
            case ObjectNode object -> {
                Origin own =
                        switch (text(object.path("type"))) {
                            case "tool_result" -> Origin.TOOL;
                            case "document", "search_result" -> Origin.DOCUMENT;
                            default -> origin;
                        };
                for (String name : List.copyOf(object.propertyNames())) {
                    field(
                            object,
                            name,
                            within,
                            own,
                            message,
                            zone == Zone.FORMAT && isValues(object, name) ? Zone.VALUES : zone);
                }
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    JsonNode element = array.get(i);
                    String text = element.isNumber() ? digits(element) : text(element);
                    unread +=
                            OVERHEAD + (element.isNumber() ? element.asString().length() : 0);
                    if (!text.isEmpty()) {
                        int place = i;
                        slots.add(new Slot(origin, message, text, replacement -> array.set(place, replacement)));
                    } else {
                        inside(element, within, origin, message, zone);
                    }
                }
            }
            default -> {}
        }
    }

    /// Telephone, card and insurance numbers come as numbers too; one that is masked becomes a string. Empty if the
    /// number is too short to be anybody's.
    private static String digits(JsonNode value) {
        String digits = value.asString();
        if (!value.isIntegralNumber() && digits.length() <= LONGEST_NUMBER && Double.isFinite(value.doubleValue())) {
            double size = Math.abs(value.doubleValue());
            // A temperature or a latitude alone is nobody's.
            digits = size < 1e5 || size > 1e20
                    ? ""
                    : value.decimalValue().stripTrailingZeros().toPlainString();
        }
        return digits.length() >= SHORTEST_NUMBER && digits.length() <= LONGEST_NUMBER ? digits : "";
    }

    /// Whether this is a word of the format: there it has one, and this looks like one.
    private boolean isFormat(ObjectNode parent, String name, String text) {
        boolean own =
                switch (name) {
                    // The name of a tool; the name of whoever speaks is none.
                    case "name" -> !parent.has("role") && isWord(text);
                    // Of what the model sealed when it thought.
                    case "data" -> text(parent.path("type")).equals("redacted_thinking") && DataUrl.isBase64(text, 0);
                    default ->
                        IDS.contains(name)
                                ? ID.matcher(text).matches()
                                : SEALED.contains(name)
                                        ? DataUrl.isBase64(text, 0)
                                        : WORDS_OF_THE_FORMAT.contains(name) && isWord(text);
                };
        if (own) {
            unread += text.length();
        }
        return own;
    }

    private static boolean isWord(String text) {
        return text.length() <= 128 && WORD.matcher(text).matches();
    }

    /// Whether media stands here, or a link to it, whatever it looks like: a provider may read it all the same.
    private static boolean isMedia(ObjectNode parent, String name, String within) {
        return switch (name) {
            case "data" ->
                within.equals("input_audio")
                        || (within.equals("source") && text(parent.path("type")).equals("base64"));
            case "url" -> MEDIA.contains(within) || within.equals("source");
            default -> MEDIA.contains(name);
        };
    }

    /// What nobody can look into. Bare Base64 has its own fields, and is longer than a number or a name.
    private static boolean isData(String name, String text) {
        return DataUrl.parse(text) != null
                || ((name.equals("data") || name.equals("file_data"))
                        && text.length() >= LEAST_BASE64
                        && text.substring(0, LEAST_BASE64).chars().noneMatch(Character::isWhitespace)
                        && DataUrl.isBase64(text, 0));
    }
}
