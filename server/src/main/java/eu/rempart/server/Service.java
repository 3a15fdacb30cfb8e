package eu.rempart.server;

import eu.rempart.core.identity.Password;
import eu.rempart.server.config.RempartConfig;
import eu.rempart.server.http.HttpServer;
import eu.rempart.server.ops.OpsServer;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The running service: both ports open.
public final class Service implements AutoCloseable {

    private final Rempart rempart;
    private final OpsServer ops;
    private final HttpServer http;
    private final Optional<Password> firstPassword;
    private final AtomicBoolean ready;

    private Service(
            Rempart rempart, OpsServer ops, HttpServer http, Optional<Password> firstPassword, AtomicBoolean ready) {
        this.rempart = rempart;
        this.ops = ops;
        this.http = http;
        this.firstPassword = firstPassword;
        this.ready = ready;
    }

    /// Starts, and returns when requests are answered.
    ///
    /// @throws Exception if a port is taken or the data directory is not usable; nothing listens then
    public static Service start(RempartConfig config, Clock clock) throws Exception {
        Rempart rempart = Rempart.open(config, clock);
        AtomicBoolean ready = new AtomicBoolean();
        OpsServer ops = null;
        try {
            Optional<Password> firstPassword = rempart.accounts().createFirstAdministrator();
            ops = OpsServer.start(
                    config.ops().host(), config.ops().port(), rempart.metrics(), () -> ready.get() && rempart.ready());
            HttpServer http = HttpServer.start(rempart);
            ready.set(true);
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

    /// Says "not ready" first, lets requests end, then closes everything.
    @Override
    public void close() {
        ready.set(false);
        http.close();
        ops.close();
        rempart.close();
    }
}
