package eu.rempart.core.gateway;

import eu.rempart.core.turn.TurnLedger.Account;
import eu.rempart.guard.injection.Level;
import eu.rempart.guard.pii.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request whose texts are masked and whose money is held: from here on it must be settled, whatever happens.
///
/// @param vault what the placeholders of this request stand for
/// @param inputChars how much is asked, for counting tokens where the provider says nothing of them
/// @param unheld accounts without a limit: they hold nothing, and are charged in the end
/// @param facts what the first seven steps found, where that is not in the books yet but goes there with the answer;
///     empty if it is
/// @param cacheKey under which the answer may be kept; null if it may not
record GatewayCall(
        UUID id,
        Asked asked,
        Level level,
        Vault vault,
        int inputChars,
        List<Account> unheld,
        Map<String, String> facts,
        @Nullable String cacheKey,
        Instant startedAt) {

    /// Shows no content.
    @Override
    public String toString() {
        return "GatewayCall[" + id + "]";
    }
}
