package eu.rempart.server;

import eu.rempart.core.chat.ChatMetrics;
import eu.rempart.core.knowledge.KnowledgeBase;
import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.server.config.RempartConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;

/// Which models can be asked for under a configuration, without a service that runs.
public final class ConfiguredModels {

    private ConfiguredModels() {}

    /// The catalogue, to look names up in; nobody can be asked.
    public static ModelCatalogue of(RempartConfig config) {
        try (UpstreamHttp http =
                        new UpstreamHttp(ProviderSetup.limits(config.providers()), GatewaySetup.addresses(config));
                KnowledgeBase nothing = KnowledgeBase.load(List.of())) {
            return new GatewaySetup(
                            config,
                            http,
                            new Breakers(Clock.systemUTC()),
                            new GatewaySetup.Switches(),
                            new ChatMetrics(new SimpleMeterRegistry()),
                            new TokenCounter(),
                            Clock.systemUTC())
                    .catalogue(ProviderSetup.local(config, nothing));
        }
    }
}
