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
    private static final int MAX_DRAINED_BYTES = 1024 * 1024;
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

    /// To be called before a refusal is written: says that the connection will not be kept, where more of the body
    /// may be on its way than is taken in behind the answer. A client that was promised the connection would send
    /// its next request into a closed door.
    static void refusing(HttpServletRequest request, HttpServletResponse response) {
        boolean unread = request.getAttribute(BODY_READ) == null;
        if (unread && (request.getContentLengthLong() > MAX_DRAINED_BYTES || isChunked(request))) {
            response.setHeader("Connection", "close");
        }
    }

    private static boolean isChunked(HttpServletRequest request) {
        return request.getHeader("Transfer-Encoding") != null;
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

    /// Takes in what nobody has read of a body that is not large: a client that is still sending it would otherwise be
    /// cut off before it reads the answer.
    private static void drain(HttpServletRequest request) throws IOException {
        long length = isChunked(request) ? MAX_DRAINED_BYTES : request.getContentLengthLong();
        if (request.getAttribute(BODY_READ) == null
                && length > 0
                && length <= MAX_DRAINED_BYTES
                && request.getHeader("Expect") == null) {
            request.getInputStream().readNBytes((int) length);
        }
    }
}
