package eu.rempart.core.turn;

import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import eu.rempart.core.turn.TurnLedger.Hold;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who pays, and how much a month. Immutable.
///
/// @param byTier monthly limits in nano-euros; `Long.MAX_VALUE` for none
/// @param anonymous one limit for all visitors without an account together: they are as many as they like to be
public record Budgets(Map<Tier, Long> byTier, long anonymous) {

    public Budgets {
        byTier = Map.copyOf(byTier);
        if (!byTier.keySet().containsAll(Set.of(Tier.values()))) {
            throw new IllegalArgumentException("every tier needs a budget");
        }
    }

    /// The money to set aside for one call; null where nothing can be spent.
    public @Nullable Hold hold(Caller caller, long nano, Instant now) {
        if (nano == 0) {
            return null;
        }
        String month = YearMonth.from(now.atZone(ZoneOffset.UTC)).toString();
        User account = caller.account().orElse(null);
        return account == null
                ? new Hold("anonymous", month, nano, anonymous)
                : new Hold(account.id().toString(), month, nano, byTier.getOrDefault(account.tier(), 0L));
    }
}
