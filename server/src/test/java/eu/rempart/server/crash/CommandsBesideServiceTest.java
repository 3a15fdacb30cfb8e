package eu.rempart.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The life of one data directory, in processes as an operator starts them.
class CommandsBesideServiceTest {

    @Test
    void aSecondStartPrintsNoPasswordAndCommandsWorkBesideTheRunningService(@TempDir Path folder) throws Exception {
        Program program = new Program(folder, Map.of());
        List<String> first;
        try (Program.Running service = program.serve()) {
            first = service.stop();
        }
        String password = first.getLast().strip();
        assertThat(first).anyMatch(line -> line.contains("sign in as \"admin\""));
        assertThat(password).hasSizeGreaterThanOrEqualTo(12).doesNotContain(" ");

        try (Program.Running service = program.serve();
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            assertThat(succeed(program, "user", "create", "--name", "robot", "--role", "user", "--tier", "basic"))
                    .isNotEmpty();
            String key = succeed(program, "token", "create", "--user", "robot").getLast();
            assertThat(key).startsWith("rp_");

            Client robot = Client.anonymous(http, service.port()).withKey(key);
            List<String> events = new ArrayList<>();
            Map<String, String> question = Map.of("message", "Comment modifier mon profil ?");
            assertThat(robot.chat(question, (event, _) -> events.add(event)))
                    .as("no answer before the notice is accepted")
                    .isEqualTo(403);
            assertThat(robot.consent().statusCode()).isEqualTo(200);
            assertThat(robot.chat(question, (event, _) -> events.add(event))).isEqualTo(200);
            assertThat(events).startsWith("meta").contains("delta").endsWith("done");
            assertThat(succeed(program, "audit", "verify")).anyMatch(line -> line.contains("intact"));

            List<String> second = service.stop();
            assertThat(second).anyMatch(line -> line.contains("http://localhost:"));
            assertThat(String.join("\n", second)).doesNotContain("password").doesNotContain(password);
        }
    }

    private static List<String> succeed(Program program, String... arguments) throws Exception {
        Program.Output output = program.run(arguments);
        assertThat(output.exitCode()).as("%s: %s", List.of(arguments), output).isZero();
        return output.out();
    }
}
