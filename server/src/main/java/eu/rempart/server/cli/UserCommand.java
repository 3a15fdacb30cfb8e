package eu.rempart.server.cli;

import eu.rempart.core.identity.Accounts.Creation;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import eu.rempart.core.identity.UserChange;
import eu.rempart.core.turn.Budgets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `user create`, `user list`, `user update`.
@Command(name = "user", mixinStandardHelpOptions = true, description = "Users: create, list, update.")
public final class UserCommand {

    private static final int MAX_LINE_BYTES = 1_024;

    private final OperatorSession.Opener opener;
    private final OperatorSession.Opener existing;
    private final InputStream standardInput;
    private final Supplier<Optional<Budgets>> budgets;

    @Spec
    private @Nullable CommandSpec spec;

    /// Commands on the data directories that the openers open; passwords come from that input.
    ///
    /// @param opener makes what is missing in a directory
    /// @param existing refuses a directory without data
    /// @param budgets of the tiers; empty where the configuration cannot be read
    public UserCommand(
            OperatorSession.Opener opener,
            OperatorSession.Opener existing,
            InputStream standardInput,
            Supplier<Optional<Budgets>> budgets) {
        this.budgets = budgets;
        this.opener = opener;
        this.existing = existing;
        this.standardInput = standardInput;
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Creates a user.",
                "Without --password-stdin a one-time password is made and printed alone on the last line; it is not"
                        + " shown again."
            })
    int create(
            @Option(
                            names = "--name",
                            required = true,
                            paramLabel = "NAME",
                            description = "1 to 64 letters, digits, . _ @ -")
                    String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            converter = OptionValues.OfRole.class,
                            description = "user, reviewer, auditor or admin")
                    Role role,
            @Option(
                            names = "--tier",
                            required = true,
                            paramLabel = "TIER",
                            converter = OptionValues.OfTier.class,
                            description = "free, basic, premium or enterprise")
                    Tier tier,
            @Option(
                            names = "--password-stdin",
                            description = "Read the password from the first line of standard input.")
                    boolean passwordFromInput,
            @Option(
                            names = "--subscription-until",
                            paramLabel = "DATE",
                            converter = OptionValues.OfSubscription.class,
                            description = "The subscription's last day in UTC (2027-01-31), or none, the default.")
                    UserChange.@Nullable Subscription subscription,
            @Mixin DataDirectory data) {
        Password password = passwordFromInput ? firstLine() : Password.generate();
        Instant until = subscription == null ? null : subscription.until();
        return data.run(opener, session -> {
            Creation creation =
                    session.accounts().create(name, password, role, tier, until, !passwordFromInput, Origin.local());
            return switch (creation) {
                case Creation.Created(var user) when passwordFromInput -> List.of(summary(user));
                case Creation.Created(var user) ->
                    List.of(summary(user), "One-time password, to be changed at the first login:", password.value());
                case Creation.NameTaken() ->
                    throw new CommandFailure("There is a user '" + name
                            + "' already. Choose another name, or change that user with: user update --name " + name);
                case Creation.InvalidName() ->
                    throw new CommandFailure(
                            "'" + name
                                    + "' cannot be a name. Use 1 to 64 letters (without accents), digits, '.', '_', '@' or '-'.");
                case Creation.WeakPassword() ->
                    throw new CommandFailure("That password is too weak. Use 12 to 128 characters, not the name and not"
                            + " a common password; or leave out --password-stdin to have one made.");
            };
        });
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all users.")
    int list(@Mixin DataDirectory data) {
        Optional<Budgets> limits = budgets.get();
        return data.run(existing, session -> session.accounts().all().stream()
                .map(user -> summary(user) + spent(session, user, limits))
                .toList());
    }

    @Command(
            name = "update",
            mixinStandardHelpOptions = true,
            description = "Changes a user; what is not named stays as it is. Disabling ends all sessions.")
    int update(
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "The user.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            converter = OptionValues.OfRole.class,
                            description = "user, reviewer, auditor or admin")
                    @Nullable
                    Role role,
            @Option(
                            names = "--tier",
                            paramLabel = "TIER",
                            converter = OptionValues.OfTier.class,
                            description = "free, basic, premium or enterprise")
                    @Nullable
                    Tier tier,
            @Option(
                            names = "--subscription-until",
                            paramLabel = "DATE",
                            converter = OptionValues.OfSubscription.class,
                            description = "The subscription's last day in UTC (2027-01-31), or none.")
                    UserChange.@Nullable Subscription subscription,
            @ArgGroup @Nullable Access access,
            @Option(
                            names = "--reset-password",
                            description =
                                    "Make a one-time password, printed alone on the last line; ends all sessions.")
                    boolean resetPassword,
            @Mixin DataDirectory data) {
        UserChange change = new UserChange(role, tier, subscription, access == null ? null : access.disable);
        if (change.isEmpty() && !resetPassword) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine().getSubcommands().get("update"),
                    "Say what to change: --role, --tier, --subscription-until, --disable, --enable or --reset-password.");
        }
        return data.run(existing, session -> {
            User user = session.accounts().findByName(name).orElseThrow(() -> unknown(name));
            List<String> output = new ArrayList<>();
            if (!change.isEmpty()) {
                user = session.accounts()
                        .update(user.id(), change, Origin.local())
                        .orElseThrow(() -> unknown(name));
            }
            output.add(summary(user));
            if (resetPassword) {
                Password password = session.accounts()
                        .resetPassword(user.id(), Origin.local())
                        .orElseThrow(() -> unknown(name));
                output.add("One-time password, to be changed at the next login:");
                output.add(password.value());
            }
            return output;
        });
    }

    /// Either, or neither.
    static final class Access {

        @Option(names = "--disable", required = true, description = "The user can no longer sign in or use API keys.")
        boolean disable;

        @Option(names = "--enable", required = true, description = "The user can sign in again.")
        boolean enable;
    }

    static CommandFailure unknown(String name) {
        return new CommandFailure("There is no user '" + name + "'. See: user list");
    }

    private static String summary(User user) {
        Instant until = user.subscriptionUntil();
        return user.name() + "  role " + OptionValues.lower(user.role()) + "  tier " + OptionValues.lower(user.tier())
                + "  subscription " + (until == null ? "without end" : "until " + until)
                + (user.disabled() ? "  disabled" : "")
                + (user.passwordChangeRequired() ? "  must change the password" : "");
    }

    private static String spent(OperatorSession session, User user, Optional<Budgets> limits) {
        return OptionValues.spent(
                session.spending(user.id().toString()),
                limits.map(budgets -> budgets.byTier().getOrDefault(user.tier(), Long.MAX_VALUE))
                        .orElse(Long.MAX_VALUE));
    }

    /// Up to the first line feed; a carriage return before it belongs to the line end.
    private Password firstLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = standardInput.read(); next != -1 && next != '\n'; next = standardInput.read()) {
                if (line.size() < MAX_LINE_BYTES) {
                    line.write(next);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the password cannot be read from standard input", e);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return new Password(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
