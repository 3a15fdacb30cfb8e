package eu.rempart.core.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.upstream.ModelCatalogue.Route;
import eu.rempart.core.upstream.ModelCatalogue.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCatalogueTest {

    private final ManagedProvider openai = Providers.named("openai", ProviderKind.OPENAI, "gpt-4o-mini");
    private final ManagedProvider anthropic = Providers.named("anthropic", ProviderKind.ANTHROPIC, "claude-haiku-4-5");
    private final ManagedProvider mistral = Providers.named("mistral", ProviderKind.MISTRAL, "mistral-small-latest");
    private final ManagedProvider gemini = Providers.named("gemini", ProviderKind.GEMINI, "gemini-2.5-flash");
    private final ManagedProvider own = Providers.named(
            "own", ProviderKind.COMPATIBLE, "qwen3:8b", "qwen3:8b", "meta-llama/Llama-3.1-8B@q4", "gpt-oss:20b");
    private final ManagedProvider strict =
            Providers.named("strict", ProviderKind.OPENAI, "gpt-4o", "gpt-4o", "text-embedding-3-small");
    private final ManagedProvider azure = Providers.named("azure", ProviderKind.AZURE, "");

    private final Route fast = new Route(
            "fast",
            List.of(new Target(own, "qwen3:8b", 0), new Target(mistral, "mistral-small-latest", 0)),
            Set.of("eu"));
    private final ModelCatalogue catalogue = new ModelCatalogue(
            List.of(openai, anthropic, mistral, gemini, own, strict, azure),
            List.of(fast, new Route("cheap", List.of(new Target(openai, "gpt-4o-mini", 0)), Set.of())));

    private List<String> targets(String name) {
        return catalogue.find(name).stream()
                .flatMap(route -> route.targets().stream())
                .map(Target::name)
                .toList();
    }

    @Test
    void aRouteIsFoundWithAllThatItSays() {
        assertThat(catalogue.find("fast")).contains(fast);
        assertThat(targets("fast")).containsExactly("own/qwen3:8b", "mistral/mistral-small-latest");
    }

    @Test
    void anAliasIsARouteWithOneModel() {
        assertThat(targets("cheap")).containsExactly("openai/gpt-4o-mini");
    }

    @Test
    void aRouteGoesBeforeAModelOfTheSameName() {
        Route taken = new Route("openai/gpt-4o", List.of(new Target(own, "qwen3:8b", 0)), Set.of());
        Route bare = new Route("gpt-4o", List.of(new Target(mistral, "mistral-large-latest", 0)), Set.of());
        ModelCatalogue other = new ModelCatalogue(List.of(openai, own, mistral), List.of(taken, bare));
        assertThat(other.find("openai/gpt-4o")).contains(taken);
        assertThat(other.find("gpt-4o")).contains(bare);
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o, openai, gpt-4o",
        "openai/anything-at-all, openai, anything-at-all",
        "own/meta-llama/Llama-3.1-8B@q4, own, meta-llama/Llama-3.1-8B@q4",
        "azure/my-deployment, azure, my-deployment",
        "strict/text-embedding-3-small, strict, text-embedding-3-small",
        "openai/ft:gpt-4o:org::a1+b, openai, ft:gpt-4o:org::a1+b"
    })
    void aProviderAndItsModelAreFound(String name, String provider, String model) {
        Route route = catalogue.find(name).orElseThrow();
        assertThat(route.name()).isEqualTo(name);
        assertThat(route.residencies()).isEmpty();
        assertThat(route.targets()).hasSize(1);
        Target target = route.targets().getFirst();
        assertThat(target.provider().spec().id()).isEqualTo(provider);
        assertThat(target.model()).isEqualTo(model);
        assertThat(target.weight()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict/gpt-4o-mini", "own/gpt-4o", "own/QWEN3:8B", "strict/gpt-4o/x"})
    void aModelThatIsNotOnTheListIsNotThere(String name) {
        assertThat(catalogue.find(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3:8b, own/qwen3:8b",
        "gpt-oss:20b, own/gpt-oss:20b",
        "meta-llama/Llama-3.1-8B@q4, own/meta-llama/Llama-3.1-8B@q4",
        "text-embedding-3-small, strict/text-embedding-3-small",
        "gpt-4o, strict/gpt-4o"
    })
    void aBareNameIsThatOfTheProviderThatDeclaredIt(String name, String target) {
        assertThat(targets(name)).containsExactly(target);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4.1, openai",
        "chatgpt-4o-latest, openai",
        "o1, openai",
        "o3-mini, openai",
        "text-embedding-3-large, openai",
        "claude-opus-4-1-20250805, anthropic",
        "mistral-large-latest, mistral",
        "ministral-8b-latest, mistral",
        "magistral-medium-latest, mistral",
        "codestral-latest, mistral",
        "devstral-small-latest, mistral",
        "pixtral-12b, mistral",
        "open-mistral-nemo, mistral",
        "open-mixtral-8x22b, mistral",
        "gemini-2.5-pro, gemini",
        "gemma-3-27b-it, gemini"
    })
    void aBareNameThatNobodyDeclaredIsThatOfWhoMakesIt(String name, String provider) {
        assertThat(targets(name)).containsExactly(provider + "/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", "o", "o10", "o1x", "claude", "llama3", "my-gpt-4o", "GPT-4o", "geminix-1", "fast2"})
    void aBareNameThatNobodyMakesIsNotThere(String name) {
        assertThat(catalogue.find(name)).isEmpty();
    }

    @Test
    void aBareNameGoesToTheFirstDeclaredProviderThatServesIt() {
        ManagedProvider second = Providers.named("second", ProviderKind.OPENAI, "gpt-4o-mini");
        assertThat(first(List.of(openai, second), "gpt-4.1")).isEqualTo("openai");
        assertThat(first(List.of(second, openai), "gpt-4.1")).isEqualTo("second");
        assertThat(first(List.of(second, openai), "gpt-4o-mini")).isEqualTo("second");
        assertThat(first(List.of(strict, openai), "gpt-4.1"))
                .as("a list of models is the whole list")
                .isEqualTo("openai");
    }

    private static String first(List<ManagedProvider> providers, String name) {
        Route route = new ModelCatalogue(providers, List.of()).find(name).orElseThrow();
        return route.targets().getFirst().provider().spec().id();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "gpt 4",
                " gpt-4o",
                "gpt-4o ",
                "gpt-4o\n",
                "gpt-4o\u0000",
                "/gpt-4o",
                "-gpt",
                "../gpt-4o",
                "openai/",
                "gpt-4o?x=1",
                "gpt-4o#x",
                "gpt-4o%2e",
                "gpt-4ö",
                "openai\\gpt-4o",
                "gpt-4o;x",
                "gpt-4o\"",
                "{model}",
                "openai/gpt 4",
                "unknown/llama3"
            })
    void anOddNameIsNotThere(String name) {
        assertThat(catalogue.find(name)).isEmpty();
    }

    @Test
    void aNameHas128CharactersAtMost() {
        String longest = "gpt-" + "4".repeat(124);
        assertThat(targets(longest)).containsExactly("openai/" + longest);
        assertThat(catalogue.find(longest + "4")).isEmpty();
    }

    /// The list of models is what may be asked for; a standard model that is not on it may not.
    @Test
    void theListOfModelsHoldsForTheStandardModelToo() {
        ManagedProvider odd = Providers.named("odd", ProviderKind.COMPATIBLE, "secret-model", "public-model");
        ModelCatalogue other = new ModelCatalogue(List.of(odd), List.of());
        assertThat(other.find("public-model")).isPresent();
        assertThat(other.find("odd/secret-model")).isEmpty();
        assertThat(other.find("secret-model")).isEmpty();
    }

    @Test
    void theNamesAreThoseOfRoutesAndThenThoseOfModels() {
        assertThat(catalogue.names())
                .startsWith("fast", "cheap", "openai/gpt-4o-mini", "anthropic/claude-haiku-4-5")
                .containsSubsequence("own/qwen3:8b", "own/gpt-oss:20b", "own/meta-llama/Llama-3.1-8B@q4")
                .containsSubsequence("strict/gpt-4o", "strict/text-embedding-3-small")
                .doesNotHaveDuplicates();
    }

    @Test
    void everyNameThatIsListedIsFound() {
        assertThat(catalogue.names())
                .allSatisfy(name -> assertThat(catalogue.find(name)).as(name).isPresent());
    }

    @Test
    void providersAreFoundByTheirNames() {
        assertThat(catalogue.provider("own")).containsSame(own);
        assertThat(catalogue.provider("nobody")).isEmpty();
        assertThat(catalogue.providers()).startsWith(openai, anthropic).hasSize(7);
    }

    @Test
    void withoutWeightsTheOrderStaysAndNothingIsDrawn() {
        assertThat(fast.inOrder(ModelCatalogueTest::notDrawn)).isEqualTo(fast.targets());
        Route single = new Route("s", List.of(new Target(openai, "a", 5)), Set.of());
        assertThat(single.inOrder(ModelCatalogueTest::notDrawn)).isEqualTo(single.targets());
    }

    @Test
    void whoeverIsDrawnComesFirstAndTheOthersAsTheyStand() {
        Route route = weighted(1, 2, 1);
        assertThat(models(route, 0.0)).containsExactly("m0", "m1", "m2");
        assertThat(models(route, 0.2499)).containsExactly("m0", "m1", "m2");
        assertThat(models(route, 0.25)).containsExactly("m1", "m0", "m2");
        assertThat(models(route, 0.7499)).containsExactly("m1", "m0", "m2");
        assertThat(models(route, 0.75)).containsExactly("m2", "m0", "m1");
        assertThat(models(route, Math.nextDown(1.0))).containsExactly("m2", "m0", "m1");
        assertThat(route.targets()).extracting(Target::model).containsExactly("m0", "m1", "m2");
    }

    @Test
    void whoHasNoWeightIsNeverDrawn() {
        Route route = weighted(0, 3, 0, 1);
        assertThat(models(route, 0.0)).containsExactly("m1", "m0", "m2", "m3");
        assertThat(models(route, 0.75)).containsExactly("m3", "m0", "m1", "m2");
        assertThat(models(weighted(1, 0), Math.nextDown(1.0))).containsExactly("m0", "m1");
    }

    @Test
    void everybodyComesFirstAsOftenAsTheirWeightSays() {
        Route route = weighted(70, 20, 0, 10);
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            firsts.merge(models(route, (i + 0.5) / 10_000).getFirst(), 1, Integer::sum);
        }
        assertThat(firsts).containsOnly(Map.entry("m0", 7_000), Map.entry("m1", 2_000), Map.entry("m3", 1_000));
    }

    private static double notDrawn() {
        throw new AssertionError("nothing to draw");
    }

    private Route weighted(int... weights) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            targets.add(new Target(openai, "m" + i, weights[i]));
        }
        return new Route("weighted", targets, Set.of());
    }

    private static List<String> models(Route route, double drawn) {
        return route.inOrder(() -> drawn).stream().map(Target::model).toList();
    }
}
