package eu.rempart.testkit.provider;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// Runs a provider for manual trials that echoes the last message, word by word:
/// `--port N --format openai|anthropic|ollama --delay-ms 30`. It speaks every format on one port; the
/// format only chooses which settings it prints.
public final class ScriptedProviderMain {

    private ScriptedProviderMain() {}

    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(option(args, "--port", "8085"));
        var delay = Duration.ofMillis(Long.parseLong(option(args, "--delay-ms", "30")));
        String format = option(args, "--format", "openai");
        try (var provider = ScriptedProvider.start(port)) {
            provider.always(Script.of(request -> echo(request, delay)));
            System.out.println(
                    switch (format) {
                        case "openai" -> "OPENAI_API_KEY=sk-scripted OPENAI_BASE_URL=" + provider.baseUrl() + "/v1";
                        case "anthropic" ->
                            "ANTHROPIC_API_KEY=sk-ant-scripted ANTHROPIC_BASE_URL=" + provider.baseUrl();
                        case "ollama" -> "OLLAMA_HOST=" + provider.baseUrl();
                        default -> throw new IllegalArgumentException("--format openai|anthropic|ollama");
                    });
            new CountDownLatch(1).await();
        }
    }

    private static Script echo(Received request, Duration delay) {
        Script script = Script.answer();
        String[] words = request.lastMessage().splitWithDelimiters("(?<= )", 0);
        for (String word : words) {
            script = word.isEmpty() ? script : script.text(word).pause(delay);
        }
        return script.usage(10, words.length).finish("stop");
    }

    private static String option(String[] args, String name, String otherwise) {
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        return otherwise;
    }
}
