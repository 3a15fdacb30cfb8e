package eu.rempart.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/// Reads a body whole, up to a limit.
final class RequestBody {

    private RequestBody() {}

    /// The bytes of the body.
    ///
    /// @return null if there are more than `maxBytes`; no more than one byte beyond is read then
    /// @throws InterruptedIOException if the client is too slow
    /// @throws IOException if it leaves
    static byte @Nullable [] read(HttpServletRequest request, long maxBytes) throws IOException {
        try {
            return whole(request, maxBytes);
        } catch (RuntimeException e) {
            if (e instanceof HttpException refused && refused.getCode() == HttpStatus.REQUEST_TIMEOUT_408) {
                throw new InterruptedIOException("the body came too slowly");
            }
            throw e;
        }
    }

    private static byte @Nullable [] whole(HttpServletRequest request, long maxBytes) throws IOException {
        if (request.getContentLengthLong() > maxBytes) {
            return null;
        }
        long length = request.getContentLengthLong();
        if (length >= 0) {
            // Not one read more: the container would judge the client's pace over the time that we took.
            byte[] body = request.getInputStream().readNBytes((int) length);
            if (body.length == length) {
                RequestId.bodyIsRead(request);
            }
            return body;
        }
        byte[] body = request.getInputStream().readNBytes((int) maxBytes + 1);
        if (body.length > maxBytes) {
            return null;
        }
        RequestId.bodyIsRead(request);
        return body;
    }
}
