package eu.rempart.server;

import eu.rempart.core.agent.Agents;
import eu.rempart.core.agent.Agents.AgentLimits;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.chat.ChatMetrics;
import eu.rempart.core.chat.ChatParts;
import eu.rempart.core.chat.ChatPipeline;
import eu.rempart.core.conversation.Conversations;
import eu.rempart.core.cost.PriceList;
import eu.rempart.core.crypto.MasterKeys;
import eu.rempart.core.crypto.SubjectCipher;
import eu.rempart.core.gateway.AnswerCache;
import eu.rempart.core.gateway.GatewayParts;
import eu.rempart.core.gateway.GatewayPipeline;
import eu.rempart.core.identity.Accounts;
import eu.rempart.core.identity.Authenticator;
import eu.rempart.core.identity.Consents;
import eu.rempart.core.identity.LiveCredentials;
import eu.rempart.core.identity.LoginLimiter;
import eu.rempart.core.identity.PasswordHasher;
import eu.rempart.core.identity.Sessions;
import eu.rempart.core.identity.Tier;
import eu.rempart.core.identity.Visitors;
import eu.rempart.core.knowledge.KnowledgeBase;
import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.limit.RequestLimits;
import eu.rempart.core.provider.Breakers;
import eu.rempart.core.provider.Provider;
import eu.rempart.core.provider.ProviderChain;
import eu.rempart.core.provider.TokenCounter;
import eu.rempart.core.provider.UpstreamHttp;
import eu.rempart.core.turn.Budgets;
import eu.rempart.core.upstream.ModelCatalogue;
import eu.rempart.core.upstream.ProviderKind;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.secret.SecretScanner;
import eu.rempart.server.audit.SqlAuditLog;
import eu.rempart.server.config.Budget;
import eu.rempart.server.config.RempartConfig;
import eu.rempart.server.conversation.SqlConversationStore;
import eu.rempart.server.identity.Argon2Passwords;
import eu.rempart.server.identity.JwtAccessTokens;
import eu.rempart.server.identity.SigningKey;
import eu.rempart.server.identity.SqlApiKeyStore;
import eu.rempart.server.identity.SqlConsentStore;
import eu.rempart.server.identity.SqlSessionStore;
import eu.rempart.server.identity.SqlUserStore;
import eu.rempart.server.identity.SqlVisitorStore;
import eu.rempart.server.store.DataFiles;
import eu.rempart.server.store.DataLock;
import eu.rempart.server.store.Database;
import eu.rempart.server.store.SqlSubjectKeyStore;
import eu.rempart.server.turn.SqlSpending;
import eu.rempart.server.turn.SqlTurnLedger;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that runs, put together by hand: reading this class from top to bottom is reading what depends on what.
/// No framework is in it; [eu.rempart.server.http.HttpServer] puts one before it.
public final class Rempart implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Rempart.class);

    /// How long answers that were broken off may take to be stored when the service stops.
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final RempartConfig config;
    private final Clock clock;
    private final DataLock lock;
    private final Database database;
    private final SqlAuditLog audit;
    private final Authenticator authenticator;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Visitors visitors;
    private final Consents consents;
    private final Conversations conversations;
    private final RateLimits limits;
    private final RequestLimits limitRules;
    private final Agents agents;
    private final UpstreamHttp upstream;
    private final KnowledgeBase knowledge;
    private final ProviderChain providers;
    private final PrometheusMeterRegistry metrics;
    private final ChatPipeline pipeline;
    private final ModelCatalogue models;
    private final AnswerCache answers;
    private final GatewayPipeline gateway;
    private final ProviderAlerts alerts;
    private final ProviderSwitches switches;

    private Rempart(RempartConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);

        // The store and its keys.
        Path data = config.dataDirectory();
        this.lock = DataLock.take(data);
        MasterKeys masterKeys = DataFiles.openKeys(data);
        SigningKey signingKey = SigningKey.loadOrCreate(DataFiles.signingKey(data));
        this.database = Database.sqlite(DataFiles.database(data));
        this.audit = new SqlAuditLog(database, masterKeys);
        SqlTurnLedger ledger = new SqlTurnLedger(database, audit);
        ledger.chargeAbandonedHolds(clock.instant());

        // Who is calling.
        SqlUserStore users = new SqlUserStore(database);
        SqlSessionStore sessionStore = new SqlSessionStore(database);
        SqlVisitorStore visitorStore = new SqlVisitorStore(database);
        LiveCredentials live = new LiveCredentials(sessionStore, new SqlApiKeyStore(database), visitorStore);
        PasswordHasher hasher = new Argon2Passwords();
        JwtAccessTokens accessTokens =
                new JwtAccessTokens(signingKey, config.identity().accessTokenLifetime());
        LoginLimiter loginLimiter = new LoginLimiter(clock);
        this.authenticator = new Authenticator(live, accessTokens);
        this.accounts = new Accounts(users, masterKeys::wrapNewKey, hasher, loginLimiter, live, audit, clock);
        this.sessions = new Sessions(
                users,
                sessionStore,
                hasher,
                accessTokens,
                loginLimiter,
                live,
                audit,
                clock,
                config.identity().refreshTokenLifetime());
        this.visitors = new Visitors(
                visitorStore,
                masterKeys::wrapNewKey,
                audit,
                clock,
                config.identity().visitorLifetime());
        this.consents = new Consents(new SqlConsentStore(database), audit, clock);
        this.conversations = new Conversations(
                new SqlConversationStore(database), new SubjectCipher(masterKeys, new SqlSubjectKeyStore(database)));

        // What they may do, and whom they talk to.
        this.limits = new RateLimits(clock);
        this.limitRules = new RequestLimits(limitNumbers(config.limits()));
        this.agents = new Agents(agentLimits(config.agents()));
        this.upstream = new UpstreamHttp(ProviderSetup.limits(config.providers()), GatewaySetup.addresses(config));
        this.knowledge = ProviderSetup.knowledge(config);
        Breakers breakers = new Breakers(clock);
        GatewaySetup.Switches enabled = new GatewaySetup.Switches();
        Provider local = ProviderSetup.local(config, knowledge);
        this.providers = ProviderSetup.chain(config, upstream, local, breakers, enabled);
        ChatMetrics chatMetrics = new ChatMetrics(metrics);
        TokenCounter tokens = new TokenCounter();
        this.models =
                new GatewaySetup(config, upstream, breakers, enabled, chatMetrics, tokens, clock).catalogue(local);

        // The ten steps.
        SecretScanner secrets = new SecretScanner(ProviderSetup.registeredSecrets(config));
        InjectionDetector injection = new InjectionDetector();
        Masker masker = new Masker(new PiiDetector(), secrets);
        Budgets budgets = budgets(config.budgets());
        PriceList prices = prices(config);
        this.pipeline = new ChatPipeline(new ChatParts(
                authenticator,
                limits,
                limitRules,
                agents,
                consents,
                conversations,
                injection,
                masker,
                secrets,
                budgets,
                prices,
                tokens,
                providers,
                ceilings(providers, models),
                ledger,
                audit,
                chatMetrics,
                clock,
                config.assistant().operator(),
                noticeVersion()));
        this.alerts = new ProviderAlerts(models, database, chatMetrics, clock);
        this.switches = new ProviderSwitches(models, database, clock);
        this.switches.look();
        this.answers = new AnswerCache(config.gateway().cacheLifetime(), clock);
        this.gateway = new GatewayPipeline(new GatewayParts(
                authenticator,
                limits,
                limitRules,
                models,
                injection,
                masker,
                secrets,
                budgets,
                prices,
                tokens,
                ledger,
                audit,
                answers,
                chatMetrics,
                clock,
                config.gateway().allowMedia(),
                config.gateway().maxOutputTokens(),
                config.gateway().fallbackAfter(),
                config.providers().answerTimeout()));
    }

    /// The assistants and the gateway spend at the same providers, from the same account.
    private static Map<String, Long> ceilings(ProviderChain providers, ModelCatalogue models) {
        Map<String, Long> ceilings = new HashMap<>();
        for (Provider provider : providers.providers()) {
            models.provider(provider.id())
                    .map(managed -> managed.spec().monthlyCeilingNano())
                    .ifPresent(ceiling -> ceilings.put(provider.id(), ceiling));
        }
        return ceilings;
    }

    /// Opens the store, making it where there is none, and puts everything together. Nothing listens yet.
    ///
    /// @throws RuntimeException with words for the operator if the data directory or the knowledge is not usable
    public static Rempart open(RempartConfig config, Clock clock) {
        return new Rempart(config, clock);
    }

    public RempartConfig config() {
        return config;
    }

    public Clock clock() {
        return clock;
    }

    /// What accounts have spent.
    public SqlSpending spending() {
        return new SqlSpending(database);
    }

    public AuditLog audit() {
        return audit;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    public Accounts accounts() {
        return accounts;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Visitors visitors() {
        return visitors;
    }

    public Consents consents() {
        return consents;
    }

    public Conversations conversations() {
        return conversations;
    }

    public RateLimits limits() {
        return limits;
    }

    public RequestLimits limitRules() {
        return limitRules;
    }

    public Agents agents() {
        return agents;
    }

    public ProviderChain providers() {
        return providers;
    }

    public ChatPipeline pipeline() {
        return pipeline;
    }

    public GatewayPipeline gateway() {
        return gateway;
    }

    public ModelCatalogue models() {
        return models;
    }

    /// The administrators' switches of providers.
    public ProviderSwitches switches() {
        return switches;
    }

    /// Answers of the gateway that may be given again.
    public AnswerCache answers() {
        return answers;
    }

    /// Forgets the answers of users who are gone or disabled, whoever did that; done every minute.
    public void forgetAnswers() {
        answers.purgeIf(id -> accounts.find(id).filter(user -> !user.disabled()).isEmpty());
    }

    /// Says what an operator has to know about the providers; done every minute.
    public void lookAtProviders() {
        switches.look();
        alerts.look();
    }

    public PrometheusMeterRegistry metrics() {
        return metrics;
    }

    /// The version of the notice that people agree to: the operator's own, and who receives their messages. A provider
    /// that is added later asks everyone again.
    public String noticeVersion() {
        return Stream.concat(
                        Stream.of(config.assistant().policyVersion()),
                        providers.providers().stream()
                                .filter(Provider::external)
                                .map(Provider::id)
                                .sorted())
                .collect(Collectors.joining("+"));
    }

    /// Whether the store answers.
    public boolean ready() {
        try {
            return database.read(handle ->
                            handle.createQuery("SELECT 1").mapTo(Integer.class).one())
                    == 1;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        // Breaks off what still streams; each of these turns is then settled, which needs the store.
        upstream.close();
        if (!pipeline.awaitIdle(SETTLING) || !gateway.awaitIdle(SETTLING)) {
            log.atWarn().log("stopped while answers were being stored; their holds are charged at the next start");
        }
        knowledge.close();
        database.close();
        metrics.close();
        lock.close();
    }

    private static RequestLimits.Numbers limitNumbers(RempartConfig.Limits limits) {
        Map<Tier, Long> tiers = new EnumMap<>(Tier.class);
        tiers.put(Tier.FREE, (long) limits.tiers().free());
        tiers.put(Tier.BASIC, (long) limits.tiers().basic());
        tiers.put(Tier.PREMIUM, (long) limits.tiers().premium());
        tiers.put(Tier.ENTERPRISE, (long) limits.tiers().enterprise());
        return new RequestLimits.Numbers(
                limits.anonymousPerMinute(),
                limits.userPerMinute(),
                limits.agentPerMinute(),
                limits.globalPerHour(),
                tiers);
    }

    private static Map<String, AgentLimits> agentLimits(RempartConfig.Agents agents) {
        return Map.of(
                "elea", limits(agents.elea()),
                "recruiter", limits(agents.recruiter()),
                "career", limits(agents.career()),
                "admin", limits(agents.admin()));
    }

    private static AgentLimits limits(RempartConfig.Agent agent) {
        return new AgentLimits(agent.maxMessageChars(), agent.maxOutputTokens());
    }

    /// The budgets of a configuration.
    public static Budgets budgets(RempartConfig.Budgets budgets) {
        Map<Tier, Long> tiers = new EnumMap<>(Tier.class);
        tiers.put(Tier.FREE, nano(budgets.free()));
        tiers.put(Tier.BASIC, nano(budgets.basic()));
        tiers.put(Tier.PREMIUM, nano(budgets.premium()));
        tiers.put(Tier.ENTERPRISE, nano(budgets.enterprise()));
        return new Budgets(tiers, nano(budgets.anonymous()));
    }

    private static long nano(Budget budget) {
        return switch (budget) {
            case Budget.Capped(long nanoEuros) -> nanoEuros;
            case Budget.Unlimited() -> Long.MAX_VALUE;
        };
    }

    private static PriceList prices(RempartConfig config) {
        Set<String> free = Stream.concat(
                        Stream.of("ollama", "local"),
                        config.gateway().providers().entrySet().stream()
                                .filter(entry -> entry.getValue().kind() == ProviderKind.OLLAMA)
                                .map(Map.Entry::getKey))
                .collect(Collectors.toSet());
        return new PriceList(config.prices().byName(), free);
    }
}
