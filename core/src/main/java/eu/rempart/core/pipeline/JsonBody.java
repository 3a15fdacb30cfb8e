package eu.rempart.core.pipeline;

import eu.rempart.core.pipeline.Refusal.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads bodies strictly: UTF-8, one JSON object, no key twice, nothing behind it. Thread-safe.
public final class JsonBody {

    private final JsonMapper json;

    /// @param maxDepth how deep it may nest
    /// @param maxStringChars the longest string, in UTF-16 units
    public JsonBody(int maxDepth, int maxStringChars) {
        json = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(maxDepth)
                                .maxStringLength(maxStringChars)
                                .maxNameLength(1_024)
                                .maxNumberLength(64)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /// The object, or why it is none.
    public Decision<ObjectNode> read(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException _) {
            return Decision.refuse(Code.INVALID_UTF8);
        }
        try {
            if (json.readTree(text) instanceof ObjectNode object) {
                return Decision.proceed(object);
            }
        } catch (JacksonException _) {
            // The exception quotes the body, so it goes nowhere.
        }
        return Decision.refuse(Code.INVALID_JSON);
    }
}
