package eu.rempart.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.SubjectId;
import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.crypto.Ciphertext;
import eu.rempart.core.identity.ApiKey;
import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.TokenHash;
import eu.rempart.core.identity.User;
import eu.rempart.core.identity.UserName;
import eu.rempart.core.identity.UserStore;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.server.identity.Argon2Passwords;
import eu.rempart.server.identity.SqlApiKeyStore;
import eu.rempart.server.identity.SqlUserStore;
import eu.rempart.server.store.Database;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Every command runs beside a service that has the same file open.
class CommandsTest {

    @TempDir
    private Path folder = Path.of(".");

    private static final Budgets BUDGETS = new Budgets(
            Map.of(Tier.FREE, 2_000_000_000L, Tier.BASIC, 1L, Tier.PREMIUM, 1L, Tier.ENTERPRISE, Long.MAX_VALUE), 0);
    private static final ModelCatalogue MODELS =
            new ModelCatalogue(List.of(), List.of(new ModelCatalogue.Route("elea-default", List.of(), Set.of())));

    private final List<AuditEvent> audited = new ArrayList<>();
    private boolean auditBroken;
    private Database service;

    @BeforeEach
    void startService() {
        service = Database.sqlite(folder.resolve("data/rempart.db"));
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @Command(name = "rempart")
    private static final class Root {}

    private record Outcome(int exitCode, List<String> out, String err) {
        String lastLine() {
            return out.getLast();
        }
    }

    private Outcome run(String input, String... arguments) {
        OperatorSession.Opener opener = directory -> new OperatorSession(
                Database.sqlite(directory.resolve("rempart.db")),
                CommandsTest::wrappedKey,
                event -> {
                    if (auditBroken) {
                        throw new IllegalStateException("the audit cannot be written");
                    }
                    audited.add(event);
                },
                InstantSource.system());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.resolve("data").toString()));
        int exitCode = new CommandLine(new Root())
                .addSubcommand(new UserCommand(
                        opener,
                        opener,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        () -> Optional.of(BUDGETS)))
                .addSubcommand(new TokenCommand(opener, _ -> MODELS))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Outcome(exitCode, out.toString().lines().toList(), err.toString());
    }

    private static Ciphertext wrappedKey(SubjectId subject) {
        return Ciphertext.takeCopyOf(new byte[] {1});
    }

    private UserStore.Account account(String name) {
        return new SqlUserStore(service).findByName(new UserName(name)).orElseThrow();
    }

    private boolean isPassword(String password, String name) {
        return new Argon2Passwords()
                .matches(
                        new Password(password),
                        Objects.requireNonNull(account(name).password()));
    }

    private Outcome create(String name) {
        return run("", "user", "create", "--name", name, "--role", "user", "--tier", "free");
    }

    @Test
    void a_generated_password_stands_alone_on_the_last_line() {
        Outcome created = create("Marie");
        assertThat(created.err()).isEmpty();
        assertThat(created.exitCode()).isZero();
        assertThat(created.lastLine()).matches("[A-Za-z0-9]{20}");
        assertThat(isPassword(created.lastLine(), "marie")).isTrue();
        assertThat(account("marie").user().passwordChangeRequired()).isTrue();
        assertThat(audited).extracting(AuditEvent::event).containsExactly("user.created");
    }

    @Test
    void a_password_comes_from_standard_input_and_is_not_printed() {
        Outcome created = run(
                "une phrase de passe\r\nmore\n",
                "user",
                "create",
                "--name",
                "marie",
                "--role",
                "admin",
                "--tier",
                "premium",
                "--password-stdin",
                "--subscription-until",
                "2027-01-31");
        assertThat(created.exitCode()).isZero();
        assertThat(created.out().toString()).doesNotContain("phrase");
        assertThat(isPassword("une phrase de passe", "marie")).isTrue();
        User user = account("marie").user();
        assertThat(user.role()).isEqualTo(Role.ADMIN);
        assertThat(user.tier()).isEqualTo(Tier.PREMIUM);
        assertThat(user.subscriptionUntil()).isEqualTo(Instant.parse("2027-02-01T00:00:00Z"));
        assertThat(user.passwordChangeRequired()).isFalse();
    }

    @Test
    void a_refused_user_is_exit_code_1_with_what_to_do_and_stores_nothing() {
        create("marie");
        assertThat(create("MARIE"))
                .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(1))
                .satisfies(refused -> assertThat(refused.err()).contains("Choose another name"));
        assertThat(create("a b").err()).contains("Use 1 to 64 letters");
        assertThat(run(
                                "short\n",
                                "user",
                                "create",
                                "--name",
                                "paul",
                                "--role",
                                "user",
                                "--tier",
                                "free",
                                "--password-stdin")
                        .err())
                .contains("12 to 128 characters");
        assertThat(new SqlUserStore(service).all()).hasSize(1);
    }

    @Test
    void a_wrong_option_is_exit_code_2_and_names_the_choices() {
        Outcome refused = run("", "user", "create", "--name", "marie", "--role", "king", "--tier", "free");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("user, reviewer, auditor, admin");
        assertThat(run("", "user", "create", "--name", "marie").exitCode()).isEqualTo(2);
        assertThat(run("", "token", "create", "--user", "marie", "--expires-in", "soon")
                        .exitCode())
                .isEqualTo(2);
        assertThat(run("", "token", "create", "--user", "marie", "--scope", "all")
                        .exitCode())
                .isEqualTo(2);
        assertThat(run("", "user", "update", "--name", "marie").exitCode()).isEqualTo(2);
        assertThat(run("", "user", "update", "--name", "marie", "--enable", "--disable")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void nothing_is_stored_when_the_audit_cannot_be_written() {
        auditBroken = true;
        Outcome refused = create("marie");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("the audit cannot be written");
        assertThat(refused.out()).isEmpty();
        assertThat(new SqlUserStore(service).all()).isEmpty();
    }

    @Test
    void a_user_is_changed_listed_disabled_and_given_a_new_password() {
        create("marie");
        assertThat(run("", "user", "update", "--name", "marie", "--role", "reviewer", "--disable")
                        .exitCode())
                .isZero();
        assertThat(run("", "user", "list").out()).singleElement().asString().contains("marie", "reviewer", "disabled");
        Outcome reset = run("", "user", "update", "--name", "marie", "--enable", "--reset-password");
        assertThat(isPassword(reset.lastLine(), "marie")).isTrue();
        assertThat(account("marie").user().disabled()).isFalse();
        assertThat(account("marie").user().role()).isEqualTo(Role.REVIEWER);
    }

    @Test
    void a_key_stands_alone_on_the_last_line_and_works_in_the_service() {
        create("marie");
        Outcome created =
                run("", "token", "create", "--user", "marie", "--scope", "chat,gateway", "--expires-in", "90d");
        assertThat(created.exitCode()).isZero();
        assertThat(created.lastLine()).matches("rp_[A-Za-z0-9_-]{43}");
        assertThat(new SqlApiKeyStore(service).find(TokenHash.of(created.lastLine())))
                .hasValueSatisfying(key -> assertThat(key.user().name()).isEqualTo("marie"));
    }

    @Test
    void a_key_is_listed_without_its_secret_and_revoked_once() {
        create("marie");
        String secret = run("", "token", "create", "--user", "marie").lastLine();
        ApiKey key =
                new SqlApiKeyStore(service).list(account("marie").user().id()).getFirst();
        assertThat(run("", "token", "list", "--user", "marie").out())
                .singleElement()
                .asString()
                .contains(key.id().toString(), "scope chat")
                .doesNotContain(secret);
        String id = key.id().toString();
        assertThat(run("", "token", "revoke", "--user", "marie", "--id", id).exitCode())
                .isZero();
        assertThat(new SqlApiKeyStore(service).find(TokenHash.of(secret))).isEmpty();
        assertThat(run("", "token", "revoke", "--user", "marie", "--id", id).exitCode())
                .isEqualTo(1);
    }

    @Test
    void an_unknown_user_is_refused_with_where_to_look() {
        assertThat(run("", "token", "create", "--user", "nobody").err()).contains("user list");
        assertThat(run("", "token", "create", "--user", "nobody").exitCode()).isEqualTo(1);
    }

    @Test
    void a_key_for_a_model_that_is_not_there_is_refused_with_the_nearest() {
        create("marie");
        Outcome refused = run("", "token", "create", "--user", "marie", "--scope", "gateway", "--model", "elea-defalt");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("'elea-defalt'", "did you mean 'elea-default'?", "--config");
        assertThat(run("", "token", "create", "--user", "marie", "--model", "*").exitCode())
                .isEqualTo(1);
        assertThat(run("", "token", "list", "--user", "marie").out()).isEmpty();
        assertThat(run("", "token", "create", "--user", "marie", "--model", "elea-default")
                        .exitCode())
                .isZero();
    }

    @Test
    void half_an_address_is_refused() {
        create("marie");
        Outcome refused = run("", "token", "create", "--user", "marie", "--from", "10.0.0");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("whole address");
    }

    @Test
    void what_was_spent_and_what_is_left_is_listed() {
        create("marie");
        run("", "token", "create", "--user", "marie", "--budget", "25");
        String user = account("marie").user().id().toString();
        UUID key = new SqlApiKeyStore(service)
                .list(account("marie").user().id())
                .getFirst()
                .id();
        String month = Budgets.month(Instant.now());
        String insert = "INSERT INTO budgets (account, month, spent_nano, held_nano) VALUES (?, ?, ?, ?)";
        service.write(handle -> handle.execute(insert, user, month, 1_500_000_000L, 250_000_000L)
                + handle.execute(insert, "key:" + key, month, 3_000_000_000L, 0L));
        assertThat(run("", "token", "list", "--user", "marie").out())
                .singleElement()
                .asString()
                .contains("budget 25 euros  spent this month 3 euros  left 22 euros");
        assertThat(run("", "user", "list").out())
                .singleElement()
                .asString()
                .contains("spent this month 1.5 euros  left 0.25 euros");
    }

    @Test
    void a_mistyped_command_is_told_which_one_it_may_have_been() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
        CommandLine line = RempartCommand.commandLine(stream, stream)
                .setErr(new PrintWriter(stream, true, StandardCharsets.UTF_8));
        assertThat(line.execute("serv")).isEqualTo(2);
        assertThat(line.execute("token", "creat")).isEqualTo(2);
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("no command 'serv'; did you mean 'serve'?", "no command 'token creat'", "'token create'?")
                .doesNotContain("rehearse");
    }

    @Test
    void help_of_a_command_that_there_is_not_is_a_mistake_too() {
        for (String name : List.of("bench", "web")) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
            CommandLine line = RempartCommand.commandLine(stream, stream)
                    .setErr(new PrintWriter(stream, true, StandardCharsets.UTF_8));
            assertThat(line.execute(name, "--help")).isEqualTo(2);
            assertThat(written.toString(StandardCharsets.UTF_8))
                    .contains("no command '" + name + "'", "There are: audit, build, config", "serve, test, token");
            assertThat(line.execute("serve", "--help")).isZero();
        }
    }

    @Test
    void what_is_no_id_of_a_key_is_refused_in_words() {
        create("marie");
        Outcome refused = run("", "token", "revoke", "--user", "marie", "--id", "abc");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("token list", "'abc'").doesNotContain("Exception");
    }
}
