package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.testkit.provider.Script;
import eu.rempart.testkit.provider.ScriptedProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers behind TLS whose certificates are right, wrong, old or nobody's: nothing is said to who is not the
/// provider, and the next of the route answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class GatewayTlsTest {

    private static final String PASSWORD = "only-for-this-test";
    private static final String STORE = "javax.net.ssl.trustStore";

    @TempDir
    private static Path directory;

    private final Map<String, ScriptedProvider> providers = new LinkedHashMap<>();
    private GatewayService service;

    @BeforeAll
    void start() throws Exception {
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test", "-ext", "bc:c");
        certificate("good", "san=ip:127.0.0.1");
        certificate("wrong", "san=dns:other.example");
        certificate("expired", "san=ip:127.0.0.1", "-startdate", "-400d", "-validity", "30");
        keytool("-genkeypair", "-alias", "nobody", "-dname", "CN=Test", "-ext", "san=ip:127.0.0.1");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
        Path store = directory.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        for (String alias : List.of("good", "wrong", "expired", "nobody")) {
            providers.put(alias, ScriptedProvider.startTls(identity(keys, alias)));
        }
        providers.put("plain", ScriptedProvider.start());
        StringBuilder more = new StringBuilder("""
                gateway:
                  retries: 0
                  providers:
                    spare: {kind: openai, base-url: "{url}/v1", api-key: "{key}"}
                """);
        providers.forEach((name, provider) -> more.append("    ")
                .append(name)
                .append(": {kind: openai, api-key: \"{key}\", base-url: \"")
                .append(provider.baseUrl().replace("http:", "https:"))
                .append("/v1\"}\n"));
        more.append("  routes:\n");
        providers.keySet().forEach(name -> more.append("    then-")
                .append(name)
                .append(": {models: [")
                .append(name)
                .append("/scripted, spare/scripted]}\n"));
        String before = System.getProperty(STORE);
        System.setProperty(STORE, store.toString());
        System.setProperty(STORE + "Password", PASSWORD);
        try {
            service = GatewayService.start(more.toString());
        } finally {
            System.clearProperty(STORE + "Password");
            if (before == null) {
                System.clearProperty(STORE);
            } else {
                System.setProperty(STORE, before);
            }
        }
        providers.values().forEach(provider -> provider.always(Script.say("Voilà.")));
        service.provider().always(Script.say("L'autre."));
    }

    @AfterAll
    void stop() {
        service.close();
        providers.values().forEach(ScriptedProvider::close);
    }

    private static void certificate(String alias, String name, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-genkeypair", "-alias", alias, "-dname", "CN=Test", "-ext", name, "-signer", "ca"));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                directory.resolve("keys.p12").toString(),
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC"));
        command.addAll(1, List.of(arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static SSLContext identity(KeyStore keys, String alias) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                alias,
                keys.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                keys.getCertificateChain(alias));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private ScriptedProvider provider(String name) {
        return Objects.requireNonNull(providers.get(name));
    }

    private HttpResponse<String> ask(String model, boolean stream) throws Exception {
        return service.post(
                "/v1/chat/completions",
                service.key(),
                Dialects.CHAT.question(model, stream, "Be brief.", "Je suis claire.martin@example.fr"));
    }

    @Test
    void aProviderWithTheRightCertificateIsAsked() throws Exception {
        assertThat(Dialects.CHAT.read(false, ask("good/scripted", false).body()).text())
                .isEqualTo("Voilà.");
        assertThat(provider("good").received()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({
        "wrong, true", "wrong, false",
        "expired, true", "expired, false",
        "nobody, true", "nobody, false",
        "plain, true", "plain, false"
    })
    void whoIsNotTheProviderLearnsNothing(String name, boolean stream) throws Exception {
        long failures = service.service()
                .rempart()
                .models()
                .provider(name)
                .orElseThrow()
                .state()
                .failures();
        HttpResponse<String> response = ask(name + "/scripted", stream);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(Dialects.CHAT.read(false, response.body()).error()).isEqualTo("provider_unavailable");
        assertThat(response.body()).doesNotContainIgnoringCase("certificate", "ssl", "127.0.0.1");
        assertThat(provider(name).received()).isEmpty();
        assertThat(service.service()
                        .rempart()
                        .models()
                        .provider(name)
                        .orElseThrow()
                        .state()
                        .failures())
                .isGreaterThan(failures);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "expired", "nobody", "plain"})
    void theNextOfTheRouteAnswers(String name) throws Exception {
        HttpResponse<String> response = ask("then-" + name, false);
        assertThat(Dialects.CHAT.read(false, response.body()).text()).isEqualTo("L'autre.");
        assertThat(provider(name).received()).isEmpty();
    }
}
