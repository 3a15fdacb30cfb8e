package eu.rempart.server;

import eu.rempart.core.chat.ChatMetrics;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.turn.TurnLedger.Hold;
import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.server.store.Database;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an operator has to know about providers before it is too late: a key that is due, a ceiling that is near. Said
/// once a day for each, in the log and in the metric `alerts`.
final class ProviderAlerts {

    static final int DAYS_BEFORE = 14;

    private static final Logger log = LoggerFactory.getLogger(ProviderAlerts.class);
    private static final int PERCENT = 80;

    private final ModelCatalogue models;
    private final Database database;
    private final ChatMetrics metrics;
    private final Clock clock;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    ProviderAlerts(ModelCatalogue models, Database database, ChatMetrics metrics, Clock clock) {
        this.models = models;
        this.database = database;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Looks, and says what is new.
    void look() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (ManagedProvider provider : models.providers()) {
            String id = provider.spec().id();
            LocalDate due = provider.spec().rotateOn();
            if (due != null && !today.isBefore(due.minusDays(DAYS_BEFORE))) {
                say(today, "provider_key_due", id);
            }
            Long ceiling = provider.spec().monthlyCeilingNano();
            if (ceiling != null && spent(id) >= ceiling / 100.0 * PERCENT) {
                say(today, "provider_ceiling_near", id);
            }
        }
    }

    private long spent(String provider) {
        return database.read(handle -> handle.createQuery(
                        "SELECT spent_nano FROM budgets WHERE account = :account AND month = :month")
                .bind("account", Hold.ofProvider(provider))
                .bind("month", Budgets.month(clock.instant()))
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
    }

    private void say(LocalDate today, String code, String provider) {
        if (said.add(today + code + provider)) {
            metrics.alert(code, provider);
            log.atWarn()
                    .addKeyValue("provider", provider)
                    .addKeyValue("code", code)
                    .log("alert");
        }
    }
}
