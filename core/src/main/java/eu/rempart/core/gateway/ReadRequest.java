package eu.rempart.core.gateway;

import eu.rempart.core.SubjectId;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.pipeline.Admitted;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.JsonBody;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Step;
import eu.rempart.core.upstream.ModelCatalogue.Route;
import eu.rempart.core.upstream.UpstreamRequest.Operation;
import eu.rempart.core.wire.RequestTexts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Step 4: the body is well-formed as far as this gateway depends on it, the model is there, and the key may ask for
/// it.
/// What else a format knows is for the provider to judge.
final class ReadRequest implements Step<Admitted<GatewaySink>, Asked> {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_CHOICES = 16;
    private static final int MAX_STRING_CHARS = 64 << 20;

    /// What would make a provider remember: it would remember placeholders, and give them back for others.
    private static final List<String> REMEMBERED =
            List.of("previous_response_id", "conversation", "background", "prompt");

    private final JsonBody json = new JsonBody(MAX_DEPTH, MAX_STRING_CHARS);
    private final GatewayParts parts;

    ReadRequest(GatewayParts parts) {
        this.parts = parts;
    }

    @Override
    public String name() {
        return "validate";
    }

    @Override
    public Decision<Asked> decide(Admitted<GatewaySink> admitted) {
        Caller caller = admitted.caller();
        SubjectId subject = caller.subject().orElse(null);
        if (subject == null || caller.account().isEmpty()) {
            return Decision.refuse(Code.AUTHENTICATION_REQUIRED);
        }
        byte[] body;
        try {
            body = admitted.request().body().read();
        } catch (InterruptedIOException e) {
            return Decision.refuse(Code.REQUEST_TIMEOUT);
        } catch (IOException e) {
            // The client left in the middle: what came is no JSON.
            return Decision.refuse(Code.INVALID_JSON);
        }
        if (body == null) {
            return Decision.refuse(Code.BODY_TOO_LARGE);
        }
        return switch (json.read(body)) {
            case Decision.Refuse<ObjectNode>(var refusal) -> Decision.refuse(refusal);
            case Decision.Proceed<ObjectNode>(var root) -> check(admitted, subject, root);
        };
    }

    private Decision<Asked> check(Admitted<GatewaySink> admitted, SubjectId subject, ObjectNode body) {
        Endpoint endpoint = admitted.request().sink().endpoint();
        Optional<Refusal> wrong = wrong(endpoint, body);
        if (wrong.isPresent()) {
            return Decision.refuse(wrong.get());
        }
        String model = body.path("model").stringValue();
        Optional<Route> route = parts.models().find(model);
        if (route.isEmpty()) {
            return Decision.refuse(Refusal.unknownModel(model));
        }
        if (admitted.caller() instanceof Caller.Application(var user, var key, var rules)
                && !rules.admitsModel(model)) {
            return Decision.refuse(Code.MODEL_FORBIDDEN);
        }
        wrong = LocalForm.wrong(route.get(), endpoint, body);
        if (wrong.isPresent()) {
            return Decision.refuse(wrong.get());
        }
        RequestTexts texts = endpoint == Endpoint.EMBEDDINGS
                ? RequestTexts.ofEmbeddings(body)
                : RequestTexts.of(endpoint.dialect(), body);
        if (texts.media() > 0 && !parts.allowMedia()) {
            return Decision.refuse(Code.MEDIA_REFUSED);
        }
        Route asked = route.get();
        Optional<String> wish = NeedsModel.field(endpoint, body, texts.media() > 0);
        if (wish.isPresent()) {
            asked = NeedsModel.onlyModels(asked);
            if (asked.targets().isEmpty()) {
                return Decision.refuse(Refusal.unsupported(wish.get()));
            }
        }
        return Decision.proceed(new Asked(
                admitted.request(),
                admitted.caller(),
                subject,
                admitted.standing(),
                body,
                texts,
                asked,
                endpoint.operation() == Operation.ANSWER && body.path("stream").asBoolean(false)));
    }

    private static Optional<Refusal> wrong(Endpoint endpoint, ObjectNode body) {
        if (!body.path("model").isString()) {
            return invalid("model", body.has("model") ? "not_text" : "missing");
        }
        if (body.hasNonNull("stream") && !body.path("stream").isBoolean()) {
            return invalid("stream", "not_boolean");
        }
        for (String limit : List.of("max_tokens", "max_completion_tokens", "max_output_tokens")) {
            JsonNode value = body.path(limit);
            if (body.hasNonNull(limit)
                    && !(value.canConvertToInt() && value.isIntegralNumber() && value.intValue() >= 1)) {
                return invalid(limit, "not_positive");
            }
        }
        JsonNode n = body.path("n");
        if (body.hasNonNull("n")
                && !(n.isIntegralNumber() && n.canConvertToInt() && n.intValue() >= 1 && n.intValue() <= MAX_CHOICES)) {
            return invalid("n", "not_choices");
        }
        return switch (endpoint) {
            case CHAT_COMPLETIONS -> conversation(body);
            case MESSAGES -> body.hasNonNull("max_tokens") ? conversation(body) : invalid("max_tokens", "missing");
            case COUNT_TOKENS -> conversation(body);
            case RESPONSES -> {
                for (String field : REMEMBERED) {
                    if (body.hasNonNull(field) && !body.path(field).equals(body.booleanNode(false))) {
                        yield Optional.of(Refusal.unsupported(field));
                    }
                }
                JsonNode input = body.path("input");
                yield input.isString() || (input.isArray() && !input.isEmpty() && objects(input))
                        ? Optional.empty()
                        : invalid("input", body.has("input") ? "not_messages" : "missing");
            }
            case EMBEDDINGS -> embeddings(body.path("input"));
        };
    }

    private static Optional<Refusal> conversation(ObjectNode body) {
        JsonNode messages = body.path("messages");
        return messages.isArray() && !messages.isEmpty() && objects(messages)
                ? Optional.empty()
                : invalid("messages", body.has("messages") ? "not_messages" : "missing");
    }

    /// Tokens in place of text cannot be looked into, so they are not passed on.
    private static Optional<Refusal> embeddings(JsonNode input) {
        if (input.isString() && !input.stringValue().isEmpty()) {
            return Optional.empty();
        }
        boolean texts = input.isArray() && !input.isEmpty();
        for (JsonNode element : input) {
            texts &= element.isString();
        }
        return texts && input.isArray()
                ? Optional.empty()
                : invalid("input", input.isMissingNode() ? "missing" : "not_texts");
    }

    private static boolean objects(JsonNode array) {
        boolean all = true;
        for (JsonNode element : array) {
            all &= element.isObject();
        }
        return all;
    }

    private static Optional<Refusal> invalid(String field, String problem) {
        return Optional.of(Refusal.invalid(field, problem));
    }
}
