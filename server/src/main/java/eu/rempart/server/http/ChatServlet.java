package eu.rempart.server.http;

import eu.rempart.core.chat.ChatPipeline;
import eu.rempart.core.pipeline.Received;
import eu.rempart.core.pipeline.Refusal;
import eu.rempart.core.pipeline.Refusal.Code;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/// `POST /api/chat`: the door to the pipeline. A servlet of its own, because a stream needs the plain output stream,
/// which says when the reader has gone.
final class ChatServlet extends HttpServlet {

    static final String PATH = "/api/chat";

    private static final long serialVersionUID = 1L;

    private final transient ChatPipeline pipeline;
    private final transient Problems problems;
    private final transient Languages languages;
    private final transient ClientAddress addresses;
    private final transient Heartbeats heartbeats;
    private final String operator;
    private final long maxBodyBytes;

    ChatServlet(
            ChatPipeline pipeline,
            Problems problems,
            Languages languages,
            ClientAddress addresses,
            Heartbeats heartbeats,
            String operator,
            long maxBodyBytes) {
        this.pipeline = pipeline;
        this.problems = problems;
        this.languages = languages;
        this.addresses = addresses;
        this.heartbeats = heartbeats;
        this.operator = operator;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            problems.write(request, response, Code.METHOD_NOT_ALLOWED);
            return;
        }
        if (!StrictJson.isJson(request)) {
            problems.write(request, response, Code.UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        try (SseAnswerSink sink = new SseAnswerSink(response, heartbeats, problems, languages.of(request), operator)) {
            Optional<Refusal> refusal = pipeline.answer(new Received<>(
                    RequestId.of(request),
                    Credentials.of(request),
                    addresses.client(request),
                    addresses.of(request),
                    () -> RequestBody.read(request, maxBodyBytes),
                    sink));
            if (refusal.isPresent()) {
                problems.write(
                        request,
                        response,
                        refusal.get().code() == Code.BODY_TOO_LARGE ? Refusal.tooLarge(maxBodyBytes) : refusal.get());
            }
        }
    }
}
