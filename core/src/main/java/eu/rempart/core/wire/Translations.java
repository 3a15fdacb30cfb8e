package eu.rempart.core.wire;

import tools.jackson.databind.node.ObjectNode;

/// From any format that clients speak to any that providers speak, and back. Stateless.
public final class Translations {

    private Translations() {}

    /// A request in another format. The given tree may be used in the new one.
    ///
    /// @throws UntranslatableException if it asks for something that the other format cannot say
    public static ObjectNode request(Dialect from, Dialect to, ObjectNode request) {
        if (from == to) {
            return request;
        }
        ObjectNode chat =
                switch (from) {
                    case CHAT -> request;
                    case RESPONSES -> ResponsesRequests.toChat(request);
                    case MESSAGES -> MessagesRequests.toChat(request);
                    case OLLAMA, GEMINI -> throw new IllegalArgumentException("no client speaks " + from);
                };
        PlainTools.only(chat);
        switch (to) {
            case MESSAGES -> OnlyOpenAi.refuse(chat);
            case OLLAMA, GEMINI -> OnlyOpenAi.refuseButProbabilities(chat);
            case CHAT, RESPONSES -> {}
        }
        return switch (to) {
            case CHAT -> {
                if (from == Dialect.MESSAGES) {
                    MessagesRequests.leaveOutForOpenAi(chat);
                }
                yield chat;
            }
            case MESSAGES -> MessagesRequests.fromChat(chat);
            case OLLAMA -> OllamaFormat.fromChat(chat);
            case GEMINI -> GeminiFormat.fromChat(chat);
            case RESPONSES -> throw new IllegalArgumentException("nothing is translated to responses");
        };
    }

    /// How an answer of a provider becomes one for the client.
    ///
    /// @param from what the provider speaks
    /// @param to what the client speaks
    public static AnswerTranslation answer(Dialect from, Dialect to) {
        return answer(from, to, ToolWishes.NONE);
    }

    /// The same, where the client's wishes about tools were not all told to the provider.
    public static AnswerTranslation answer(Dialect from, Dialect to, ToolWishes wishes) {
        if (from == to) {
            return AnswerTranslation.IDENTITY;
        }
        AnswerTranslation chat = toChat(from).then(wishes.against(from).translation());
        return switch (to) {
            case CHAT -> chat;
            case MESSAGES -> chat.then(new MessageIds()).then(new ChatToMessages());
            case RESPONSES -> chat.then(new ChatToResponses());
            case OLLAMA, GEMINI -> throw new IllegalArgumentException("no client speaks " + to);
        };
    }

    /// How a chat completion of a server that knows [PlainTools] alone becomes what was asked for.
    public static AnswerTranslation answerOfPlainTools(ToolWishes wishes) {
        return wishes.against(Dialect.CHAT).translation();
    }

    private static AnswerTranslation toChat(Dialect from) {
        return switch (from) {
            case CHAT -> AnswerTranslation.IDENTITY;
            case MESSAGES -> new MessagesToChat();
            case OLLAMA -> new OllamaFormat();
            case GEMINI -> new GeminiFormat();
            case RESPONSES -> throw new IllegalArgumentException("responses are not translated");
        };
    }
}
