package eu.rempart.guard.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import eu.rempart.guard.Finding;
import eu.rempart.guard.injection.Assessment;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.pii.PiiMatch;
import eu.rempart.guard.secret.SecretScanner;
import java.util.List;

/// Any text can be scanned; findings stay inside it and do not overlap.
public final class ScannerFuzz {
    private static final InjectionDetector INJECTION = new InjectionDetector();
    private static final PiiDetector PII = new PiiDetector();
    private static final SecretScanner SECRETS = new SecretScanner(List.of("correct-horse-battery-staple"));

    private ScannerFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        Assessment assessment = INJECTION.assess(text);
        NormaliserFuzz.check(assessment.score() >= 0 && assessment.score() <= 1, "no score");
        for (Finding finding : assessment.findings()) {
            NormaliserFuzz.check(finding.end() <= text.length(), "a finding beyond the text");
        }
        int after = 0;
        for (PiiMatch match : PII.find(text)) {
            NormaliserFuzz.check(match.start() >= after && match.end() <= text.length(), "matches overlap");
            after = match.end();
        }
        after = 0;
        for (Finding secret : SECRETS.find(text)) {
            NormaliserFuzz.check(secret.start() >= after && secret.end() <= text.length(), "secrets overlap");
            after = secret.end();
        }
    }
}
