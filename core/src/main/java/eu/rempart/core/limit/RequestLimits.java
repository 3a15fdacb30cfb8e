package eu.rempart.core.limit;

import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import eu.rempart.core.limit.RateLimits.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Which limits apply to whom. Immutable.
///
/// People without an account count by address: a cookie is too easily dropped. Users count by account, whatever the
/// session or key.
public final class RequestLimits {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String EVERYBODY = "*";

    private final RateLimit anonymous;
    private final RateLimit user;
    private final RateLimit agent;
    private final RateLimit everybody;
    private final Map<Tier, RateLimit> tiers = new EnumMap<>(Tier.class);

    /// The numbers, as configured; each at least 1.
    ///
    /// @param perTier messages an hour for every tier
    public record Numbers(
            long anonymousPerMinute,
            long userPerMinute,
            long agentPerMinute,
            long globalPerHour,
            Map<Tier, Long> perTier) {
        public Numbers {
            perTier = Map.copyOf(perTier);
        }
    }

    public RequestLimits(Numbers numbers) {
        anonymous = new RateLimit("anonymous", numbers.anonymousPerMinute(), MINUTE);
        user = new RateLimit("user", numbers.userPerMinute(), MINUTE);
        agent = new RateLimit("agent", numbers.agentPerMinute(), MINUTE);
        everybody = new RateLimit("global", numbers.globalPerHour(), HOUR);
        for (Tier tier : Tier.values()) {
            Long permits = numbers.perTier().get(tier);
            if (permits == null) {
                throw new IllegalArgumentException("no limit for tier " + tier);
            }
            tiers.put(tier, new RateLimit(tier.name().toLowerCase(Locale.ROOT), permits, HOUR));
        }
    }

    /// The limits that apply to a message to an agent.
    public List<Claim> forMessage(Caller caller, String clientAddress) {
        User account = caller.account().orElse(null);
        if (account == null) {
            return List.of(new Claim(anonymous, clientAddress), new Claim(everybody, EVERYBODY));
        }
        String holder = account.id().toString();
        RateLimit tier = tiers.get(account.tier());
        if (tier == null) {
            throw new IllegalStateException("every tier has a limit");
        }
        List<Claim> claims = new ArrayList<>(5);
        ofKey(caller, claims);
        claims.add(new Claim(user, holder));
        claims.add(new Claim(agent, holder));
        claims.add(new Claim(tier, holder));
        claims.add(new Claim(everybody, EVERYBODY));
        return claims;
    }

    private static void ofKey(Caller caller, List<Claim> claims) {
        if (caller instanceof Caller.Application(var owner, var key, var rules)) {
            Long permits = rules.requestsPerMinute();
            if (permits != null) {
                claims.add(new Claim(new RateLimit("key", permits, MINUTE), key.toString()));
            }
        }
    }

    /// The limits that apply to another request of a user, through a key or not.
    public List<Claim> forUser(User account, Caller caller) {
        List<Claim> claims = new ArrayList<>(2);
        ofKey(caller, claims);
        claims.addAll(forUser(account));
        return claims;
    }

    /// The limits that apply to a user's other requests.
    public List<Claim> forUser(User account) {
        return List.of(new Claim(user, account.id().toString()));
    }
}
