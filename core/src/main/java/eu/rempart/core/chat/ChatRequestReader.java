package eu.rempart.core.chat;

import eu.rempart.core.chat.Refusal.Code;
import eu.rempart.core.chat.Refusal.Field;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the body of `POST /api/chat` strictly: UTF-8, one JSON object, no key twice, no key that we do not know, every
/// value of its own type. Thread-safe.
final class ChatRequestReader {

    static final int MAX_MESSAGE_CHARS = 10_000;

    private static final int MAX_DEPTH = 8;
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern PLACE = Pattern.compile("[A-Za-z0-9_/.-]{1,64}");
    private static final Pattern AGENT = Pattern.compile("[a-z0-9-]{1,32}");

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(64 * 1024)
                            .maxNameLength(1_024)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    Decision<ChatRequest> read(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return Decision.refuse(Code.INVALID_UTF8);
        }
        JsonNode root;
        try {
            root = json.readTree(text);
        } catch (JacksonException e) {
            // The exception quotes the body, so it goes nowhere.
            return Decision.refuse(Code.INVALID_JSON);
        }
        if (!root.isObject()) {
            return Decision.refuse(Code.INVALID_JSON);
        }
        return interpret(root);
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
