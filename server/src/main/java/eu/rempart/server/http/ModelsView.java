package eu.rempart.server.http;

import eu.rempart.core.gateway.AnswerCache;
import eu.rempart.core.identity.Authentication;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Credential;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.User;
import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.limit.RateLimits.Verdict;
import eu.rempart.core.limit.RequestLimits;
import eu.rempart.core.pipeline.Authenticate;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.server.Rempart;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models`, `GET /v1/models/{id}`: what this key may ask for, as OpenAI or, with `anthropic-version`,
/// Anthropic
/// lists it. `DELETE /v1/answers`: forgets the remembered answers of the key's user.
final class ModelsView {

    private final JsonMapper json = JsonMapper.builder().build();
    private final Authenticator authenticator;
    private final RateLimits limits;
    private final RequestLimits rules;
    private final ModelCatalogue models;
    private final AnswerCache answers;
    private final GatewayErrors errors;
    private final ClientAddress addresses;
    private final InstantSource clock;
    private final Instant started;

    ModelsView(Rempart rempart, GatewayErrors errors, ClientAddress addresses) {
        this.authenticator = rempart.authenticator();
        this.limits = rempart.limits();
        this.rules = rempart.limitRules();
        this.models = rempart.models();
        this.answers = rempart.answers();
        this.errors = errors;
        this.addresses = addresses;
        this.clock = rempart.clock();
        this.started = clock.instant();
    }

    void write(HttpServletRequest request, HttpServletResponse response, Credential credential, String path)
            throws IOException {
        Optional<Caller> caller = caller(request, response, credential);
        if (caller.isEmpty()) {
            return;
        }
        boolean anthropic = request.getHeader("anthropic-version") != null;
        if (path.equals("/models")) {
            List<String> names = models.names().stream()
                    .filter(name -> admits(caller.get(), name))
                    .toList();
            ObjectNode root = json.createObjectNode();
            ArrayNode data = json.createArrayNode();
            names.forEach(name -> data.add(model(name, anthropic)));
            if (!anthropic) {
                root.put("object", "list");
            }
            root.set("data", data);
            if (anthropic) {
                root.put("has_more", false)
                        .put("first_id", names.isEmpty() ? null : names.getFirst())
                        .put("last_id", names.isEmpty() ? null : names.getLast());
            }
            write(response, root);
            return;
        }
        String name = path.substring("/models/".length());
        if (models.find(name).isPresent() && admits(caller.get(), name)) {
            write(response, model(name, anthropic));
        } else {
            errors.write(request, response, Refusal.unknownModel(name));
        }
    }

    void purge(HttpServletRequest request, HttpServletResponse response, Credential credential) throws IOException {
        Optional<Caller> caller = caller(request, response, credential);
        if (caller.isPresent()) {
            caller.get().subject().ifPresent(answers::purge);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }

    private static boolean admits(Caller caller, String name) {
        return !(caller instanceof Caller.Application(var user, var key, var keyRules)) || keyRules.admitsModel(name);
    }

    /// Who asks; empty if the refusal has been written.
    private Optional<Caller> caller(HttpServletRequest request, HttpServletResponse response, Credential credential)
            throws IOException {
        Decision<Caller> decision = decide(request, credential, clock.instant());
        return switch (decision) {
            case Decision.Refuse<Caller>(var refusal) -> {
                errors.write(request, response, refusal);
                yield Optional.empty();
            }
            case Decision.Proceed<Caller>(var caller) -> Optional.of(caller);
        };
    }

    private Decision<Caller> decide(HttpServletRequest request, Credential credential, Instant now) {
        return switch (authenticator.authenticate(credential, now)) {
            case Authentication.Refused(var code) -> Decision.refuse(Code.valueOf(code.name()));
            case Authentication.Proved proved -> {
                Caller caller = proved.caller();
                User account = caller.account().orElse(null);
                if (account == null) {
                    yield Decision.refuse(Code.AUTHENTICATION_REQUIRED);
                }
                Optional<Refusal> forbidden = Authenticate.forbidden(proved, Scope.GATEWAY, addresses.client(request));
                if (forbidden.isPresent()) {
                    yield Decision.refuse(forbidden.get());
                }
                if (!account.subscribedAt(now)) {
                    yield Decision.refuse(Code.SUBSCRIPTION_EXPIRED);
                }
                yield switch (limits.take(rules.forUser(account, caller))) {
                    case Verdict.Refused(var standing) -> Decision.refuse(Refusal.rateLimited(standing));
                    case Verdict.Admitted(var standing) -> Decision.proceed(caller);
                };
            }
        };
    }

    private ObjectNode model(String name, boolean anthropic) {
        if (anthropic) {
            return json.createObjectNode()
                    .put("type", "model")
                    .put("id", name)
                    .put("display_name", name)
                    .put("created_at", started.toString());
        }
        int slash = name.indexOf('/');
        return json.createObjectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", started.getEpochSecond())
                .put("owned_by", slash < 0 ? "rempart" : name.substring(0, slash));
    }

    private void write(HttpServletResponse response, ObjectNode root) throws IOException {
        byte[] body = json.writeValueAsBytes(root);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
