package eu.rempart.server;

import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.server.store.Database;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The administrators' switches of providers, in the database: they outlive the process, and other instances on the
/// same database learn of them when they look. Thread-safe.
public final class ProviderSwitches {

    private final ModelCatalogue models;
    private final Database database;
    private final Clock clock;
    /// What the configuration leaves out: only an administrator here puts it back.
    private final Set<String> leftOut = new HashSet<>();

    private Set<String> off = Set.of();

    ProviderSwitches(ModelCatalogue models, Database database, Clock clock) {
        this.models = models;
        this.database = database;
        this.clock = clock;
        for (ManagedProvider provider : models.providers()) {
            if (!provider.isEnabled()) {
                leftOut.add(provider.spec().id());
            }
        }
    }

    /// Takes a provider out, or puts it back; here at once, and stored when this returns.
    public synchronized void set(ManagedProvider provider, boolean enabled) {
        String id = provider.spec().id();
        database.write(handle -> enabled
                ? handle.createUpdate("DELETE FROM providers_off WHERE provider = :provider")
                        .bind("provider", id)
                        .execute()
                : handle.createUpdate("INSERT INTO providers_off (provider, since) VALUES (:provider, :since)"
                                + " ON CONFLICT (provider) DO NOTHING")
                        .bind("provider", id)
                        .bind("since", clock.millis())
                        .execute());
        provider.setEnabled(enabled);
        if (enabled) {
            leftOut.remove(id);
        }
        look();
    }

    /// Does what was switched elsewhere. A provider that the configuration leaves out stays out until it is put back.
    synchronized void look() {
        List<String> stored = database.read(handle -> handle.createQuery("SELECT provider FROM providers_off")
                .mapTo(String.class)
                .list());
        Set<String> now = new HashSet<>(stored);
        for (String id : now) {
            models.provider(id).ifPresent(provider -> provider.setEnabled(false));
        }
        for (String id : off) {
            if (!now.contains(id) && !leftOut.contains(id)) {
                models.provider(id).ifPresent(provider -> provider.setEnabled(true));
            }
        }
        off = now;
    }
}
