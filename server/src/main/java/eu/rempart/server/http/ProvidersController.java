package eu.rempart.server.http;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.upstream.ManagedProvider;
import eu.rempart.core.upstream.ProviderSpec;
import eu.rempart.server.Rempart;
import eu.rempart.server.turn.SqlSpending;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The providers, how they are doing, and their switches; for administrators.
@RestController
@RequestMapping("/api/admin/providers")
class ProvidersController {

    private final Rempart rempart;
    private final StrictJson json;

    ProvidersController(HttpParts parts) {
        this.rempart = parts.rempart();
        this.json = parts.json();
    }

    record Providers(List<ProviderView> providers) {}

    /// @param latencyMs until answers begin, a moving mean; null before the first
    /// @param keyAgeDays null if nobody said when the key was made
    /// @param month null without a ceiling
    record ProviderView(
            String id,
            String kind,
            String region,
            String residency,
            String contract,
            List<String> models,
            boolean enabled,
            String breaker,
            long calls,
            long failures,
            @Nullable Double latencyMs,
            @Nullable LastError lastError,
            @Nullable Long keyAgeDays,
            @Nullable LocalDate rotateOn,
            boolean onSecondaryKey,
            @Nullable Money month) {}

    /// A provider's ceiling, and what of it is spent and left in this calendar month.
    record Money(long ceilingNanoEuros, long spentNanoEuros, long leftNanoEuros) {}

    record LastError(String kind, Instant at) {}

    record Switch(Boolean enabled) {}

    @GetMapping
    Providers all() {
        return new Providers(
                rempart.models().providers().stream().map(this::view).toList());
    }

    @PatchMapping("/{id}")
    ProviderView set(@PathVariable("id") String id, HttpServletRequest request) throws IOException {
        ManagedProvider provider =
                rempart.models().provider(id).orElseThrow(() -> new RefusedException(Code.NOT_FOUND));
        boolean enabled = json.read(request, Switch.class).enabled();
        rempart.audit()
                .append(new AuditEvent(
                        rempart.clock().instant(),
                        enabled ? "provider.enabled" : "provider.disabled",
                        RequestId.of(request),
                        CallerFilter.caller().subject().orElse(null),
                        Map.of("provider", id)));
        rempart.switches().set(provider, enabled);
        return view(provider);
    }

    private ProviderView view(ManagedProvider provider) {
        ProviderSpec spec = provider.spec();
        ManagedProvider.State state = provider.state();
        ManagedProvider.Failure failure = state.lastFailure();
        LocalDate created = spec.keyCreated();
        LocalDate today = LocalDate.ofInstant(rempart.clock().instant(), ZoneOffset.UTC);
        return new ProviderView(
                spec.id(),
                lower(spec.kind().name()),
                spec.region(),
                spec.residency(),
                spec.contract(),
                spec.models().stream().sorted().toList(),
                state.enabled(),
                state.breaker(),
                state.calls(),
                state.failures(),
                Double.isNaN(state.latencyMillis()) ? null : Math.round(state.latencyMillis() * 10) / 10.0,
                failure == null
                        ? null
                        : new LastError(
                                lower(failure.kind().name()), failure.at().truncatedTo(ChronoUnit.MILLIS)),
                created == null ? null : ChronoUnit.DAYS.between(created, today),
                spec.rotateOn(),
                state.onSecondaryKey(),
                month(spec));
    }

    private @Nullable Money month(ProviderSpec spec) {
        Long ceiling = spec.monthlyCeilingNano();
        if (ceiling == null) {
            return null;
        }
        SqlSpending.Spending spending = rempart.spending()
                .of(
                        TurnLedger.Hold.ofProvider(spec.id()),
                        Budgets.month(rempart.clock().instant()));
        return new Money(ceiling, spending.spentNano(), spending.leftNano(ceiling));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
