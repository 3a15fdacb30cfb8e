package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.ProviderCheck;
import eu.rempart.server.config.ConfigError;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.RempartConfig;
import eu.rempart.server.config.Sources;
import eu.rempart.testkit.provider.Script;
import eu.rempart.testkit.provider.ScriptedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `providers check` says, and which declarations are refused before anything starts.
class ProviderCheckTest {

    @TempDir
    private Path folder = Path.of(".");

    private ConfigResult load(String yaml) throws IOException {
        Files.writeString(folder.resolve("rempart.yaml"), yaml);
        return ConfigLoader.load(Sources.of(folder, Map.of()));
    }

    private RempartConfig loaded(String yaml) throws IOException {
        return switch (load(yaml)) {
            case ConfigResult.Loaded(var config) -> config;
            case ConfigResult.Rejected(var errors) -> throw new AssertionError(errors.toString());
        };
    }

    @Test
    void everyProviderIsAskedForOneWordWithEachOfItsKeys() throws Exception {
        Files.writeString(folder.resolve("one.key"), "first-key");
        Files.writeString(folder.resolve("two.key"), "second-key");
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.always(Script.of(request -> switch (request.header("Authorization")) {
                case "Bearer dead-key" -> Script.answer().status(401, "dead");
                case "Bearer first-key" -> Script.answer().status(401, "dead");
                default -> Script.say("Yes.");
            }));
            String yaml = """
                    gateway:
                      retries: 0
                      providers:
                        alive: {kind: anthropic, base-url: "URL", api-key: good-key, model: m}
                        dead: {kind: openai, base-url: "URL/v1", api-key: dead-key, model: m}
                        gone: {kind: compatible, base-url: "http://127.0.0.1:1/v1", model: m}
                        nameless: {kind: ollama, base-url: "URL"}
                        two: {kind: openai, base-url: "URL/v1", api-key-file: one.key, secondary-api-key-file: two.key, model: m}
                        unready: {kind: openai, base-url: "URL/v1", api-key-file: two.key, secondary-api-key-file: one.key, model: m}
                        well: {kind: openai, base-url: "URL/v1", api-key: one-key, secondary-api-key: other-key, model: m}
                    """.replace("URL", provider.baseUrl());
            List<ProviderCheck.Outcome> outcomes = ProviderCheck.run(loaded(yaml));
            assertThat(outcomes)
                    .extracting(outcome -> outcome.provider() + " " + outcome.ok())
                    .containsExactly(
                            "alive true",
                            "dead false",
                            "gone false",
                            "nameless false",
                            "two false",
                            "unready false",
                            "well true");
            assertThat(outcomes.get(1).detail()).contains("key");
            assertThat(outcomes.get(4).detail()).isEqualTo("first key: refuses the key; second key: answers as m");
            assertThat(outcomes.get(5).detail()).isEqualTo("first key: answers as m; second key: refuses the key");
            assertThat(outcomes.get(6).detail()).isEqualTo("first key: answers as m; second key: answers as m");
            assertThat(outcomes.toString()).doesNotContain("good-key", "dead-key", "first-key");
        }
    }

    @Test
    void aProviderThatSendsUsElsewhereIsNotFollowed() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.always(Script.answer().status(308, Map.of("Location", provider.baseUrl() + "/v2"), ""));
            String yaml = """
                    gateway:
                      retries: 2
                      providers:
                        moved: {kind: compatible, base-url: "URL/v1", model: m}
                    """.replace("URL", provider.baseUrl());
            ProviderCheck.Outcome outcome = ProviderCheck.run(loaded(yaml)).getFirst();
            assertThat(outcome.ok()).isFalse();
            assertThat(outcome.detail()).contains("another address", "base-url");
            assertThat(provider.received()).hasSize(1);
        }
    }

    /// A public name may not lead to a private address: here one that is resolved on this machine alone.
    @Test
    void aNameThatLeadsInsideIsNotCalled() throws Exception {
        try (ScriptedProvider provider = ScriptedProvider.start()) {
            provider.always(Script.say("Yes."));
            String port = provider.baseUrl().substring(provider.baseUrl().lastIndexOf(':'));
            String yaml = """
                    gateway:
                      retries: 0
                      providers:
                        inside: {kind: compatible, base-url: "http://ip6-localhostPORT/v1", model: m}
                    """.replace("PORT", port);
            assertThat(ProviderCheck.run(loaded(yaml)).getFirst().ok()).isFalse();
            assertThat(provider.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "providers: {azure-1: {kind: azure, api-key: k}} | base-url",
                "providers: {Upper: {kind: openai, api-key: k}} | Upper",
                "providers: {local: {kind: openai, api-key: k}} | local",
                "providers: {x: {kind: local}} | kind",
                "providers: {x: {kind: openai}} | api-key-file",
                "providers: {x: {kind: openai, api-key-file: no.such.file}} | api-key-file",
                "routes: {r: {models: []}} | models",
                "routes: {r: {models: [local/knowledge], weights: [1, 2]}} | weights",
                "routes: {r: {models: [nobody/m]}} | gateway.routes.r.models",
                "aliases: {a: {model: nobody/m}} | gateway.aliases.a.model",
                "'providers: {x: {kind: openai, api-key: sk-k, models: [one]}}, routes: {r: {models: [x/two]}}' | gateway.routes.r.models"
            })
    void aWrongDeclarationIsRefusedWithItsPlace(String declaration, String place) throws Exception {
        assertThat(load("gateway: {" + declaration + "}"))
                .isInstanceOfSatisfying(ConfigResult.Rejected.class, rejected -> assertThat(rejected.errors())
                        .extracting(ConfigError::key)
                        .anySatisfy(key -> assertThat(key).contains(place)));
    }
}
