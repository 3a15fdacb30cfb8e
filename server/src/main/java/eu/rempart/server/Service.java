package eu.rempart.server;

import eu.rempart.core.identity.Password;
import eu.rempart.core.provider.Provider;
import eu.rempart.server.config.RempartConfig;
import eu.rempart.server.http.HttpServer;
import eu.rempart.server.ops.OpsServer;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running service: both ports open.
public final class Service implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Service.class);

    private final Rempart rempart;
    private final OpsServer ops;
    private final HttpServer http;
    private final Optional<Password> firstPassword;
    private final AtomicBoolean ready;
    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rempart-housekeeping").daemon().factory());

    private Service(
            Rempart rempart, OpsServer ops, HttpServer http, Optional<Password> firstPassword, AtomicBoolean ready) {
        this.rempart = rempart;
        this.ops = ops;
        this.http = http;
        this.firstPassword = firstPassword;
        this.ready = ready;
        var _ = housekeeping.scheduleWithFixedDelay(this::tidy, 1, 60, TimeUnit.MINUTES);
        var _ = housekeeping.scheduleWithFixedDelay(this::lookAtProviders, 0, 1, TimeUnit.MINUTES);
        var _ = housekeeping.scheduleWithFixedDelay(this::forgetAnswers, 1, 1, TimeUnit.MINUTES);
    }

    /// Starts, and returns when requests are answered.
    ///
    /// @throws Exception if a port is taken or the data directory is not usable; nothing listens then
    public static Service start(RempartConfig config, Clock clock) throws Exception {
        Rempart rempart = Rempart.open(config, clock);
        AtomicBoolean ready = new AtomicBoolean();
        OpsServer ops = null;
        try {
            ops = OpsServer.start(
                    config.ops().host(), config.ops().port(), rempart.metrics(), () -> ready.get() && rempart.ready());
            HttpServer http = HttpServer.start(rempart);
            // Only now: a password that nobody is shown would lock the administrator out.
            Optional<Password> firstPassword = rempart.accounts().createFirstAdministrator();
            ready.set(true);
            log.atInfo()
                    .addKeyValue("port", http.port())
                    .addKeyValue("ops_port", ops.port())
                    .addKeyValue(
                            "providers",
                            rempart.providers().providers().stream()
                                    .map(Provider::id)
                                    .toList())
                    .log("started");
            return new Service(rempart, ops, http, firstPassword, ready);
        } catch (Exception e) {
            if (ops != null) {
                ops.close();
            }
            rempart.close();
            throw e;
        }
    }

    /// The port for people and applications.
    public int port() {
        return http.port();
    }

    /// The port for operators.
    public int opsPort() {
        return ops.port();
    }

    /// The password of the administrator `admin`, at the very first start only.
    public Optional<Password> firstPassword() {
        return firstPassword;
    }

    public Rempart rempart() {
        return rempart;
    }

    /// Sessions that have ended need no refresh tokens to compare with.
    private void tidy() {
        try {
            rempart.sessions().deleteExpired();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("housekeeping failed; it is tried again in an hour");
        }
    }

    private void lookAtProviders() {
        try {
            rempart.lookAtProviders();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("the providers could not be looked at; it is tried again in a minute");
        }
    }

    private void forgetAnswers() {
        try {
            rempart.forgetAnswers();
        } catch (RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .log("remembered answers could not be looked through; it is tried again in a minute");
        }
    }

    /// Says "not ready" first, lets requests end, then closes everything.
    @Override
    public void close() {
        ready.set(false);
        housekeeping.shutdownNow();
        http.close();
        ops.close();
        rempart.close();
        log.atInfo().log("stopped");
    }
}
