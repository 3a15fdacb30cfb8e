package eu.rempart.core.cost;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The prices in force: those of models by name, and providers that cost nothing whatever the model. Immutable.
public final class PriceList {

    private final Map<String, Price> byModel;
    private final Set<String> freeProviders;

    /// @param freeProviders ids of providers that run on the operator's own machines
    public PriceList(Map<String, Price> byModel, Set<String> freeProviders) {
        this.byModel = Map.copyOf(byModel);
        this.freeProviders = Set.copyOf(freeProviders);
    }

    /// Empty if the model has no price: where a budget applies it must then not be called.
    public Optional<Price> find(String provider, String model) {
        return freeProviders.contains(provider) ? Optional.of(Price.FREE) : Optional.ofNullable(byModel.get(model));
    }
}
