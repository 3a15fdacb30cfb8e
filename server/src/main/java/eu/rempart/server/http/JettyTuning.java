package eu.rempart.server.http;

import eu.rempart.server.config.RempartConfig;
import java.util.UUID;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/// The limits of the HTTP server itself, and what it says to those who do not speak HTTP.
final class JettyTuning implements WebServerFactoryCustomizer<JettyServletWebServerFactory>, Ordered {

    private static final long IDLE_MILLIS = 30_000;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    /// A client on a bad line sends more than this; one that is out to hold a thread does not.
    private static final int MIN_REQUEST_BYTES_PER_SECOND = 100;

    private final RempartConfig config;

    JettyTuning(HttpParts parts) {
        this.config = parts.rempart().config();
    }

    /// After Spring's own, so that nothing but our configuration decides.
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        factory.setPort(config.server().port());
        // Where a filter or the container itself refuses: ErrorFallback, not a page of the container's.
        factory.addErrorPages(new ErrorPage("/error"));
        factory.addServerCustomizers(server -> {
            server.setErrorHandler(new TerseErrors());
            for (Connector connector : server.getConnectors()) {
                if (connector instanceof ServerConnector tcp) {
                    tcp.setIdleTimeout(IDLE_MILLIS);
                    tcp.setHost(config.server().host());
                    tcp.setAcceptQueueSize(1_024);
                }
                HttpConnectionFactory http = connector.getConnectionFactory(HttpConnectionFactory.class);
                if (http != null) {
                    HttpConfiguration settings = http.getHttpConfiguration();
                    settings.setSendServerVersion(false);
                    settings.setSendDateHeader(true);
                    settings.setRequestHeaderSize(MAX_HEADER_BYTES);
                    settings.setMinRequestDataRate(MIN_REQUEST_BYTES_PER_SECOND);
                }
            }
        });
    }

    /// Answers what is refused before the application is reached: no stack trace, no echo of the request.
    private static final class TerseErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String id = UUID.randomUUID().toString();
            int status = response.getStatus();
            String code = status == 431 || status == 414 || status == 413
                    ? "body_too_large"
                    : ProblemAdvice.code(status).text();
            String title = HttpStatus.getMessage(status);
            String body = "{\"type\":\"urn:rempart:problem:" + code + "\",\"title\":\"" + title + "\",\"status\":"
                    + status + ",\"code\":\"" + code + "\",\"requestId\":\"" + id + "\"}";
            response.getHeaders().put(RequestId.HEADER, id);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.MEDIA_TYPE);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders().put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            response.getHeaders().put("Referrer-Policy", "no-referrer");
            Content.Sink.write(response, true, body, callback);
            return true;
        }
    }
}
