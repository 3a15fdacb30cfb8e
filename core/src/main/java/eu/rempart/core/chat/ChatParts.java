package eu.rempart.core.chat;

import eu.rempart.core.agent.Agents;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.cost.PriceList;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.identity.Consents;
import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.limit.RequestLimits;
import eu.rempart.core.provider.ProviderChain;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.secret.SecretScanner;
import java.time.InstantSource;
import java.util.Map;

/// What the pipeline is made of.
///
/// @param ceilings what may be spent at a provider in a month, in nano-euros, by its id
/// @param operator for whom the agents speak
/// @param policyVersion of the notice that people consent to
public record ChatParts(
        Authenticator authenticator,
        RateLimits limits,
        RequestLimits limitRules,
        Agents agents,
        Consents consents,
        Conversations conversations,
        InjectionDetector injectionDetector,
        Masker masker,
        SecretScanner secrets,
        Budgets budgets,
        PriceList prices,
        TokenCounter tokens,
        ProviderChain providers,
        Map<String, Long> ceilings,
        TurnLedger ledger,
        AuditLog audit,
        ChatMetrics metrics,
        InstantSource clock,
        String operator,
        String policyVersion) {
    public ChatParts {
        ceilings = Map.copyOf(ceilings);
    }
}
