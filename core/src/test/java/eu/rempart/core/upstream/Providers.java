package eu.rempart.core.upstream;

import eu.rempart.core.provider.Breakers;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Declared providers for tests.
final class Providers {

    private Providers() {}

    static ProviderSpec spec(String id, ProviderKind kind, String defaultModel, String... models) {
        return spec(id, kind, defaultModel, Set.of(models), 10, 1, null);
    }

    static ProviderSpec limits(int maxConcurrent, int retries, @Nullable Duration hedgeAfter) {
        return spec("p", ProviderKind.COMPATIBLE, "m", Set.of(), maxConcurrent, retries, hedgeAfter);
    }

    private static ProviderSpec spec(
            String id,
            ProviderKind kind,
            String defaultModel,
            Set<String> models,
            int maxConcurrent,
            int retries,
            @Nullable Duration hedgeAfter) {
        return new ProviderSpec(
                id,
                kind,
                id,
                URI.create("https://" + id + ".example"),
                "",
                "",
                "",
                models,
                defaultModel,
                maxConcurrent,
                retries,
                hedgeAfter,
                null,
                null,
                null);
    }

    /// One that is never called.
    static ManagedProvider named(String id, ProviderKind kind, String defaultModel, String... models) {
        Clock clock = new VirtualClock();
        return new ManagedProvider(
                spec(id, kind, defaultModel, models),
                new ScriptedUpstream(),
                ProviderKeys.NONE,
                new Breakers(clock).of(id),
                new AtomicBoolean(true),
                clock);
    }
}
