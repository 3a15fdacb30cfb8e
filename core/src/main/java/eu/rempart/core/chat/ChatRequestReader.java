package eu.rempart.core.chat;

import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.JsonBody;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Refusal.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of `POST /api/chat` strictly: UTF-8, one JSON object, no key twice, no key that we do not know, every
/// value of its own type. Thread-safe.
final class ChatRequestReader {

    static final int MAX_MESSAGE_CHARS = 10_000;

    private static final int MAX_DEPTH = 8;
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern PLACE = Pattern.compile("[A-Za-z0-9_/.-]{1,64}");
    private static final Pattern AGENT = Pattern.compile("[a-z0-9-]{1,32}");

    private final JsonBody json = new JsonBody(MAX_DEPTH, 64 * 1024);

    Decision<ChatRequest> read(byte[] body) {
        return switch (json.read(body)) {
            case Decision.Refuse<ObjectNode>(var refusal) -> Decision.refuse(refusal);
            case Decision.Proceed<ObjectNode>(var root) -> interpret(root);
        };
    }

    private static Decision<ChatRequest> interpret(JsonNode root) {
        List<Field> wrong = new ArrayList<>();
        @Nullable String message = null;
        @Nullable String conversation = null;
        @Nullable String agent = null;
        @Nullable String page = null;
        @Nullable String step = null;
        for (var entry : root.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            switch (name) {
                case "message" -> message = text(name, value, wrong);
                case "conversationId" -> conversation = matching(UUID_TEXT, "not_uuid", name, value, wrong);
                case "agent" -> agent = matching(AGENT, "not_agent", name, value, wrong);
                case "context" -> {
                    if (!value.isObject()) {
                        wrong.add(new Field(name, "not_object"));
                        continue;
                    }
                    for (var inner : value.properties()) {
                        String path = "context." + inner.getKey();
                        switch (inner.getKey()) {
                            case "page" -> page = matching(PLACE, "not_place", path, inner.getValue(), wrong);
                            case "step" -> step = matching(PLACE, "not_place", path, inner.getValue(), wrong);
                            default -> wrong.add(new Field(path, "unknown"));
                        }
                    }
                }
                default -> wrong.add(new Field(name, "unknown"));
            }
        }
        if (message == null && !root.has("message")) {
            wrong.add(new Field("message", "missing"));
        }
        if (message == null || !wrong.isEmpty()) {
            return Decision.refuse(Refusal.invalid(wrong));
        }
        if (message.isBlank()) {
            return Decision.refuse(Code.MESSAGE_EMPTY);
        }
        if (message.codePointCount(0, message.length()) > MAX_MESSAGE_CHARS) {
            return Decision.refuse(Refusal.tooLong(MAX_MESSAGE_CHARS));
        }
        return Decision.proceed(new ChatRequest(
                message,
                Optional.ofNullable(conversation).map(UUID::fromString),
                Optional.ofNullable(agent),
                Optional.ofNullable(page),
                Optional.ofNullable(step)));
    }

    private static @Nullable String text(String name, JsonNode value, List<Field> wrong) {
        if (value.isString()) {
            return value.stringValue();
        }
        wrong.add(new Field(name, "not_text"));
        return null;
    }

    private static @Nullable String matching(
            Pattern pattern, String problem, String name, JsonNode value, List<Field> wrong) {
        if (!value.isString()) {
            wrong.add(new Field(name, "not_text"));
            return null;
        }
        String text = value.stringValue();
        if (!pattern.matcher(text).matches()) {
            wrong.add(new Field(name, problem));
            return null;
        }
        return text;
    }
}
