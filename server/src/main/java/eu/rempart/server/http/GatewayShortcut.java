package eu.rempart.server.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/// Hands the gateway's requests to its servlet past the filters that would follow: the gateway proves its callers
/// itself, takes no cookie, and shows nothing that a browser renders.
///
/// The container has chosen the servlet by then, from the path as it understands it. What it has not given to the
/// gateway goes the whole way, and Spring Security stands on it.
final class GatewayShortcut implements Filter {

    private final GatewayServlet gateway;

    GatewayShortcut(GatewayServlet gateway) {
        this.gateway = gateway;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && GatewayServlet.NAME.equals(http.getHttpServletMapping().getServletName())) {
            gateway.service(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }
}
