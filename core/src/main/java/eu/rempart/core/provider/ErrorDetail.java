package eu.rempart.core.provider;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a provider says is wrong with a request: the `message` of its `error`. Read only where it is the request that
/// is wrong, never where it is the key.
final class ErrorDetail {

    private static final int MAX_BYTES = 16 << 10;
    private static final int MAX_CHARS = 500;
    private static final JsonMapper MAPPER = new JsonMapper();

    private ErrorDetail() {}

    static @Nullable String read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES);
        JsonNode root;
        try {
            root = MAPPER.readTree(bytes);
        } catch (JacksonException _) {
            return null;
        }
        JsonNode error = root.path("error");
        JsonNode message = error.isString() ? error : error.path("message");
        if (!message.isString()) {
            message = root.path("message");
        }
        if (!message.isString()) {
            return null;
        }
        String text = message.stringValue();
        return text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text;
    }
}
