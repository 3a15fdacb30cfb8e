package eu.rempart.server.http;

import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.server.store.StoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Turns what comes out of controllers into problems; what nobody expected becomes 500 without a word about our inside.
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private final Problems problems;

    ProblemAdvice(HttpParts parts) {
        this.problems = parts.problems();
    }

    @ExceptionHandler(RefusedException.class)
    void refused(RefusedException refused, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(request, response, refused.refusal());
    }

    @ExceptionHandler(Exception.class)
    void failed(Exception failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (failure instanceof ErrorResponse known) {
            known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            problems.write(request, response, code(known.getStatusCode().value()));
            return;
        }
        if (failure instanceof IOException) {
            throw new IOException("the client left", failure);
        }
        log.atError()
                .setCause(failure)
                .addKeyValue("request_id", RequestId.of(request))
                .log("a request failed");
        problems.write(
                request,
                response,
                failure instanceof StoreUnavailableException ? Code.UNAVAILABLE : Code.INTERNAL_ERROR);
    }

    static Code code(int status) {
        return switch (status) {
            case 401 -> Code.AUTHENTICATION_REQUIRED;
            case 403 -> Code.FORBIDDEN;
            case 404 -> Code.NOT_FOUND;
            case 405 -> Code.METHOD_NOT_ALLOWED;
            case 406 -> Code.NOT_ACCEPTABLE;
            case 408 -> Code.REQUEST_TIMEOUT;
            case 413 -> Code.BODY_TOO_LARGE;
            case 415 -> Code.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> Code.UNAVAILABLE;
            default -> status >= 400 && status < 500 ? Code.INVALID_REQUEST : Code.INTERNAL_ERROR;
        };
    }
}
