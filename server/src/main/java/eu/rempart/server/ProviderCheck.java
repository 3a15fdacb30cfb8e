package eu.rempart.server;

import eu.rempart.core.chat.ChatMetrics;
import eu.rempart.core.knowledge.KnowledgeBase;
import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.upstream.Exchange;
import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.core.upstream.ProviderKind;
import eu.rempart.core.upstream.UpstreamRequest;
import eu.rempart.core.wire.Dialect;
import eu.rempart.core.wire.Translations;
import eu.rempart.server.config.RempartConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Asks every configured provider for one word with each of its keys: whether it is there, and whether they are alive,
/// the one in reserve too. Costs a few tokens.
public final class ProviderCheck {

    private ProviderCheck() {}

    /// What became of one provider.
    ///
    /// @param ok whether it answered, with every key that it has
    /// @param detail what to say about it; holds no key
    public record Outcome(String provider, boolean ok, String detail) {}

    /// Asks all of them, one after the other.
    public static List<Outcome> run(RempartConfig config) {
        List<Outcome> outcomes = new ArrayList<>();
        try (UpstreamHttp http =
                        new UpstreamHttp(ProviderSetup.limits(config.providers()), GatewaySetup.addresses(config));
                KnowledgeBase knowledge = ProviderSetup.knowledge(config)) {
            Provider local = ProviderSetup.local(config, knowledge);
            GatewaySetup setup = new GatewaySetup(
                    config,
                    http,
                    new Breakers(Clock.systemUTC()),
                    new GatewaySetup.Switches(),
                    new ChatMetrics(new SimpleMeterRegistry()),
                    new TokenCounter(),
                    Clock.systemUTC());
            for (ManagedProvider provider : setup.catalogue(local).providers()) {
                if (provider.spec().kind() != ProviderKind.LOCAL) {
                    outcomes.add(ask(setup, provider));
                }
            }
        }
        return outcomes;
    }

    private static Outcome ask(GatewaySetup setup, ManagedProvider provider) {
        String id = provider.spec().id();
        if (provider.spec().defaultModel().isEmpty()) {
            return new Outcome(id, false, "has no model to ask: give it one under gateway.providers." + id + ".model");
        }
        List<Outcome> each = provider.keys().each().stream()
                .map(key -> ask(setup.managed(provider.spec(), key)))
                .toList();
        return each.size() == 1
                ? each.getFirst()
                : new Outcome(
                        id,
                        each.stream().allMatch(Outcome::ok),
                        "first key: " + each.getFirst().detail() + "; second key: "
                                + each.getLast().detail());
    }

    private static Outcome ask(ManagedProvider provider) {
        String id = provider.spec().id();
        String model = provider.spec().defaultModel();
        Dialect dialect = provider.spec().kind().dialectFor(Dialect.CHAT);
        ObjectNode question =
                JsonNodeFactory.instance.objectNode().put("model", model).put("max_tokens", 16);
        question.putArray("messages").addObject().put("role", "user").put("content", "Say yes.");
        ObjectNode body = Translations.request(Dialect.CHAT, dialect, question);
        try (Exchange exchange =
                provider.open(new UpstreamRequest(UpstreamRequest.Operation.ANSWER, dialect, model, body, false))) {
            exchange.complete();
            return new Outcome(id, true, "answers as " + model);
        } catch (ProviderException e) {
            return new Outcome(id, false, explained(e, model));
        }
    }

    private static String explained(ProviderException e, String model) {
        return switch (e.kind()) {
            case UNAUTHORIZED -> "refuses the key";
            case RATE_LIMITED, BUSY -> "takes no more requests right now";
            case REJECTED -> "refuses the request: does it know the model " + model + "?";
            case UNREACHABLE -> "cannot be reached, or its address is not allowed";
            case REDIRECTED -> "sends us to another address: write that one in its `base-url`";
            case TIMEOUT -> "does not answer in time";
            case SERVER_ERROR, PROTOCOL, TOO_LARGE, BREAKER_OPEN, CANCELLED ->
                "fails: " + e.kind().name().toLowerCase(Locale.ROOT);
        };
    }
}
