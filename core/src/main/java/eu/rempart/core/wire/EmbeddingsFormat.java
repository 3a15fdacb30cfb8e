package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Vectors as OpenAI's [embeddings](https://platform.openai.com/docs/api-reference/embeddings), in the encoding that
/// the client asked for: its SDKs ask for Base64 by themselves, and read numbers in its place as no vector at all.
public final class EmbeddingsFormat implements AnswerTranslation {

    private final String model;
    private final boolean base64;

    /// @param request what the client asks for, in OpenAI's format
    public EmbeddingsFormat(ObjectNode request) {
        this.model = text(request.path("model"));
        this.base64 = text(request.path("encoding_format")).equals("base64");
    }

    /// The request as Google's [batchEmbedContents](https://ai.google.dev/api/embeddings) takes it.
    ///
    /// @param model as Google names it
    public static ObjectNode forGemini(ObjectNode request, String model) {
        ObjectNode made = Nodes.object();
        ArrayNode requests = made.putArray("requests");
        JsonNode input = request.path("input");
        for (JsonNode text : input.isArray() ? input : Nodes.array().add(input)) {
            ObjectNode one = requests.addObject().put("model", "models/" + model);
            one.putObject("content").putArray("parts").addObject().set("text", text);
            Nodes.rename(request, "dimensions", one, "outputDimensionality");
        }
        return made;
    }

    @Override
    public ObjectNode whole(ObjectNode answer) {
        ObjectNode list = answer.path("embeddings").isArray() ? list(answer) : answer;
        if (base64) {
            for (JsonNode element : list.path("data")) {
                if (element instanceof ObjectNode object && object.path("embedding") instanceof ArrayNode vector) {
                    object.put("embedding", encoded(vector));
                }
            }
        }
        return list;
    }

    /// Ollama's vectors, and Google's, which are objects, and which it does not always count.
    private ObjectNode list(ObjectNode answer) {
        ObjectNode made = Nodes.object().put("object", "list");
        ArrayNode data = made.putArray("data");
        for (JsonNode vector : answer.path("embeddings")) {
            data.addObject()
                    .put("object", "embedding")
                    .put("index", data.size() - 1)
                    .set("embedding", vector.isObject() ? vector.path("values") : vector);
        }
        made.put("model", answer.path("model").asString(model));
        long tokens = Math.max(
                count(answer.path("prompt_eval_count")),
                count(answer.path("usageMetadata").path("promptTokenCount")));
        made.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return made;
    }

    /// Numbers of four bytes, the lowest first.
    private static String encoded(ArrayNode vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(number -> bytes.putFloat((float) number.asDouble(0)));
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    @Override
    public List<Frame> next(Frame frame) {
        throw new IllegalStateException("vectors are not streamed");
    }
}
