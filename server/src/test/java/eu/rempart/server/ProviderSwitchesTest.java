package eu.rempart.server;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.provider.ProviderException;
import eu.rempart.core.provider.ProviderException.Kind;
import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.core.upstream.ProviderKeys;
import eu.rempart.core.upstream.ProviderKind;
import eu.rempart.core.upstream.ProviderSpec;
import eu.rempart.server.store.Database;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A switched provider stays switched, for the next process and for the others.
class ProviderSwitchesTest {

    @TempDir
    private Path directory;

    private static ManagedProvider provider(boolean enabled) {
        ProviderSpec spec = new ProviderSpec(
                "oa", ProviderKind.LOCAL, "oa", null, "", "", "", Set.of(), "", 1, 0, null, null, null, null);
        return new ManagedProvider(
                spec,
                request -> {
                    throw new ProviderException("oa", Kind.UNREACHABLE);
                },
                ProviderKeys.NONE,
                CircuitBreaker.ofDefaults("oa"),
                new AtomicBoolean(enabled),
                Clock.systemUTC());
    }

    private static ProviderSwitches switches(ManagedProvider provider, Database database) {
        return new ProviderSwitches(new ModelCatalogue(List.of(provider), List.of()), database, Clock.systemUTC());
    }

    @Test
    void itOutlivesTheProcessAndReachesTheOthers() {
        try (Database database = Database.sqlite(directory.resolve("a.db"))) {
            ManagedProvider here = provider(true);
            ManagedProvider elsewhere = provider(true);
            ManagedProvider leftOut = provider(false);
            ProviderSwitches mine = switches(here, database);
            ProviderSwitches others = switches(elsewhere, database);
            ProviderSwitches third = switches(leftOut, database);

            mine.set(here, false);
            mine.set(here, false);
            others.look();
            third.look();
            assertThat(here.isEnabled()).isFalse();
            assertThat(elsewhere.isEnabled()).isFalse();
            ManagedProvider afterRestart = provider(true);
            switches(afterRestart, database).look();
            assertThat(afterRestart.isEnabled()).isFalse();

            mine.set(here, true);
            others.look();
            third.look();
            assertThat(here.isEnabled()).isTrue();
            assertThat(elsewhere.isEnabled()).isTrue();
            assertThat(leftOut.isEnabled()).isFalse();
            third.set(leftOut, true);
            assertThat(leftOut.isEnabled()).isTrue();
            ManagedProvider configuredOut = provider(false);
            switches(configuredOut, database).look();
            assertThat(configuredOut.isEnabled()).isFalse();
        }
    }
}
