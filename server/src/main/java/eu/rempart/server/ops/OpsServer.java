package eu.rempart.server.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// `GET /health/live`, `GET /health/ready` and `GET /metrics`, and nothing else. A server of its own: what is public
/// cannot reach it by a mistake in a route.
public final class OpsServer implements AutoCloseable {

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final Server server;
    private final ServerConnector connector;

    private OpsServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /// Starts, and returns when requests are answered.
    ///
    /// @param ready asked at each `/health/ready`: whether requests can be served right now
    /// @throws Exception if the port is taken
    public static OpsServer start(String host, int port, PrometheusMeterRegistry metrics, BooleanSupplier ready)
            throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(8, 1);
        threads.setName("rempart-ops");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration settings = new HttpConfiguration();
        settings.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(settings));
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Routes(metrics, ready));
        server.start();
        return new OpsServer(server, connector);
    }

    /// The port that is listened on.
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("the operators' port did not close", e);
        }
    }

    private static final class Routes extends Handler.Abstract {
        private final PrometheusMeterRegistry metrics;
        private final BooleanSupplier ready;

        Routes(PrometheusMeterRegistry metrics, BooleanSupplier ready) {
            this.metrics = metrics;
            this.ready = ready;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!request.getMethod().equals("GET")) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET");
                return answer(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, TEXT, "only GET\n");
            }
            return switch (Request.getPathInContext(request)) {
                case "/health/live" -> answer(response, callback, HttpStatus.OK_200, JSON, "{\"status\":\"UP\"}\n");
                case "/health/ready" ->
                    ready.getAsBoolean()
                            ? answer(response, callback, HttpStatus.OK_200, JSON, "{\"status\":\"UP\"}\n")
                            : answer(
                                    response,
                                    callback,
                                    HttpStatus.SERVICE_UNAVAILABLE_503,
                                    JSON,
                                    "{\"status\":\"DOWN\"}\n");
                case "/metrics" -> answer(response, callback, HttpStatus.OK_200, METRICS, metrics.scrape());
                default -> answer(response, callback, HttpStatus.NOT_FOUND_404, TEXT, "not found\n");
            };
        }

        private static boolean answer(Response response, Callback callback, int status, String type, String body) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            Content.Sink.write(response, true, body, callback);
            return true;
        }
    }
}
