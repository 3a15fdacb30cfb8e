package eu.rempart.server.http;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.identity.User;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.server.Rempart;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Makes the gateway forget the answers that it would give again; for administrators.
@RestController
@RequestMapping("/api/admin/answers")
class AnswersController {

    private final Rempart rempart;

    AnswersController(HttpParts parts) {
        this.rempart = parts.rempart();
    }

    /// @param name whose; null: everybody's
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forget(@RequestParam(name = "user", required = false) @Nullable String name, HttpServletRequest request) {
        User user = name == null
                ? null
                : rempart.accounts().findByName(name).orElseThrow(() -> new RefusedException(Code.NOT_FOUND));
        rempart.audit()
                .append(new AuditEvent(
                        rempart.clock().instant(),
                        "answers.forgotten",
                        RequestId.of(request),
                        CallerFilter.caller().subject().orElse(null),
                        Map.of("of", user == null ? "all" : user.id().toString())));
        if (user == null) {
            rempart.answers().purge();
        } else {
            rempart.answers().purge(user.id());
        }
    }
}
