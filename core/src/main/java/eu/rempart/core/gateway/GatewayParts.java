package eu.rempart.core.gateway;

import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.chat.ChatMetrics;
import eu.rempart.core.cost.PriceList;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.limit.RequestLimits;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.turn.TurnLedger;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.secret.SecretScanner;
import java.time.Duration;
import java.time.InstantSource;

/// What the pipeline is made of.
///
/// @param allowMedia whether images and files may be sent: they are not looked into
/// @param maxOutputTokens the longest answer where the caller's money is limited and the request says no limit
/// @param fallbackAfter how long one provider may take for an answer that is not streamed, where another could be
///     asked
/// @param routeTimeout how long all providers of a route together may take until one begins to answer
public record GatewayParts(
        Authenticator authenticator,
        RateLimits limits,
        RequestLimits limitRules,
        ModelCatalogue models,
        InjectionDetector injectionDetector,
        Masker masker,
        SecretScanner secrets,
        Budgets budgets,
        PriceList prices,
        TokenCounter tokens,
        TurnLedger ledger,
        AuditLog audit,
        AnswerCache cache,
        ChatMetrics metrics,
        InstantSource clock,
        boolean allowMedia,
        int maxOutputTokens,
        Duration fallbackAfter,
        Duration routeTimeout) {}
