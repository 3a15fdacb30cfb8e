package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.count;
import static eu.rempart.core.wire.Nodes.text;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's vectors as OpenAI's [embeddings](https://platform.openai.com/docs/api-reference/embeddings); what is of
/// that
/// format already stays as it is.
public final class EmbeddingsFormat implements AnswerTranslation {

    @Override
    public ObjectNode whole(ObjectNode answer) {
        if (!answer.path("embeddings").isArray()) {
            return answer;
        }
        ObjectNode made = Nodes.object().put("object", "list");
        ArrayNode data = made.putArray("data");
        for (JsonNode vector : answer.path("embeddings")) {
            data.addObject()
                    .put("object", "embedding")
                    .put("index", data.size() - 1)
                    .set("embedding", vector);
        }
        made.put("model", text(answer.path("model")));
        long tokens = count(answer.path("prompt_eval_count"));
        made.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return made;
    }

    @Override
    public List<Frame> next(Frame frame) {
        throw new IllegalStateException("vectors are not streamed");
    }
}
