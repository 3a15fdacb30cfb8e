package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.array;
import static eu.rempart.core.wire.Nodes.copy;
import static eu.rempart.core.wire.Nodes.isSet;
import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.printed;
import static eu.rempart.core.wire.Nodes.text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The tools of chat completions as every server knows them: functions with a schema, called by an id. What was there
/// before them (`functions`) and what came after (free-form tools, a choice among several) is said in their words;
/// [ToolWishes] says the answer in the client's again.
public final class PlainTools {

    /// The one argument of a tool that takes free text.
    static final String INPUT = "input";

    private PlainTools() {}

    /// Rewrites a request for a chat completion, in place.
    ///
    /// @throws UntranslatableException if a tool's text has a grammar, or no tool may be used that is there
    public static void only(ObjectNode chat) {
        functions(chat);
        freeForm(chat);
        allowed(chat);
    }

    private static void functions(ObjectNode chat) {
        JsonNode functions = chat.remove("functions");
        JsonNode choice = chat.remove("function_call");
        if (functions != null && !functions.isEmpty()) {
            ArrayNode tools = chat.path("tools") instanceof ArrayNode given ? given : chat.putArray("tools");
            for (JsonNode function : functions) {
                tools.addObject().put("type", "function").set("function", function);
            }
            if (choice != null && choice.isObject()) {
                named(chat, choice.path("name"));
            } else if (choice != null && choice.isString() && !chat.hasNonNull("tool_choice")) {
                chat.set("tool_choice", choice);
            }
        } else if (choice != null && choice.isObject()) {
            throw new UntranslatableException("function_call");
        }
        history(chat);
    }

    /// Calls of functions that were made before, whether there are any to call now or not.
    private static void history(ObjectNode chat) {
        Map<String, String> ids = new HashMap<>();
        int made = 0;
        for (JsonNode message : chat.path("messages")) {
            if (!(message instanceof ObjectNode object)) {
                continue;
            }
            JsonNode call = object.remove("function_call");
            if (call != null && call.isObject()) {
                String name = text(call.path("name"));
                // No id came with it: the same one each time, so that a provider's cache is of use.
                String id = "call_" + made++;
                ids.put(name, id);
                ArrayNode calls =
                        object.path("tool_calls") instanceof ArrayNode given ? given : object.putArray("tool_calls");
                calls.add(ChatShapes.toolCall(id, name, text(call.path("arguments"))));
            }
            if (text(object.path("role")).equals("function")) {
                object.put("role", "tool").put("tool_call_id", ids.getOrDefault(text(object.path("name")), "call_0"));
            }
        }
    }

    private static void named(ObjectNode chat, JsonNode name) {
        ObjectNode choice = object().put("type", "function");
        choice.putObject("function").set("name", name);
        chat.set("tool_choice", choice);
    }

    private static void freeForm(ObjectNode chat) {
        if (chat.path("tools") instanceof ArrayNode tools) {
            for (int i = 0; i < tools.size(); i++) {
                if (isFreeForm(tools.get(i))) {
                    tools.set(i, asFunction(tools.get(i).path("custom")));
                }
            }
        }
        JsonNode choice = chat.path("tool_choice");
        if (isFreeForm(choice)) {
            named(chat, choice.path("custom").path("name"));
        }
        for (JsonNode message : chat.path("messages")) {
            if (message.path("tool_calls") instanceof ArrayNode calls) {
                for (int i = 0; i < calls.size(); i++) {
                    JsonNode call = calls.get(i);
                    if (isFreeForm(call)) {
                        ObjectNode arguments = object();
                        arguments.put(INPUT, text(call.path("custom").path(INPUT)));
                        ObjectNode made = ChatShapes.toolCall(
                                text(call.path("id")), text(call.path("custom").path("name")), printed(arguments));
                        copy(call, made, SignedReasoning.EXTRA);
                        calls.set(i, made);
                    }
                }
            }
        }
    }

    static boolean isFreeForm(JsonNode tool) {
        return text(tool.path("type")).equals("custom");
    }

    private static ObjectNode asFunction(JsonNode custom) {
        if (text(custom.path("format").path("type")).equals("grammar")) {
            throw new UntranslatableException("tools[].custom.format");
        }
        ObjectNode parameters = object().put("type", "object");
        parameters.putObject("properties").putObject(INPUT).put("type", "string");
        parameters.putArray("required").add(INPUT);
        parameters.put("additionalProperties", false);
        ObjectNode tool = object().put("type", "function");
        ObjectNode function = tool.putObject("function");
        copy(custom, function, "name", "description");
        function.set("parameters", parameters);
        return tool;
    }

    private static void allowed(ObjectNode chat) {
        JsonNode choice = chat.path("tool_choice");
        if (!text(choice.path("type")).equals("allowed_tools")) {
            return;
        }
        JsonNode allowed = choice.path("allowed_tools");
        Set<String> names = new HashSet<>();
        for (JsonNode tool : allowed.path("tools")) {
            names.add(text(tool.path(isFreeForm(tool) ? "custom" : "function").path("name")));
        }
        ArrayNode tools = array();
        for (JsonNode tool : chat.path("tools")) {
            if (names.contains(text(tool.path("function").path("name")))) {
                tools.add(tool);
            }
        }
        if (tools.isEmpty()) {
            throw new UntranslatableException("tool_choice");
        }
        chat.set("tools", tools);
        chat.put("tool_choice", text(allowed.path("mode")).equals("required") ? "required" : "auto");
    }

    /// Offers the one tool that is to be called, to servers where the model chooses.
    static void offer(ObjectNode chat, String name) {
        List<JsonNode> tools = chat.path("tools")
                .valueStream()
                .filter(tool -> text(tool.path("function").path("name")).equals(name))
                .toList();
        if (tools.isEmpty()) {
            throw new UntranslatableException("tool_choice");
        }
        chat.set("tools", array().addAll(tools));
    }

    /// Whether a tool has to be called, and not only may be.
    static boolean isForced(JsonNode choice) {
        return switch (choice.isObject() ? text(choice.path("type")) : text(choice)) {
            case "", "auto", "none" -> false;
            case "allowed_tools" -> {
                JsonNode mode = isSet(choice.path("mode"))
                        ? choice.path("mode")
                        : choice.path("allowed_tools").path("mode");
                yield text(mode).equals("required");
            }
            default -> true;
        };
    }
}
