package eu.rempart.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eu.rempart.server.gateway.Programs.Run;
import eu.rempart.testkit.provider.Received;
import eu.rempart.testkit.provider.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole programs of the SDK guides, as they are written there, against the service: the official SDKs ask, stream,
/// use a tool and meet an error, over providers of every format.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SdkGuidesTest {

    private static final Path GUIDES = Path.of("..", "docs", "guides");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern CLASS = Pattern.compile("class (\\w+)");
    private static final Pattern MAIL = Pattern.compile("[\\w.]+@example\\.\\w+");

    @TempDir
    private Path folder = Path.of(".");

    private GatewayService service;

    @BeforeAll
    void start() throws Exception {
        service = GatewayService.start(GatewayMatrixTest.PROVIDERS);
        service.provider().always(Script.of(SdkGuidesTest::assistant));
        Programs.install();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /// Says again what it is told, in pieces; calls the tool where it has one; repeats what the tool gave.
    static Script assistant(Received request) {
        boolean told = request.body().contains("18 degrees");
        boolean tool = request.body().contains("get_weather");
        if (tool && !told) {
            return Script.answer()
                    .toolCall("call_weather1", "get_weather", "{\"ci", "ty\":\"Par", "is\"}")
                    .usage(20, 10)
                    .finish("stop");
        }
        String text = told ? "It is 18 degrees." : "You said: " + request.lastMessage();
        Script script = Script.answer();
        for (int i = 0; i < text.length(); i += 7) {
            script = script.text(text.substring(i, Math.min(text.length(), i + 7)));
        }
        return script.usage(20, 10).finish("stop");
    }

    @ParameterizedTest(name = "over {0}")
    @ValueSource(
            strings = {
                "elea-default",
                "oa/scripted",
                "az/scripted",
                "co/scripted",
                "mi/scripted",
                "ol/scripted",
                "ge/scripted"
            })
    void theProgramsForNodeWork(String model) throws Exception {
        Run run = Programs.node(environment(model), "run.mjs");
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output().lines().filter(line -> line.startsWith("ok ")))
                .as(run.output())
                .hasSize(4);
        nothingPersonalLeft();
    }

    static Stream<Arguments> javaPrograms() {
        return Stream.of("sdk-openai-java.md", "sdk-anthropic-java.md").flatMap(guide -> Stream.of(
                        "elea-default",
                        "oa/scripted",
                        "az/scripted",
                        "co/scripted",
                        "mi/scripted",
                        "ol/scripted",
                        "ge/scripted")
                .map(model -> Arguments.of(guide, model)));
    }

    /// Who tries a program before there is a provider sees it through.
    @Test
    void theProgramsForNodeGoOnWhereNoToolIsCalled() throws Exception {
        Run run = Programs.node(environment("local/knowledge"), "run.mjs");
        assertThat(run.exit()).as(run.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sdk-openai-java.md", "sdk-anthropic-java.md"})
    void theProgramsForJavaGoOnWhereNoToolIsCalled(String guide) throws Exception {
        Run run = runJava(guide, "local/knowledge");
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).contains("no tool was called", "error: 404 NotFoundException");
    }

    private Run runJava(String guide, String model) throws Exception {
        String source = block(guide);
        Matcher name = CLASS.matcher(source);
        assertThat(name.find()).isTrue();
        Path file = Files.writeString(folder.resolve(name.group(1) + ".java"), source);
        String path = System.getProperty("java.class.path");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", path, "-d", folder.toString(), file.toString());
        assertThat(compiled).as("the program of " + guide + " compiles").isZero();
        return Programs.run(
                folder,
                environment(model),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + ":" + path,
                name.group(1));
    }

    @ParameterizedTest(name = "{0} over {1}")
    @MethodSource("javaPrograms")
    void theProgramsForJavaWork(String guide, String model) throws Exception {
        Run run = runJava(guide, model);
        assertThat(run.exit()).as(run.output()).isZero();
        List<String> lines = run.output().lines().toList();
        assertThat(line(lines, "answer: ")).as(run.output()).containsPattern(MAIL);
        assertThat(lines.stream().filter(line -> line.startsWith("chunk: ")))
                .as(run.output())
                .hasSizeGreaterThan(1);
        assertThat(line(lines, "streamed: ")).isNotBlank();
        assertThat(line(lines, "tool: ")).isEqualTo("Paris");
        assertThat(line(lines, "final: ")).contains("18 degrees");
        assertThat(line(lines, "error: ")).startsWith("404 NotFoundException");
        nothingPersonalLeft();
    }

    private void nothingPersonalLeft() {
        assertThat(service.provider().received()).isNotEmpty().allSatisfy(request -> assertThat(request.body())
                .doesNotContainPattern(MAIL));
    }

    private static String line(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElse("");
    }

    private static String block(String guide) throws IOException {
        Matcher block = JAVA.matcher(Files.readString(GUIDES.resolve(guide)));
        assertThat(block.results()).as("one program in " + guide).hasSize(1);
        block.reset();
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private Map<String, String> environment(String model) {
        return Map.of("REMPART_URL", service.url(), "REMPART_API_KEY", service.key(), "REMPART_MODEL", model);
    }
}
