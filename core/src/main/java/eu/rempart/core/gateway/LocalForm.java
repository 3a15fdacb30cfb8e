package eu.rempart.core.gateway;

import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.upstream.ModelCatalogue.Route;
import eu.rempart.core.upstream.ProviderKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a provider would find wrong with a request, where there is none to find it: a program that is tried on the
/// local knowledge learns of its mistakes there.
final class LocalForm {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final Set<String> ROLES_OF_MESSAGES = Set.of("user", "assistant", "system");
    private static final List<String> NUMBERS =
            List.of("temperature", "top_p", "presence_penalty", "frequency_penalty", "top_k", "seed");

    private LocalForm() {}

    /// What is wrong; empty if nothing is, or if a model may be asked, whose provider judges.
    static Optional<Refusal> wrong(Route route, Endpoint endpoint, ObjectNode body) {
        if (route.targets().stream().anyMatch(target -> target.provider().spec().kind() != ProviderKind.LOCAL)) {
            return Optional.empty();
        }
        for (String number : NUMBERS) {
            if (body.hasNonNull(number) && !body.path(number).isNumber()) {
                return Optional.of(Refusal.invalid(number, "not_number"));
            }
        }
        return switch (endpoint) {
            case CHAT_COMPLETIONS -> speakers(body, "messages", true, ROLES);
            case MESSAGES, COUNT_TOKENS -> speakers(body, "messages", true, ROLES_OF_MESSAGES);
            // What is no message, as a call of a tool, has no role.
            case RESPONSES -> speakers(body, "input", false, ROLES);
            case EMBEDDINGS -> Optional.empty();
        };
    }

    private static Optional<Refusal> speakers(ObjectNode body, String field, boolean needed, Set<String> roles) {
        JsonNode said = body.path(field);
        for (int i = 0; said.isArray() && i < said.size(); i++) {
            JsonNode role = said.path(i).path("role");
            if ((needed || !role.isMissingNode()) && !roles.contains(role.asString(""))) {
                return Optional.of(Refusal.invalid(field + "[" + i + "].role", "not_role"));
            }
        }
        return Optional.empty();
    }
}
