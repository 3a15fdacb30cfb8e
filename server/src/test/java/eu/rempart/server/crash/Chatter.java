package eu.rempart.server.crash;

import eu.rempart.server.crash.KillTest.Told;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A visitor who asks one question after the other, a few in each conversation, and keeps every word that the service
/// says it has stored. For one thread at a time.
final class Chatter {

    private static final int TURNS_IN_A_CONVERSATION = 6;

    private final String cookie;
    private final Consumer<Told> told;
    private final Runnable event;
    private @Nullable String conversation;
    private int turns;

    /// @param cookie who it is
    /// @param told is given what the service has acknowledged
    /// @param event runs at each event that arrives
    Chatter(String cookie, Consumer<Told> told, Runnable event) {
        this.cookie = cookie;
        this.told = told;
        this.event = event;
    }

    /// Asks until the connection breaks.
    ///
    /// @throws AssertionError if the service refuses
    void chat(Client client) throws InterruptedException {
        try {
            while (true) {
                ask(client.withCookie(cookie));
            }
        } catch (IOException e) {
            // The service is dead: what it had said by then is what counts.
            return;
        }
    }

    private void ask(Client client) throws IOException, InterruptedException {
        if (turns % TURNS_IN_A_CONVERSATION == 0) {
            conversation = null;
        }
        turns++;
        String question = "Voici le sujet " + turns + ", que faut-il en penser ?";
        Map<String, String> body = new HashMap<>(Map.of("message", question));
        if (conversation != null) {
            body.put("conversationId", conversation);
        }
        Turn turn = new Turn(question);
        int status = client.chat(body, turn::see);
        if (status != 200) {
            throw new AssertionError("the service refuses with " + status);
        }
        if (!turn.done) {
            throw new IOException("the stream ended without `done`");
        }
    }

    private final class Turn {
        private final String question;
        private final StringBuilder answer = new StringBuilder();
        private String requestId = "";
        private boolean done;

        Turn(String question) {
            this.question = question;
        }

        void see(String name, JsonNode data) {
            switch (name) {
                case "meta" -> {
                    String id = data.path("conversationId").asString();
                    conversation = id;
                    requestId = data.path("requestId").asString();
                    told.accept(new Told(cookie, id, data.path("messageId").asString(), question, ""));
                }
                case "delta" -> answer.append(data.path("text").asString());
                case "done" -> {
                    done = true;
                    told.accept(new Told(
                            cookie,
                            conversation == null ? "" : conversation,
                            data.path("messageId").asString(),
                            answer.toString(),
                            requestId));
                }
                default -> throw new AssertionError(name + " " + data);
            }
            event.run();
        }
    }
}
