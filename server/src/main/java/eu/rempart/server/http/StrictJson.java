package eu.rempart.server.http;

import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Refusal.Field;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// Reads small JSON bodies into records: no unknown or doubled key, no value of another type, nothing missing.
/// Thread-safe.
final class StrictJson {

    private final long maxBytes;
    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxStringLength(64 * 1024)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .withCoercionConfig(LogicalType.Textual, config -> refuseScalars(config))
            .withCoercionConfig(LogicalType.Boolean, config -> refuseScalars(config))
            .build();

    StrictJson(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// The body as that record.
    ///
    /// @throws RefusedException with the code that says what is wrong
    /// @throws IOException if the client left
    <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
        requireJson(request);
        byte[] body;
        try {
            body = RequestBody.read(request, maxBytes);
        } catch (InterruptedIOException e) {
            throw new RefusedException(Code.REQUEST_TIMEOUT);
        }
        if (body == null) {
            throw new RefusedException(Refusal.tooLarge(maxBytes));
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(Code.INVALID_UTF8);
        }
        try {
            T value = json.readValue(text, type);
            if (value == null) {
                throw new RefusedException(Code.INVALID_JSON);
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw invalid(e.getPropertyName(), "unknown");
        } catch (DatabindException e) {
            // The exception's message quotes the body; the path is only names.
            throw e.getPath().isEmpty()
                    ? new RefusedException(Code.INVALID_JSON)
                    : invalid(String.valueOf(e.getPath().getLast().getPropertyName()), "wrong_type");
        } catch (JacksonException e) {
            throw new RefusedException(Code.INVALID_JSON);
        }
    }

    static void requireJson(HttpServletRequest request) {
        if (!isJson(request)) {
            throw new RefusedException(Code.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    static boolean isJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    static RefusedException invalid(String field, String problem) {
        return new RefusedException(Refusal.invalid(List.of(new Field(field, problem))));
    }

    private static void refuseScalars(tools.jackson.databind.cfg.MutableCoercionConfig config) {
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            config.setCoercion(shape, CoercionAction.Fail);
        }
        config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    }
}
