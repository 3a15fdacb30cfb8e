package eu.rempart.server.cli;

import eu.rempart.server.Service;
import eu.rempart.server.config.ConfigLoader;
import eu.rempart.server.config.ConfigResult;
import eu.rempart.server.config.Sources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Starts the service on a directory of its own, asks it one question as a visitor, and stops. The build runs this once
/// and keeps the classes that it needed in the JVM's AOT cache (JEP 514), so that the next start need not load them.
@Command(name = "rehearse", description = "Start, answer one question, stop.", hidden = true)
final class RehearseCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("rempart-rehearsal");
        try {
            Sources sources = Sources.of(directory, Map.of())
                    .withOption("server.port", "--port", "0")
                    .withOption("server.host", "--host", "127.0.0.1")
                    .withOption("ops.port", "--ops-port", "0")
                    .withOption(
                            "data-directory",
                            "--data",
                            directory.resolve("data").toString());
            return switch (ConfigLoader.load(sources)) {
                case ConfigResult.Rejected(var errors) -> 1;
                case ConfigResult.Loaded(var config) -> {
                    try (Service service = Service.start(config, Clock.systemUTC())) {
                        yield ask("http://127.0.0.1:" + service.port());
                    }
                }
            };
        } finally {
            delete(directory);
        }
    }

    private static int ask(String base) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            client.send(get(base + "/"), BodyHandlers.discarding());
            client.send(get(base + "/api/me"), BodyHandlers.discarding());
            HttpResponse<Void> consent = client.send(
                    post(base + "/api/me/consents", "{\"purpose\":\"assistant\",\"granted\":true}", ""),
                    BodyHandlers.discarding());
            String cookie =
                    consent.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
            HttpResponse<String> answer = client.send(
                    post(base + "/api/chat", "{\"message\":\"Comment modifier mon profil ?\"}", cookie),
                    BodyHandlers.ofString());
            return answer.body().contains("event: done") ? 0 : 1;
        }
    }

    private static HttpRequest get(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE).build();
    }

    private static HttpRequest post(String uri, String body, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return (cookie.isEmpty() ? request : request.header("Cookie", cookie)).build();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
