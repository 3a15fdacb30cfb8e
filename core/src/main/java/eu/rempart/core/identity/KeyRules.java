package eu.rempart.core.identity;

import eu.rempart.core.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What narrows an API key further than its scopes. Immutable.
///
/// @param models the models that may be asked for, as the request names them; empty: all
/// @param addresses from where the key may be used; empty: from anywhere
/// @param requestsPerMinute the key's own limit, at least 1; null: only its user's
/// @param budgetNano what may be spent with it in a calendar month, in nano-euros; null: only its user's budget
public record KeyRules(
        Set<String> models,
        List<AddressRange> addresses,
        @Nullable Long requestsPerMinute,
        @Nullable Long budgetNano) {

    /// Narrows nothing.
    public static final KeyRules NONE = new KeyRules(Set.of(), List.of(), null, null);

    public KeyRules {
        models = Set.copyOf(models);
        addresses = List.copyOf(addresses);
        if ((requestsPerMinute != null && requestsPerMinute < 1) || (budgetNano != null && budgetNano < 0)) {
            throw new IllegalArgumentException("a key's limit is at least 1, its budget at least 0");
        }
    }

    public boolean admitsModel(String model) {
        return models.isEmpty() || models.contains(model);
    }

    public boolean admitsAddress(InetAddress address) {
        return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address));
    }
}
