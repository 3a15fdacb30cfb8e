package eu.rempart.core.agent;

import eu.rempart.core.agent.Agent.Audience;
import eu.rempart.core.identity.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The agents of this deployment. Immutable.
public final class Agents {

    /// The agent that answers when a request names none.
    public static final String DEFAULT = "elea";

    private final Map<String, Agent> byId = new LinkedHashMap<>();

    /// Limits of one agent, as configured.
    public record AgentLimits(int maxMessageChars, int maxOutputTokens) {}

    /// @param limits for each of `elea`, `recruiter`, `career`, `admin`
    public Agents(Map<String, AgentLimits> limits) {
        add("elea", "Elea", Audience.EVERYONE, limits);
        add("recruiter", "Recruiter Bot", Audience.SIGNED_IN, limits);
        add("career", "Career Advisor", Audience.SIGNED_IN, limits);
        add("admin", "Admin Bot", Audience.ADMIN, limits);
    }

    public Optional<Agent> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Agent standard() {
        return find(DEFAULT).orElseThrow();
    }

    /// Those that this caller may talk to, in a fixed order.
    public List<Agent> admitting(Caller caller) {
        return byId.values().stream().filter(agent -> agent.admits(caller)).toList();
    }

    private void add(String id, String name, Audience audience, Map<String, AgentLimits> limits) {
        AgentLimits own = limits.get(id);
        if (own == null) {
            throw new IllegalArgumentException("no limits for agent " + id);
        }
        byId.put(id, new Agent(id, name, audience, own.maxMessageChars(), own.maxOutputTokens(), resource(id)));
    }

    static String resource(String name) {
        try (InputStream in = Agents.class.getResourceAsStream(name + ".md")) {
            if (in == null) {
                throw new IllegalStateException("the prompt " + name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
