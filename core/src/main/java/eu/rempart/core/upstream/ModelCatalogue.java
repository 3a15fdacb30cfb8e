package eu.rempart.core.upstream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/// Which providers stand behind which model name. Immutable.
///
/// A name is that of a route or an alias, `provider/model`, or a model's own name, as programs have it that knew only
/// one provider before: it is then the first declared provider that serves it.
public final class ModelCatalogue {

    /// What a model may be called, as a regular expression: for the configuration and for requests alike.
    public static final String NAMES = "[A-Za-z0-9._:/@+-]{1,128}";

    private static final Pattern NAME = Pattern.compile(NAMES);
    private static final Pattern OPENAI =
            Pattern.compile("(gpt-|chatgpt-|o[1-9](-|$)|text-embedding-|computer-use-).*");
    private static final Pattern ANTHROPIC = Pattern.compile("claude-.*");
    private static final Pattern MISTRAL =
            Pattern.compile("(mistral|ministral|magistral|codestral|devstral|pixtral|open-mi).*");
    private static final Pattern GEMINI = Pattern.compile("(gemini|gemma)-.*");

    private final Map<String, ManagedProvider> providers = new LinkedHashMap<>();
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final Set<String> known;

    /// One model of one provider.
    ///
    /// @param weight how often it comes first, among those of its route that have a weight; 0: in its place
    public record Target(ManagedProvider provider, String model, int weight) {

        /// `provider/model`.
        public String name() {
            return provider.spec().id() + "/" + model;
        }
    }

    /// What a name stands for.
    ///
    /// @param targets in the order in which they are tried
    /// @param residencies where the data may go; empty: anywhere
    public record Route(String name, List<Target> targets, Set<String> residencies) {
        public Route {
            targets = List.copyOf(targets);
            residencies = Set.copyOf(residencies);
        }

        /// The targets in the order for one request: one of those with a weight first, drawn by weight, then the others
        /// as they stand.
        public List<Target> inOrder(DoubleSupplier random) {
            int total = targets.stream().mapToInt(Target::weight).sum();
            if (total == 0 || targets.size() == 1) {
                return targets;
            }
            double drawn = random.getAsDouble() * total;
            List<Target> order = new ArrayList<>(targets);
            for (Target target : targets) {
                drawn -= target.weight();
                if (target.weight() > 0 && drawn < 0) {
                    order.remove(target);
                    order.addFirst(target);
                    break;
                }
            }
            return order;
        }
    }

    /// @param routes routes and aliases by name
    public ModelCatalogue(Collection<ManagedProvider> providers, Collection<Route> routes) {
        this(providers, routes, Set.of());
    }

    /// @param known names of models that there are, as a price list has them: what a provider without a list of its own
    ///     is known to make
    public ModelCatalogue(Collection<ManagedProvider> providers, Collection<Route> routes, Collection<String> known) {
        this.known = new TreeSet<>(known);
        providers.forEach(provider -> this.providers.put(provider.spec().id(), provider));
        routes.forEach(route -> this.routes.put(route.name(), route));
    }

    public Collection<ManagedProvider> providers() {
        return List.copyOf(providers.values());
    }

    public Optional<ManagedProvider> provider(String id) {
        return Optional.ofNullable(providers.get(id));
    }

    /// What this name stands for; empty if for nothing.
    public Optional<Route> find(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Route route = routes.get(name);
        if (route != null) {
            return Optional.of(route);
        }
        int slash = name.indexOf('/');
        if (slash > 0) {
            ManagedProvider provider = providers.get(name.substring(0, slash));
            String model = name.substring(slash + 1);
            if (provider != null && !model.isEmpty()) {
                return provider.spec().admits(model) ? Optional.of(single(name, provider, model)) : Optional.empty();
            }
        }
        return byModel(name).map(provider -> single(name, provider, name));
    }

    private static Route single(String name, ManagedProvider provider, String model) {
        return new Route(name, List.of(new Target(provider, model, 0)), Set.of());
    }

    private Optional<ManagedProvider> byModel(String model) {
        for (ManagedProvider provider : providers.values()) {
            ProviderSpec spec = provider.spec();
            if (spec.models().contains(model) || (spec.defaultModel().equals(model) && spec.admits(model))) {
                return Optional.of(provider);
            }
        }
        return providers.values().stream()
                .filter(provider -> provider.spec().models().isEmpty()
                        && makes(provider.spec().kind(), model))
                .findFirst();
    }

    private static boolean makes(ProviderKind kind, String model) {
        Pattern pattern =
                switch (kind) {
                    case OPENAI, AZURE -> OPENAI;
                    case ANTHROPIC -> ANTHROPIC;
                    case MISTRAL -> MISTRAL;
                    case GEMINI -> GEMINI;
                    case COMPATIBLE, OLLAMA, LOCAL -> null;
                };
        return pattern != null && pattern.matcher(model).matches();
    }

    /// All names that are known beforehand: routes and aliases, then `provider/model`.
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(routes.keySet());
        for (ManagedProvider provider : providers.values()) {
            ProviderSpec spec = provider.spec();
            if (!spec.defaultModel().isEmpty() && spec.admits(spec.defaultModel())) {
                names.add(spec.id() + "/" + spec.defaultModel());
            }
            spec.models().stream().sorted().forEach(model -> names.add(spec.id() + "/" + model));
            // What Azure makes goes by the names of its deployments.
            if (spec.models().isEmpty() && spec.kind() != ProviderKind.AZURE) {
                known.stream()
                        .filter(model -> makes(spec.kind(), model))
                        .forEach(model -> names.add(spec.id() + "/" + model));
            }
        }
        return names;
    }
}
