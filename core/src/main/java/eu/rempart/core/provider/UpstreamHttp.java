package eu.rempart.core.provider;

import eu.rempart.core.provider.ProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// The one way out to AI providers: a connection pool that all of them share.
///
/// Follows no redirect, keeps no cookie, retries nothing by itself, ignores proxies of the environment,
/// asks for no compression and understands none. Every call is watched: see [UpstreamLimits]. Nothing
/// that it sends or receives is ever logged. Thread-safe; calls block the calling (virtual) thread,
/// and a virtual thread that is interrupted leaves its call at once.
public final class UpstreamHttp implements AutoCloseable {

    private static final int MAX_CONNECTIONS_PER_PROVIDER = 20_000;

    private final UpstreamLimits limits;
    private final CloseableHttpClient client;
    private final SystemTimer timer = new SystemTimer();

    /// At most 20,000 connections to each provider.
    public UpstreamHttp(UpstreamLimits limits) {
        this(limits, MAX_CONNECTIONS_PER_PROVIDER);
    }

    /// At most 20,000 connections to each provider, and only to addresses that the policy allows.
    public UpstreamHttp(UpstreamLimits limits, AddressPolicy addresses) {
        this(limits, MAX_CONNECTIONS_PER_PROVIDER, addresses);
    }

    /// With a limit of connections.
    ///
    /// @param maxConnectionsPerProvider calls beyond it wait for a connection, up to the first-byte
    ///     limit
    public UpstreamHttp(UpstreamLimits limits, int maxConnectionsPerProvider) {
        this(limits, maxConnectionsPerProvider, SystemDefaultDnsResolver.INSTANCE);
    }

    private UpstreamHttp(UpstreamLimits limits, int maxConnectionsPerProvider, DnsResolver resolver) {
        this.limits = limits;
        this.client = client(limits, maxConnectionsPerProvider, resolver);
    }

    private static CloseableHttpClient client(UpstreamLimits limits, int maxPerRoute, DnsResolver resolver) {
        var connect = Timeout.of(limits.connect());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(QuietConnection.factory())
                .setDnsResolver(resolver)
                // The strict policy takes one lock for all providers; this one keeps them apart.
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(maxPerRoute)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(Timeout.DISABLED)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build())
                // No socket timeout: UpstreamCall watches every wait, and knows what is a keep-alive.
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(Timeout.DISABLED)
                        .setTcpNoDelay(true)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(connect).build())
                .build();
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(limits.firstByte()))
                        .setResponseTimeout(Timeout.DISABLED)
                        .setDefaultKeepAlive(30, TimeUnit.SECONDS)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setExpectContinueEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .setUserAgent("Rempart")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .build();
    }

    /// What a call is watched by that says nothing else.
    public UpstreamLimits limits() {
        return limits;
    }

    /// The timer that watches the calls.
    public CallTimer timer() {
        return timer;
    }

    /// Sends a JSON document and waits for the head of an answer with status 200 and one of the content
    /// types that `accepted` names.
    ///
    /// @return the call, owned by the caller, who closes it
    UpstreamCall post(String provider, URI uri, Map<String, String> headers, byte[] json, Set<String> accepted)
            throws ProviderException {
        return post(provider, uri, headers, json, accepted, limits);
    }

    /// The same within other limits than those that all calls have.
    UpstreamCall post(
            String provider,
            URI uri,
            Map<String, String> headers,
            byte[] json,
            Set<String> accepted,
            UpstreamLimits limits)
            throws ProviderException {
        var request = new HttpPost(uri);
        headers.forEach(request::setHeader);
        request.setHeader(HttpHeaders.ACCEPT, String.join(", ", accepted));
        var call = new UpstreamCall(provider, limits, request::abort, timer);
        request.setEntity(new EntityTemplate(json.length, ContentType.create("application/json"), null, out -> {
            call.sending();
            out.write(json);
        }));
        boolean handedOver = false;
        try {
            if (Thread.currentThread().isInterrupted()) {
                call.close();
            }
            call.ensureOpen();
            var host = new HttpHost(uri.getScheme(), bare(uri.getHost()), uri.getPort());
            var response = client.executeOpen(host, request, null);
            call.answeredWith(body(response));
            check(response, accepted, call);
            handedOver = true;
            return call;
        } catch (UpstreamFault e) {
            throw call.refused(e);
        } catch (IOException e) {
            throw call.broken(kindBeforeAnswer(e), e);
        } catch (IllegalStateException e) {
            // The pool has been shut down.
            throw call.broken(Kind.UNREACHABLE, e);
        } finally {
            if (!handedOver) {
                call.close();
            }
        }
    }

    /// An IPv6 address stands in brackets in a URI, and without them everywhere else.
    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static InputStream body(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        InputStream content = entity == null ? null : entity.getContent();
        return content == null ? InputStream.nullInputStream() : content;
    }

    private static void check(ClassicHttpResponse response, Set<String> accepted, UpstreamCall call)
            throws IOException {
        int status = response.getCode();
        if (status != 200) {
            Kind kind = kindOf(status);
            Rejection rejection = kind == Kind.REJECTED ? Rejection.read(status, call.body()) : null;
            if (rejection != null && rejection.isOfTheKey()) {
                kind = Kind.UNAUTHORIZED;
                rejection = null;
            }
            throw new UpstreamFault(kind, RetryAfter.of(response.getFirstHeader(HttpHeaders.RETRY_AFTER)), rejection);
        }
        var type = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !accepted.contains(mediaType(type.getValue()))) {
            throw new UpstreamFault(Kind.PROTOCOL);
        }
        var encoding = response.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.getValue().equalsIgnoreCase("identity")) {
            throw new UpstreamFault(Kind.PROTOCOL);
        }
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static Kind kindOf(int status) {
        return switch (status) {
            case 401 -> Kind.UNAUTHORIZED;
            case 429 -> Kind.RATE_LIMITED;
            // Too slow, two at once, too early: the same request may succeed the next time.
            case 408, 409, 425 -> Kind.SERVER_ERROR;
            default -> {
                if (status >= 500 && status <= 599) {
                    yield Kind.SERVER_ERROR;
                }
                if (status >= 300 && status <= 399) {
                    yield Kind.REDIRECTED;
                }
                yield status >= 400 && status <= 499 ? Kind.REJECTED : Kind.PROTOCOL;
            }
        };
    }

    private static Kind kindBeforeAnswer(IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return Kind.CANCELLED;
        }
        return switch (e) {
            case ConnectTimeoutException _ -> Kind.UNREACHABLE;
            case ConnectionRequestTimeoutException _, SocketTimeoutException _ -> Kind.TIMEOUT;
            case ClientProtocolException _, MessageConstraintException _ -> Kind.PROTOCOL;
            default -> Kind.UNREACHABLE;
        };
    }

    /// Breaks every open call off.
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        timer.close();
    }

    @Override
    public String toString() {
        return "UpstreamHttp[" + limits + "]";
    }
}
