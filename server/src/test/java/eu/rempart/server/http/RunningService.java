package eu.rempart.server.http;

import eu.rempart.core.identity.Accounts;
import eu.rempart.core.identity.ApiKeys;
import eu.rempart.core.identity.LiveCredentials;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.User;
import eu.rempart.server.Service;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.Sources;
import eu.rempart.server.identity.SqlApiKeyStore;
import eu.rempart.server.identity.SqlSessionStore;
import eu.rempart.server.identity.SqlVisitorStore;
import eu.rempart.server.store.DataFiles;
import eu.rempart.server.store.Database;
import eu.rempart.testkit.MutableClock;
import eu.rempart.testkit.provider.ScriptedProvider;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The whole service on free ports, over a directory of its own, with a scripted provider behind it, a clock that the
/// tests move, and a look into its database through a connection of its own.
///
/// Tests share it: each takes clients of its own, whose addresses and accounts nobody else has.
final class RunningService implements AutoCloseable {

    static final String PROVIDER_KEY = "sk-rempart-scripted-8f2Kq0ZxW4mT7vLb";
    static final String PASSWORD = "Une-phrase-solide-42-fois";

    /// Everything as it is by default.
    static final String STANDARD = "";
    /// Does not wait for providers, and lets nobody of the tier `free` spend anything.
    static final String IMPATIENT = """
            providers:
              first-byte-timeout: 300ms
              idle-timeout: 300ms
            budgets:
              free: 0.000001
            """;

    private final Path directory;
    private final ScriptedProvider provider;
    private final MutableClock clock;
    private final Service service;
    private final Database database;
    private final HttpClient http;
    private final AtomicInteger count = new AtomicInteger();

    private RunningService(Path directory, ScriptedProvider provider, MutableClock clock, Service service) {
        this.directory = directory;
        this.provider = provider;
        this.clock = clock;
        this.service = service;
        this.database = Database.sqlite(DataFiles.database(directory.resolve("data")));
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /// Starts it.
    ///
    /// @param configuration further configuration; `{url}` in it is the scripted provider's address
    static RunningService start(String configuration) {
        try {
            Path directory = Files.createTempDirectory("rempart-http");
            ScriptedProvider provider = ScriptedProvider.start();
            Files.writeString(
                    directory.resolve("rempart.yaml"), """
                    server:
                      host: 127.0.0.1
                      port: 0
                      trusted-proxies: [127.0.0.1]
                    ops:
                      port: 0
                    """ + configuration.replace("{url}", provider.baseUrl()));
            Sources sources = Sources.of(
                    directory, Map.of("OPENAI_API_KEY", PROVIDER_KEY, "OPENAI_BASE_URL", provider.baseUrl() + "/v1"));
            MutableClock clock = MutableClock.at(Instant.parse("2026-03-02T08:00:00Z"));
            return switch (ConfigLoader.load(sources)) {
                case ConfigResult.Loaded(var config) ->
                    new RunningService(directory, provider, clock, Service.start(config, clock));
                case ConfigResult.Rejected(var errors) -> throw new IllegalStateException(errors.toString());
            };
        } catch (Exception e) {
            throw new IllegalStateException("the service did not start", e);
        }
    }

    int port() {
        return service.port();
    }

    int opsPort() {
        return service.opsPort();
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    ScriptedProvider provider() {
        return provider;
    }

    MutableClock clock() {
        return clock;
    }

    Service service() {
        return service;
    }

    HttpClient http() {
        return http;
    }

    Database database() {
        return database;
    }

    /// Somebody without any credential, at an address of their own.
    Client stranger() {
        int n = count.incrementAndGet();
        return new Client(this, Map.of("X-Forwarded-For", "10." + n / 250 / 250 + "." + n / 250 % 250 + "." + n % 250));
    }

    /// Somebody without an account who has accepted the notice.
    Client visitor() throws Exception {
        Client stranger = stranger();
        var accepted = stranger.consent(true);
        return stranger.with("Cookie", Client.cookie(accepted, "rempart_visitor"));
    }

    /// Somebody who has an account and has not signed in.
    User account(Role role, Tier tier, @Nullable Instant subscriptionUntil) {
        String name = "person" + count.incrementAndGet();
        return switch (service.rempart()
                .accounts()
                .create(name, new Password(PASSWORD), role, tier, subscriptionUntil, false, Origin.local())) {
            case Accounts.Creation.Created(var user) -> user;
            case Accounts.Creation other -> throw new IllegalStateException(other.toString());
        };
    }

    /// Somebody who has signed in, and decided nothing.
    Client signedIn(User user) throws Exception {
        Client stranger = stranger();
        var answer = stranger.post(
                "/api/auth/login", "{\"name\": \"" + user.name() + "\", \"password\": \"" + PASSWORD + "\"}");
        return stranger.with(
                "Authorization",
                "Bearer " + Client.json(answer).path("accessToken").asString());
    }

    /// Somebody who has signed in and accepted the notice.
    Client user(Tier tier) throws Exception {
        Client client = signedIn(account(Role.USER, tier, null));
        client.consent(true);
        return client;
    }

    /// Keys, as an operator makes them on the command line: another process as far as the service knows.
    ApiKeys apiKeys() {
        SqlApiKeyStore store = new SqlApiKeyStore(database);
        return new ApiKeys(
                store,
                new LiveCredentials(new SqlSessionStore(database), store, new SqlVisitorStore(database)),
                service.rempart().audit(),
                clock);
    }

    /// What a refused request must not have changed.
    ///
    /// @param sent requests that the provider has had
    record Traces(
            long subjects,
            long conversations,
            long messages,
            long usage,
            long holds,
            long budgets,
            long audit,
            int sent) {}

    Traces traces() {
        return new Traces(
                rows("subjects"),
                rows("conversations"),
                rows("messages"),
                rows("usage_records"),
                rows("budget_holds"),
                rows("budgets"),
                rows("audit_log"),
                provider.received().size());
    }

    long rows(String table) {
        return one("SELECT count(*) FROM " + table, Long.class);
    }

    <T> T one(String sql, Class<T> type, Object... arguments) {
        return column(sql, type, arguments).getFirst();
    }

    /// The first column of what that reads.
    <T> List<T> column(String sql, Class<T> type, Object... arguments) {
        return database.read(handle -> {
            var query = handle.createQuery(sql);
            for (int i = 0; i < arguments.length; i++) {
                query.bind(i, arguments[i]);
            }
            return query.mapTo(type).list();
        });
    }

    /// Waits for what happens behind an answer, on other threads.
    static void eventually(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not so after 15 s: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(10).toNanos());
        }
    }

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    @Override
    public void close() {
        http.shutdownNow();
        database.close();
        provider.close();
        service.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the directory of the test was not deleted", e);
        }
    }
}
