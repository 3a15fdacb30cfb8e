package eu.rempart.core.gateway;

import eu.rempart.core.audit.AuditEvent;
import eu.rempart.core.audit.AuditLog;
import eu.rempart.core.gateway.CleanTexts.Cleaned;
import eu.rempart.core.pipeline.Decision;
import eu.rempart.core.pipeline.Refusal.Code;
import eu.rempart.core.pipeline.Step;
import eu.rempart.core.wire.RequestTexts.Origin;
import eu.rempart.core.wire.RequestTexts.Slot;
import eu.rempart.guard.Finding;
import eu.rempart.guard.injection.Assessment;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.injection.Level;
import eu.rempart.guard.injection.Provenance;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Step 6: nothing that came since the model last spoke is an attack. What users write is judged as theirs, in the
/// light
/// of what they wrote before; what tools and documents bring is held to other thresholds; the application's own
/// instructions are trusted.
final class JudgeTexts implements Step<Cleaned, JudgeTexts.Judged> {

    private static final int MOST_RULES = 10;

    private final InjectionDetector detector;
    private final AuditLog audit;
    private final InstantSource clock;

    JudgeTexts(InjectionDetector detector, AuditLog audit, InstantSource clock) {
        this.detector = detector;
        this.audit = audit;
        this.clock = clock;
    }

    /// Proved: the request is no plain attack, and how suspicious it is.
    record Judged(Cleaned cleaned, Level level) {

        Asked asked() {
            return cleaned.asked();
        }
    }

    @Override
    public String name() {
        return "injection";
    }

    @Override
    public Decision<Judged> decide(Cleaned cleaned) {
        Asked asked = cleaned.asked();
        if (asked.endpoint() == Endpoint.EMBEDDINGS) {
            // Nobody acts on a text that becomes a vector.
            return Decision.proceed(new Judged(cleaned, Level.NONE));
        }
        List<Slot> slots = asked.texts().slots();
        int last = slots.stream()
                .filter(slot -> slot.origin() != Origin.ASSISTANT)
                .mapToInt(Slot::message)
                .max()
                .orElse(-1);
        int spoke = -1;
        for (Slot slot : slots) {
            // Words put into the model's mouth at the end are no answer of it: what stands before is new.
            if (slot.origin() == Origin.ASSISTANT && slot.message() < last) {
                spoke = Math.max(spoke, slot.message());
            }
        }
        List<String> earlier = new ArrayList<>();
        Level level = Level.NONE;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot.message() <= spoke) {
                if (slot.origin() == Origin.USER) {
                    earlier.add(slot.text());
                }
                continue;
            }
            Assessment assessment =
                    switch (slot.origin()) {
                        case APPLICATION, ASSISTANT -> null;
                        case USER ->
                            earlier.isEmpty()
                                    ? detector.assess(cleaned.readings().get(i), Provenance.USER)
                                    : detector.assess(earlier, slot.text());
                        case TOOL -> detector.assess(cleaned.readings().get(i), Provenance.TOOL);
                        case DOCUMENT -> detector.assess(cleaned.readings().get(i), Provenance.DOCUMENT);
                    };
            if (slot.origin() == Origin.USER) {
                earlier.add(slot.text());
            }
            if (assessment != null && assessment.level() == Level.HIGH) {
                refused(asked, assessment, slot.origin());
                return Decision.refuse(Code.PROMPT_INJECTION);
            }
            if (assessment != null && assessment.level().compareTo(level) > 0) {
                level = assessment.level();
            }
        }
        return Decision.proceed(new Judged(cleaned, level));
    }

    private void refused(Asked asked, Assessment assessment, Origin origin) {
        audit.append(new AuditEvent(
                clock.instant(),
                "gateway.refused",
                asked.request().requestId(),
                asked.subject(),
                Map.of(
                        "code",
                        Code.PROMPT_INJECTION.text(),
                        "model",
                        asked.route().name(),
                        "origin",
                        origin.name().toLowerCase(Locale.ROOT),
                        "rules",
                        assessment.findings().stream()
                                .map(Finding::rule)
                                .distinct()
                                .limit(MOST_RULES)
                                .collect(Collectors.joining(",")))));
    }
}
