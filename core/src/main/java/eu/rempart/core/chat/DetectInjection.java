package eu.rempart.core.chat;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.conversation.Author;
import eu.rempart.core.conversation.Message;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Step;
import eu.rempart.guard.Finding;
import eu.rempart.guard.injection.Assessment;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.injection.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Step 6: the question is no attempt to take the agent over. A plain one is refused and audited; a likely one is
/// answered by a model that is told to be on its guard.
final class DetectInjection implements Step<Question, Assessed> {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[-_/.]+|(?<=[a-z])(?=[A-Z])");

    private final InjectionDetector detector;
    private final AuditLog audit;
    private final InstantSource clock;

    DetectInjection(InjectionDetector detector, AuditLog audit, InstantSource clock) {
        this.detector = detector;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "injection";
    }

    @Override
    public Decision<Assessed> decide(Question question) {
        List<String> earlier = question.history().stream()
                .filter(message -> message.author() == Author.USER)
                .map(Message::content)
                .toList();
        Assessment assessment = detector.assess(earlier, question.text());
        Assessment place = detector.assess(place(question.asked()));
        if (place.level().compareTo(assessment.level()) > 0) {
            assessment = place;
        }
        if (assessment.level() == Level.HIGH) {
            audit.append(new AuditEvent(
                    clock.instant(),
                    "chat.refused",
                    question.request().requestId(),
                    question.subject(),
                    Map.of(
                            "code", Code.PROMPT_INJECTION.text(),
                            "agent", question.agent().id(),
                            "rules", rules(assessment))));
            return Decision.refuse(Code.PROMPT_INJECTION);
        }
        return Decision.proceed(new Assessed(question, assessment.level()));
    }

    /// The page and the step as words: they stand in the system prompt, and whoever calls writes them.
    private static String place(ChatRequest asked) {
        String path = asked.page().orElse("") + " " + asked.step().orElse("");
        return BETWEEN_WORDS.matcher(path).replaceAll(" ");
    }

    private static String rules(Assessment assessment) {
        return assessment.findings().stream()
                .map(Finding::rule)
                .distinct()
                .limit(10)
                .collect(Collectors.joining(","));
    }
}
