package eu.rempart.server.gateway;

import eu.rempart.core.identity.Accounts;
import eu.rempart.core.identity.ApiKeys;
import eu.rempart.core.identity.KeyRules;
import eu.rempart.core.identity.LiveCredentials;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Password;
import eu.rempart.core.identity.Role;
import eu.rempart.core.identity.Scope;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The whole service, with one scripted server that plays every provider.
final class GatewayService implements AutoCloseable {

    static final String KEY = "sk-rempart-scripted-8f2Kq0ZxW4mT7vLb";
    static final String ANTHROPIC_KEY = "sk-ant-rempart-scripted-8f2Kq0ZxW4mT7vLb";
    static final String FILE_KEY = "first-key-Zx81Lq0vTmW4nBd7";
    private static final String PASSWORD = "Une-phrase-solide-42-fois";

    private final Path directory;
    private final ScriptedProvider provider;
    private final MutableClock clock;
    private final Service service;
    private final Database database;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final User rich;
    private final AtomicInteger count = new AtomicInteger();

    private GatewayService(Path directory, ScriptedProvider provider, MutableClock clock, Service service) {
        this.directory = directory;
        this.provider = provider;
        this.clock = clock;
        this.service = service;
        this.database = Database.sqlite(DataFiles.database(directory.resolve("data")));
        this.rich = user(Tier.ENTERPRISE, Role.USER);
    }

    /// Starts it.
    ///
    /// @param more further configuration; `{url}` in it is the scripted server's
    static GatewayService start(String more) {
        return start(CONFIGURATION, more);
    }

    /// The same with the time that long answers take.
    static GatewayService startPatient(String more) {
        return startPatient(more, "20s", "1m");
    }

    /// The same with that much time for the first byte and for a whole answer.
    static GatewayService startPatient(String more, String firstByte, String answer) {
        return start(
                CONFIGURATION
                        .replace("answer-timeout: 1s", "answer-timeout: " + answer)
                        .replace("timeout: 250ms", "timeout: " + firstByte),
                more);
    }

    private static GatewayService start(String configuration, String more) {
        try {
            Path directory = Files.createTempDirectory("rempart-gateway");
            ScriptedProvider provider = ScriptedProvider.start();
            Files.writeString(
                    directory.resolve("rempart.yaml"),
                    (configuration + more)
                            .replace("{url}", provider.baseUrl())
                            .replace("{key}", KEY)
                            .replace("{dir}", directory.toString()));
            Files.writeString(directory.resolve("first.key"), FILE_KEY);
            Files.writeString(directory.resolve("second.key"), "second-key");
            MutableClock clock = MutableClock.at(Instant.parse("2026-03-02T08:00:00Z"));
            Sources sources = Sources.of(
                    directory, Map.of("ANTHROPIC_API_KEY", ANTHROPIC_KEY, "ANTHROPIC_BASE_URL", provider.baseUrl()));
            return switch (ConfigLoader.load(sources)) {
                case ConfigResult.Loaded(var config) ->
                    new GatewayService(directory, provider, clock, Service.start(config, clock));
                case ConfigResult.Rejected(var errors) -> throw new IllegalStateException(errors.toString());
            };
        } catch (Exception e) {
            throw new IllegalStateException("the service did not start", e);
        }
    }

    private static final String CONFIGURATION = """
            server:
              host: 127.0.0.1
              port: 0
              trusted-proxies: [127.0.0.1]
            ops:
              port: 0
            providers:
              connect-timeout: 1s
              first-byte-timeout: 250ms
              idle-timeout: 250ms
              answer-timeout: 1s
              max-answer-bytes: 1MiB
            limits:
              user-per-minute: 100000
              agent-per-minute: 100000
              tiers:
                free: 100000
                enterprise: 100000
            budgets:
              free: 1
            prices:
              models:
                scripted:
                  currency: EUR
                  input: 1
                  output: 10
                dear:
                  currency: EUR
                  input: 100
                  output: 1000
                thinker:
                  currency: EUR
                  input: 1
                  output: 10
                  reasoning: 40
                  image: 4
            """;

    ScriptedProvider provider() {
        return provider;
    }

    MutableClock clock() {
        return clock;
    }

    Service service() {
        return service;
    }

    Path directory() {
        return directory;
    }

    String url() {
        return "http://127.0.0.1:" + service.port();
    }

    User user(Tier tier) {
        return user(tier, Role.USER);
    }

    User user(Tier tier, Role role) {
        String name = "app" + count.incrementAndGet();
        return switch (service.rempart()
                .accounts()
                .create(name, new Password(PASSWORD), role, tier, null, false, Origin.local())) {
            case Accounts.Creation.Created(var user) -> user;
            case Accounts.Creation other -> throw new IllegalStateException(other.toString());
        };
    }

    /// A key of a user whose money has no limit. Making a user takes long: their password is hashed.
    String key() {
        return key(rich, KeyRules.NONE);
    }

    String key(User user, KeyRules rules) {
        return key(user, Set.of(Scope.GATEWAY), null, rules);
    }

    String key(User user, Set<Scope> scopes, @Nullable Instant expires, KeyRules rules) {
        SqlApiKeyStore store = new SqlApiKeyStore(database);
        ApiKeys keys = new ApiKeys(
                store,
                new LiveCredentials(new SqlSessionStore(database), store, new SqlVisitorStore(database)),
                service.rempart().audit(),
                clock);
        return keys.create(user.id(), scopes, expires, rules, Origin.local())
                .secret()
                .value();
    }

    HttpResponse<String> post(String path, String key, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept-Language", "en")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> patch(String path, String key, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Accept-Language", "en")
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// What the operators' port shows of one alert; empty if it was never given.
    String alerts(String code, String provider) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.opsPort() + "/metrics"))
                .build();
        String name = "alerts_total{code=\"" + code + "\",provider=\"" + provider + "\"} ";
        return http.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    long number(String sql) {
        return database.read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    String text(String sql) {
        return database.read(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    /// The sum of this meter's samples that carry all these labels, written as the operators' port writes them.
    double meter(String name, String... labels) throws Exception {
        String page = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.opsPort() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return page.lines()
                .filter(line -> line.startsWith(name + "{") && Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /// Waits for what happens behind an answer, on other threads.
    static void eventually(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not so after 15 s: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(5).toNanos());
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
