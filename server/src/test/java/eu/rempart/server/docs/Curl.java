package eu.rempart.server.docs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Stands in for curl on a machine that has none, with the options that the guides use: `-sS`, `-sSN`, `-H`, `-d`, `-b`
/// and `-c` (one cookie, in a format of its own).
final class Curl {

    private Curl() {}

    public static void main(String[] arguments) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        Optional<Path> keepCookie = Optional.empty();
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "-sS", "-sSN" -> {}
                case "-H" -> {
                    String[] header = rest.next().split(": ", 2);
                    request.header(header[0], header[1]);
                }
                case "-d" -> request.POST(HttpRequest.BodyPublishers.ofString(rest.next()));
                case "-b" -> request.header("Cookie", Files.readString(Path.of(rest.next())));
                case "-c" -> keepCookie = Optional.of(Path.of(rest.next()));
                default -> request.uri(URI.create(argument));
            }
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (keepCookie.isPresent()) {
                Files.writeString(
                        keepCookie.get(),
                        response.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0]);
            }
            System.out.write(response.body());
            System.out.flush();
        }
    }
}
