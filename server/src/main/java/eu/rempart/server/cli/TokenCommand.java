package eu.rempart.server.cli;

import eu.rempart.core.AddressRange;
import eu.rempart.core.identity.ApiKey;
import eu.rempart.core.identity.ApiKeys;
import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Scope;
import eu.rempart.core.identity.User;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.server.config.Nearest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `token create`, `token list`, `token revoke`: API keys.
@Command(name = "token", mixinStandardHelpOptions = true, description = "API keys: create, list, revoke.")
public final class TokenCommand {

    private final OperatorSession.Opener opener;
    private final Models models;

    /// Commands on the data directories that the opener opens.
    ///
    /// @param models knows the models that a key may be given
    public TokenCommand(OperatorSession.Opener opener, Models models) {
        this.opener = opener;
        this.models = models;
    }

    /// Which models there are.
    @FunctionalInterface
    public interface Models {

        /// Those of a configuration.
        ///
        /// @param config its file; null for the usual one
        /// @throws CommandFailure if it has errors
        ModelCatalogue of(@Nullable Path config);
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Creates an API key and prints it alone on the last line; it is not shown again.")
    int create(
            @Option(names = "--user", required = true, paramLabel = "NAME", description = "Whose key it is.")
                    String name,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            defaultValue = "chat",
                            converter = OptionValues.OfScopes.class,
                            description = "chat, gateway or chat,gateway (default: ${DEFAULT-VALUE})")
                    OptionValues.Scopes scopes,
            @Option(
                            names = "--expires-in",
                            paramLabel = "TIME",
                            converter = OptionValues.OfDuration.class,
                            description = "90d, 12h or 30m; without it the key does not expire.")
                    @Nullable
                    Duration expiresIn,
            @Option(
                            names = "--model",
                            paramLabel = "MODEL",
                            description = "A model that the key may ask for; may be repeated. Without it, all.")
                    @Nullable
                    List<String> admitted,
            @Option(
                            names = "--from",
                            paramLabel = "ADDRESS",
                            converter = OptionValues.OfAddresses.class,
                            description = "An address or CIDR range from where the key may be used; may be repeated.")
                    @Nullable
                    List<AddressRange> addresses,
            @Option(
                            names = "--per-minute",
                            paramLabel = "N",
                            converter = OptionValues.OfPositive.class,
                            description = "Requests per minute with this key.")
                    @Nullable
                    Long perMinute,
            @Option(
                            names = "--budget",
                            paramLabel = "EUROS",
                            converter = OptionValues.OfEuros.class,
                            description = "What may be spent with this key in a calendar month.")
                    @Nullable
                    Long budget,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "The service's configuration, in which models are looked up; default"
                                    + " ./rempart.yaml if it is there.")
                    @Nullable
                    Path config,
            @Mixin DataDirectory data) {
        return data.run(opener, session -> {
            if (admitted != null) {
                checkModels(admitted, config);
            }
            User user = user(session, name);
            if (user.disabled()) {
                throw new CommandFailure("The user '" + name
                        + "' is disabled, so a key would not work. First: user update --enable --name " + name);
            }
            Instant expiresAt =
                    expiresIn == null ? null : session.clock().instant().plus(expiresIn);
            ApiKeys.NewApiKey made = session.apiKeys()
                    .create(
                            user.id(),
                            scopes.all(),
                            expiresAt,
                            new KeyRules(
                                    admitted == null ? Set.of() : Set.copyOf(admitted),
                                    addresses == null ? List.of() : addresses,
                                    perMinute,
                                    budget),
                            Origin.local());
            return List.of(summary(made.key()), made.secret().value());
        });
    }

    /// A name is compared as it is asked for: one that leads nowhere would make a key that may ask for nothing.
    private void checkModels(List<String> names, @Nullable Path config) {
        ModelCatalogue known = models.of(config);
        for (String name : names) {
            if (known.find(name).isEmpty()) {
                throw new CommandFailure("There is no model '" + name + "' in this configuration"
                        + Nearest.to(name, known.names())
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(".")
                        + " Known are " + String.join(", ", known.names())
                        + "; another model of a provider is written provider/model. If the service runs with another"
                        + " configuration, name it with --config and set the variables that it has.");
            }
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists a user's API keys, newest first.")
    int list(
            @Option(names = "--user", required = true, paramLabel = "NAME", description = "Whose keys.") String name,
            @Mixin DataDirectory data) {
        return data.run(
                opener, session -> session.apiKeys().list(user(session, name).id()).stream()
                        .map(key -> summary(key) + spent(session, key))
                        .toList());
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Ends an API key; a running service refuses it within five seconds.")
    int revoke(
            @Option(names = "--user", required = true, paramLabel = "NAME", description = "Whose key.") String name,
            @Option(
                            names = "--id",
                            required = true,
                            paramLabel = "ID",
                            converter = OptionValues.OfId.class,
                            description = "The key's id, from: token list")
                    UUID id,
            @Mixin DataDirectory data) {
        return data.run(opener, session -> {
            if (!session.apiKeys().revoke(user(session, name).id(), id, Origin.local())) {
                throw new CommandFailure("The user '" + name + "' has no key " + id
                        + " that could be revoked. See: token list --user " + name);
            }
            return List.of(id + "  revoked");
        });
    }

    private static User user(OperatorSession session, String name) {
        return session.accounts().findByName(name).orElseThrow(() -> UserCommand.unknown(name));
    }

    private static String summary(ApiKey key) {
        Instant expiresAt = key.expiresAt();
        return key.id() + "  " + key.hint() + "  scope " + Scope.format(key.scopes()) + "  created " + key.createdAt()
                + (expiresAt == null ? "" : "  expires " + expiresAt)
                + rules(key.rules())
                + (key.revokedAt() == null ? "" : "  revoked " + key.revokedAt());
    }

    private static String rules(KeyRules rules) {
        StringBuilder text = new StringBuilder();
        if (!rules.models().isEmpty()) {
            text.append("  models ").append(String.join(",", new TreeSet<>(rules.models())));
        }
        if (!rules.addresses().isEmpty()) {
            text.append("  from ")
                    .append(String.join(
                            ",",
                            rules.addresses().stream().map(Object::toString).toList()));
        }
        if (rules.requestsPerMinute() != null) {
            text.append("  per minute ").append(rules.requestsPerMinute());
        }
        Long budget = rules.budgetNano();
        if (budget != null) {
            text.append("  budget ").append(OptionValues.euros(budget));
        }
        return text.toString();
    }

    private static String spent(OperatorSession session, ApiKey key) {
        Long budget = key.rules().budgetNano();
        return budget == null ? "" : OptionValues.spent(session.spending(Budgets.accountOf(key.id())), budget);
    }
}
