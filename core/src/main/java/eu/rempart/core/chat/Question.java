package eu.rempart.core.chat;

import eu.rempart.core.SubjectId;
import eu.rempart.core.agent.Agent;
import eu.rempart.core.conversation.Message;
import eu.rempart.core.conversation.Transcript;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.pipeline.Received;
import java.util.List;
import java.util.Optional;

/// Proved by [Validate]: a well-formed message to an agent that the caller may talk to, in a conversation of the
/// caller's own or a new one, with consent. [Sanitize] then replaces the text.
///
/// @param conversation what was said before; empty if this message begins one
record Question(
        Received<AnswerSink> request,
        Caller caller,
        SubjectId subject,
        RateLimits.Standing standing,
        ChatRequest asked,
        Agent agent,
        String text,
        boolean sanitized,
        Optional<Transcript> conversation) {

    /// The conversation's last messages, oldest first.
    List<Message> history() {
        return conversation.map(Transcript::messages).orElse(List.of());
    }

    Question withText(String cleaned) {
        return new Question(
                request, caller, subject, standing, asked, agent, cleaned, !cleaned.equals(text), conversation);
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "Question[agent=" + agent.id() + ", chars=" + text.length() + "]";
    }
}
