package eu.rempart.core.upstream;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One provider, as declared.
///
/// @param id the name in model names, records and metrics: lower-case letters, digits, `-`
/// @param baseUrl where it is; null for `local`
/// @param region where its machines stand, as the operator calls it; empty if not said
/// @param residency whose law the data is under there, such as `eu`; empty if not said
/// @param contract reference of the contract on data processing (GDPR, article 28); empty if not said
/// @param models the models that may be asked for; empty: all
/// @param defaultModel the model that routes ask for when they name only the provider
/// @param maxConcurrent calls under way at once
/// @param retries further attempts after a failure that may pass
/// @param hedgeAfter after how long without a first byte a second call is made beside the first; null: never
/// @param monthlyCeilingNano what may be spent there in a calendar month, in nano-euros; null: no ceiling
/// @param rotateOn the day on which the key is due for a new one; null: none
/// @param keyCreated the day on which the key was made; null: not said
public record ProviderSpec(
        String id,
        ProviderKind kind,
        String displayName,
        @Nullable URI baseUrl,
        String region,
        String residency,
        String contract,
        Set<String> models,
        String defaultModel,
        int maxConcurrent,
        int retries,
        @Nullable Duration hedgeAfter,
        @Nullable Long monthlyCeilingNano,
        @Nullable LocalDate rotateOn,
        @Nullable LocalDate keyCreated) {

    public ProviderSpec {
        models = Set.copyOf(models);
    }

    /// Whether this model may be asked for here.
    public boolean admits(String model) {
        return models.isEmpty() || models.contains(model);
    }
}
