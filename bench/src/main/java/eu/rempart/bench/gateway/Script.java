package eu.rempart.bench.gateway;

import java.nio.charset.StandardCharsets;

/// What is said in the benchmark: the question that every gateway is sent, and the answers that the provider gives and
/// the load generator expects. All of it is the same in every round.
final class Script {
    /// The model that answers at once.
    static final String MODEL = "bench-model";
    /// The model whose streams stay open.
    static final String SLOW_MODEL = "bench-slow";
    /// The answer to a request that is not streamed.
    static final String ANSWER = "La mer est calme ce matin et le vent faiblira.";

    private static final String QUESTION =
            "Bonjour, je m'appelle Camille Durand et je cherche un poste de développeuse à Lyon. Vous pouvez me"
                    + " répondre à camille.durand@example.org. Pouvez-vous relire ma lettre de motivation et me dire si"
                    + " elle met bien en valeur mon expérience ? Je voudrais aussi savoir si le premier paragraphe"
                    + " est trop long.";

    private static final String[] WORDS = {"la ", "mer ", "est ", "calme ", "ce ", "matin ", "et ", "le "};

    private Script() {}

    /// The body of a request.
    static byte[] request(String model, boolean stream) {
        var body = "{\"model\":\"" + model + "\",\"stream\":" + stream
                + (stream ? ",\"stream_options\":{\"include_usage\":true}" : "")
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + QUESTION + "\"}]}";
        return bytes(body);
    }

    /// The body of the answer to a request that is not streamed.
    static byte[] completion() {
        return bytes("{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1790000000,\"model\":\""
                + MODEL + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + ANSWER
                + "\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":80,\"completion_tokens\":12,\"total_tokens\":92}}");
    }

    /// The piece of text in event `number` of a stream.
    static String piece(int number) {
        return WORDS[number % WORDS.length];
    }

    /// The whole text of a stream of so many events.
    static String streamed(int events) {
        var text = new StringBuilder();
        for (int number = 0; number < events; number++) {
            text.append(piece(number));
        }
        return text.toString();
    }

    /// Event `number` of a stream, as a chunk of HTTP/1.1.
    static byte[] event(int number) {
        return chunk("data: " + head() + "\"choices\":[{\"index\":0,\"delta\":{"
                + (number == 0 ? "\"role\":\"assistant\"," : "") + "\"content\":\"" + piece(number)
                + "\"},\"finish_reason\":null}]}\n\n");
    }

    /// The end of a stream, as chunks of HTTP/1.1: the reason, the usage, the mark, and the last chunk.
    static byte[] end(int events) {
        var reason = "data: " + head() + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
        var usage = "data: " + head() + "\"choices\":[],\"usage\":{\"prompt_tokens\":80,\"completion_tokens\":" + events
                + ",\"total_tokens\":" + (80 + events) + "}}\n\n";
        var all = reason + usage + "data: [DONE]\n\n";
        return bytes(Integer.toHexString(bytes(all).length) + "\r\n" + all + "\r\n0\r\n\r\n");
    }

    /// The text as UTF-8.
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String head() {
        return "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,\"model\":\""
                + MODEL + "\",";
    }

    private static byte[] chunk(String text) {
        return bytes(Integer.toHexString(bytes(text).length) + "\r\n" + text + "\r\n");
    }
}
