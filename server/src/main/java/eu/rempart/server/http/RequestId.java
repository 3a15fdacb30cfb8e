package eu.rempart.server.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.springframework.web.filter.OncePerRequestFilter;

/// Around every request: gives it an id of our own making, writes it on the response whatever becomes of it, and
/// leaves the connection fit for the next one.
final class RequestId extends OncePerRequestFilter {

    static final String HEADER = "X-Request-Id";
    private static final int MAX_DRAINED_BYTES = 64 * 1024;
    private static final String BODY_READ = RequestId.class.getName() + ".body";
    private static final String ATTRIBUTE = RequestId.class.getName();

    /// The id of this request.
    static String of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String id ? id : assign(request);
    }

    /// The body has been read whole: there is nothing to drain.
    static void bodyIsRead(HttpServletRequest request) {
        request.setAttribute(BODY_READ, true);
    }

    private static String assign(ServletRequest request) {
        String id = UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HEADER, of(request));
        chain.doFilter(request, response);
        drain(request);
    }

    /// Takes in what nobody has read of a small body. The container would otherwise close the connection behind an
    /// answer that promised to keep it, and the client's next request would run into the closed door.
    private static void drain(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        if (request.getAttribute(BODY_READ) == null
                && length > 0
                && length <= MAX_DRAINED_BYTES
                && request.getHeader("Expect") == null) {
            request.getInputStream().readNBytes((int) length);
        }
    }
}
