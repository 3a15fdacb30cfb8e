package eu.rempart.guard.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs each fuzz target for some seconds, from the corpus in `guard/corpus`. The long campaign:
/// `mvn -pl guard test -Dtest=FuzzTest -Drempart.fuzz.seconds=600`.
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("rempart.fuzz.seconds", 2);

    @ParameterizedTest
    @ValueSource(classes = {NormaliserFuzz.class, ScannerFuzz.class, MaskerFuzz.class, RestorerFuzz.class})
    void nothingBreaksIt(Class<?> target) throws IOException, InterruptedException {
        Path found = Files.createDirectories(Path.of("target", "fuzz", target.getSimpleName()));
        Path kept = Path.of("corpus", target.getSimpleName());
        Path log = found.resolve("log.txt");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=eu.rempart.guard.**",
                        "--reproducer_path=" + found,
                        "-artifact_prefix=" + found + "/",
                        "-max_total_time=" + SECONDS,
                        "-max_len=4096",
                        "-timeout=20",
                        "-print_final_stats=1",
                        Files.createDirectories(found.resolve("queue")).toString(),
                        kept.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS + 120L, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("the fuzzer ends: %s", log).isTrue();
        assertThat(process.exitValue()).as(() -> tail(log)).isZero();
        assertThat(Files.readString(log)).contains("stat::number_of_executed_units");
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }
}
