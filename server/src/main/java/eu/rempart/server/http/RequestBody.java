package eu.rempart.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads a body whole, up to a limit.
final class RequestBody {

    private RequestBody() {}

    /// The bytes of the body.
    ///
    /// @return null if there are more than `maxBytes`; no more than one byte beyond is read then
    /// @throws IOException if the client leaves or is too slow
    static byte @Nullable [] read(HttpServletRequest request, long maxBytes) throws IOException {
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
