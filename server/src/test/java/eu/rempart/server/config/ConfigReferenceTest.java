package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReferenceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String REGENERATE =
            "mvn -pl server -am test -Dtest=ConfigReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Drempart.regenerate=true";

    @Test
    void theReferencePageIsWhatTheTypesSay() throws IOException {
        same(ROOT.resolve("docs/reference/configuration.md"), ConfigReference.markdown());
    }

    @Test
    void theExampleFileIsWhatTheTypesSay() throws IOException {
        same(ROOT.resolve("rempart.example.yaml"), ConfigReference.example());
    }

    @Test
    void theExampleFileIsValidAsItIs(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("rempart.yaml"), ConfigReference.example());
        assertThat(ConfigLoader.load(Sources.of(directory, Map.of()))).isInstanceOf(ConfigResult.Loaded.class);
    }

    @Test
    void everyKeyOfTheExampleFileIsRightWhenItIsUncommented(@TempDir Path directory) throws IOException {
        Files.createDirectory(directory.resolve("knowledge"));
        Files.write(directory.resolve("prices.yaml"), PriceLists.builtIn());
        String uncommented = ConfigReference.example()
                .lines()
                .dropWhile(line -> !line.isEmpty())
                .map(line -> line.isEmpty() ? line : line.substring(1))
                // Of two ways to give a key one is to be kept.
                .filter(line -> !line.contains("api-key-file:") && !line.contains("secondary-api-key:"))
                .map(line -> line.replace("api-key: …", "api-key: ${KEY}"))
                .map(line -> line.replace("0".repeat(64), PriceLists.sha256(PriceLists.builtIn())))
                .collect(Collectors.joining("\n"));
        String keyed = uncommented
                .replaceFirst("\\$\\{KEY}", "sk-0123456789")
                .replaceFirst("\\$\\{KEY}", "sk-ant-0123456789")
                .replaceFirst("\\$\\{KEY}", "01234567890123456789")
                .replaceFirst("\\$\\{KEY}", "sk-0123456789");
        Files.writeString(directory.resolve("rempart.yaml"), keyed);
        assertThat(ConfigLoader.load(Sources.of(directory, Map.of()))).isInstanceOf(ConfigResult.Loaded.class);
    }

    @Test
    void theExampleOfVariablesIsValidAsItIs(@TempDir Path directory) throws IOException {
        Files.copy(ROOT.resolve(".env.example"), directory.resolve(".env"));
        assertThat(ConfigLoader.load(Sources.of(directory, Map.of()))).isInstanceOf(ConfigResult.Loaded.class);
    }

    private static void same(Path file, String generated) throws IOException {
        if (Boolean.getBoolean("rempart.regenerate")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        String committed = Files.exists(file) ? Files.readString(file) : "";
        assertThat(committed)
                .as("%s is generated; to write it anew: %s", ROOT.relativize(file), REGENERATE)
                .isEqualTo(generated);
    }
}
