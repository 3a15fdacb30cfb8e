package eu.rempart.server.http;

import eu.rempart.core.SubjectId;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.identity.Consent;
import eu.rempart.core.identity.Consents;
import eu.rempart.core.identity.Origin;
import eu.rempart.core.identity.Visitors;
import eu.rempart.core.limit.RateLimit;
import eu.rempart.core.limit.RateLimits.Claim;
import eu.rempart.core.limit.RateLimits.Verdict;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.provider.Provider;
import eu.rempart.server.Rempart;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who the caller is, what the notice says, and what the caller has decided about it.
@RestController
@RequestMapping("/api/me")
class MeController {

    /// Each visitor is stored for good: enough for a company behind one address, too few to fill a disk with.
    private static final RateLimit NEW_VISITORS = new RateLimit("visitors", 60, Duration.ofMinutes(1));

    private final Rempart rempart;
    private final StrictJson json;
    private final Cookies cookies;
    private final ClientAddress addresses;
    private final String policyVersion;

    MeController(HttpParts parts) {
        this.rempart = parts.rempart();
        this.json = parts.json();
        this.cookies = parts.cookies();
        this.addresses = parts.addresses();
        this.policyVersion = rempart.noticeVersion();
    }

    record Me(
            boolean authenticated,
            @Nullable UserView user,
            ConsentsView consents,
            Notice notice,
            List<AgentView> agents) {}

    record ConsentsView(@Nullable Decided assistant) {}

    record Decided(boolean granted, String policyVersion, Instant at) {}

    record Notice(String policyVersion, String operator, List<String> providers) {}

    record AgentView(String id, String name, int maxMessageChars) {}

    record ConsentBody(String purpose, Boolean granted) {}

    record ConsentView(String purpose, boolean granted, String policyVersion, Instant at) {}

    @GetMapping
    Me me() {
        Caller caller = CallerFilter.caller();
        return new Me(
                caller.account().isPresent(),
                caller.account().map(UserView::of).orElse(null),
                new ConsentsView(caller.subject()
                        .flatMap(subject -> rempart.consents().inForce(subject, Consents.ASSISTANT, policyVersion))
                        .map(consent -> new Decided(consent.granted(), consent.policyVersion(), consent.at()))
                        .orElse(null)),
                new Notice(
                        policyVersion,
                        rempart.config().assistant().operator(),
                        rempart.providers().providers().stream()
                                .filter(Provider::external)
                                .map(Provider::displayName)
                                .toList()),
                rempart.agents().admitting(caller).stream()
                        .map(agent -> new AgentView(agent.id(), agent.name(), agent.maxMessageChars()))
                        .toList());
    }

    @PostMapping("/consents")
    ConsentView decide(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ConsentBody body = json.read(request, ConsentBody.class);
        if (!body.purpose().equals(Consents.ASSISTANT)) {
            throw StrictJson.invalid("purpose", "unknown_purpose");
        }
        Origin origin = new Origin(RequestId.of(request), addresses.of(request));
        Optional<SubjectId> subject = CallerFilter.caller().subject();
        if (subject.isEmpty()) {
            if (!body.granted()) {
                // Nobody is known, and refusing is no reason to become known.
                return new ConsentView(
                        body.purpose(), false, policyVersion, rempart.clock().instant());
            }
            if (rempart.limits().take(List.of(new Claim(NEW_VISITORS, addresses.of(request))))
                    instanceof Verdict.Refused(var standing)) {
                throw new RefusedException(Refusal.rateLimited(standing));
            }
            Visitors.NewVisitor visitor = rempart.visitors().create(origin);
            subject = Optional.of(visitor.visitor().id());
            cookies.setVisitor(
                    request,
                    response,
                    visitor.token().value(),
                    Duration.between(rempart.clock().instant(), visitor.token().expiresAt()));
        }
        Consent consent =
                rempart.consents().record(subject.get(), Consents.ASSISTANT, body.granted(), policyVersion, origin);
        return new ConsentView(consent.purpose(), consent.granted(), consent.policyVersion(), consent.at());
    }
}
