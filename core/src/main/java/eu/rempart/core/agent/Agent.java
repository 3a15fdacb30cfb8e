package eu.rempart.core.agent;

import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Role;

/// One assistant that people talk to.
///
/// @param id stable and lower-case: `elea`
/// @param name as people read it: `Elea`
/// @param maxMessageChars for messages from a page, in Unicode code points
/// @param maxOutputTokens for one answer
/// @param prompt what the agent is told about itself, without the rules that all agents share
public record Agent(
        String id, String name, Audience audience, int maxMessageChars, int maxOutputTokens, String prompt) {

    /// Who may talk to an agent.
    public enum Audience {
        EVERYONE,
        SIGNED_IN,
        ADMIN
    }

    public boolean admits(Caller caller) {
        return switch (audience) {
            case EVERYONE -> true;
            case SIGNED_IN -> caller.account().isPresent();
            case ADMIN ->
                caller.account().filter(user -> user.role() == Role.ADMIN).isPresent();
        };
    }
}
