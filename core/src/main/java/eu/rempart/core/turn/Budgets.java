package eu.rempart.core.turn;

import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import eu.rempart.core.turn.TurnLedger.Hold;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

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

    /// The money to set aside for one call; empty where nothing can be spent. A key with a budget of its own pays from
    /// both.
    public List<Hold> holds(Caller caller, long nano, Instant now) {
        if (nano == 0) {
            return List.of();
        }
        String month = month(now);
        User account = caller.account().orElse(null);
        if (account == null) {
            return List.of(new Hold("anonymous", month, nano, anonymous, false));
        }
        Hold own = new Hold(account.id().toString(), month, nano, byTier.getOrDefault(account.tier(), 0L), false);
        if (caller instanceof Caller.Application(var user, var key, var rules)) {
            Long limit = rules.budgetNano();
            if (limit != null) {
                return List.of(own, new Hold(accountOf(key), month, nano, limit, false));
            }
        }
        return List.of(own);
    }

    /// Whether anything limits what this caller spends.
    public boolean limits(Caller caller) {
        return holds(caller, 1, Instant.EPOCH).stream().anyMatch(hold -> hold.limitNano() < Long.MAX_VALUE);
    }

    /// The account of a key that has a budget of its own.
    public static String accountOf(UUID apiKey) {
        return "key:" + apiKey;
    }

    /// The calendar month in UTC: `2026-11`.
    public static String month(Instant now) {
        return YearMonth.from(now.atZone(ZoneOffset.UTC)).toString();
    }
}
