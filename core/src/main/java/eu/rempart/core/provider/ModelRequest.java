package eu.rempart.core.provider;

import java.util.List;

/// What a model is asked, in no provider's own format. Everything in it has been masked.
///
/// @param system the system prompt, never empty
/// @param messages the conversation, oldest first, ending with a message of the user
/// @param maxOutputTokens the output limit, at least 1
/// @param stop sequences that end the answer, at most 4
public record ModelRequest(String system, List<Message> messages, int maxOutputTokens, List<String> stop) {

    public ModelRequest {
        messages = List.copyOf(messages);
        stop = List.copyOf(stop);
        if (messages.isEmpty() || messages.getLast().role() != Role.USER) {
            throw new IllegalArgumentException("a request ends with a message of the user");
        }
        if (maxOutputTokens < 1) {
            throw new IllegalArgumentException("maxOutputTokens must be at least 1");
        }
    }

    /// One turn of the conversation.
    public record Message(Role role, String text) {

        /// Shows no content: a request may be printed by accident.
        @Override
        public String toString() {
            return "Message[role=" + role + ", chars=" + text.length() + "]";
        }
    }

    /// Who spoke.
    public enum Role {
        USER,
        ASSISTANT
    }

    /// The last message of the user.
    public String question() {
        return messages.getLast().text();
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "ModelRequest[messages=" + messages.size() + ", maxOutputTokens=" + maxOutputTokens + "]";
    }
}
