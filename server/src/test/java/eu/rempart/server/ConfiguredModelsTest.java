package eu.rempart.server;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.RempartConfig;
import eu.rempart.server.config.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredModelsTest {

    @TempDir
    private Path folder;

    @Test
    void whatCanBeAskedForIsKnownWithoutAService() throws Exception {
        Files.writeString(folder.resolve("rempart.yaml"), """
                gateway:
                  aliases:
                    fast: {model: local}
                """);
        RempartConfig config = ((ConfigResult.Loaded)
                        ConfigLoader.load(Sources.of(folder, Map.of("OPENAI_API_KEY", "sk-1"))))
                .config();
        ModelCatalogue models = ConfiguredModels.of(config);
        assertThat(models.find("elea-default")).isPresent();
        assertThat(models.find("fast")).isPresent();
        assertThat(models.find("openai/gpt-4o")).isPresent();
        assertThat(models.find("nosuch")).isEmpty();
        assertThat(models.find("mistral/anything")).isEmpty();
    }
}
