package eu.rempart.core.chat;

import eu.rempart.core.SubjectId;
import eu.rempart.core.agent.Agent;
import eu.rempart.core.agent.Agents;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.conversation.Transcript;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Consent;
import eu.rempart.core.identity.Consents;
import eu.rempart.core.pipeline.Admitted;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Refusal.Field;
import eu.rempart.core.pipeline.Step;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

/// Step 4: the body is well-formed, the agent is one that the caller may talk to, consent is in force, and the
/// conversation is the caller's own. What belongs to somebody else is as absent as what never was.
final class Validate implements Step<Admitted<AnswerSink>, Question> {

    /// How much of a conversation is looked at; older messages no longer count for the answer.
    private static final int HISTORY = 20;

    private final ChatRequestReader reader = new ChatRequestReader();
    private final Agents agents;
    private final Consents consents;
    private final Conversations conversations;
    private final String policyVersion;

    Validate(ChatParts parts) {
        this.agents = parts.agents();
        this.consents = parts.consents();
        this.conversations = parts.conversations();
        this.policyVersion = parts.policyVersion();
    }

    @Override
    public String name() {
        return "validate";
    }

    @Override
    public Decision<Question> decide(Admitted<AnswerSink> admitted) {
        byte[] body;
        try {
            body = admitted.request().body().read();
        } catch (InterruptedIOException e) {
            return Decision.refuse(Code.REQUEST_TIMEOUT);
        } catch (IOException e) {
            // The client left in the middle: what came is no JSON.
            return Decision.refuse(Code.INVALID_JSON);
        }
        if (body == null) {
            return Decision.refuse(Code.BODY_TOO_LARGE);
        }
        return switch (reader.read(body)) {
            case Decision.Refuse<ChatRequest>(var refusal) -> Decision.refuse(refusal);
            case Decision.Proceed<ChatRequest>(var asked) -> authorise(admitted, asked);
        };
    }

    private Decision<Question> authorise(Admitted<AnswerSink> admitted, ChatRequest asked) {
        Caller caller = admitted.caller();
        Optional<Agent> named = asked.agent().map(agents::find).orElse(Optional.of(agents.standard()));
        if (named.isEmpty()) {
            return Decision.refuse(Refusal.invalid(List.of(new Field("agent", "unknown_agent"))));
        }
        Agent agent = named.get();
        if (asked.fromPage()
                && asked.message().codePointCount(0, asked.message().length()) > agent.maxMessageChars()) {
            return Decision.refuse(Refusal.tooLong(agent.maxMessageChars()));
        }
        if (!agent.admits(caller)) {
            return Decision.refuse(caller.account().isEmpty() ? Code.AUTHENTICATION_REQUIRED : Code.AGENT_FORBIDDEN);
        }
        SubjectId subject = caller.subject().orElse(null);
        if (subject == null || !consented(subject)) {
            return Decision.refuse(Code.CONSENT_REQUIRED);
        }
        if (asked.conversationId().isEmpty()) {
            return Decision.proceed(question(admitted, asked, agent, subject, Optional.empty()));
        }
        Optional<Transcript> conversation =
                conversations.transcript(asked.conversationId().get(), subject, HISTORY);
        if (conversation.isEmpty()) {
            return Decision.refuse(Code.NOT_FOUND);
        }
        return Decision.proceed(question(admitted, asked, agent, subject, conversation));
    }

    private boolean consented(SubjectId subject) {
        return consents.inForce(subject, Consents.ASSISTANT, policyVersion)
                .filter(Consent::granted)
                .isPresent();
    }

    private static Question question(
            Admitted<AnswerSink> admitted,
            ChatRequest asked,
            Agent agent,
            SubjectId subject,
            Optional<Transcript> conversation) {
        return new Question(
                admitted.request(),
                admitted.caller(),
                subject,
                admitted.standing(),
                asked,
                agent,
                asked.message(),
                false,
                conversation);
    }
}
