package eu.rempart.guard.scan;

import eu.rempart.guard.Finding;
import eu.rempart.guard.injection.Assessment;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.pii.PiiMatch;
import eu.rempart.guard.pii.Vault;
import eu.rempart.guard.secret.SecretScanner;
import java.util.List;
import java.util.Locale;

/// Everything the guard sees in one text, as `./rempart guard scan` prints it. Immutable and
/// thread-safe.
public final class GuardScan {
    private final InjectionDetector injection = new InjectionDetector();
    private final PiiDetector pii = new PiiDetector();
    private final SecretScanner secrets = new SecretScanner();
    private final Masker masker = new Masker(pii, secrets);

    public GuardScan() {}

    /// The line for one text. Offsets are UTF-16 units.
    public record Report(Injection injection, List<Personal> pii, List<Secret> secrets, String masked) {
        public Report {
            pii = List.copyOf(pii);
            secrets = List.copyOf(secrets);
        }
    }

    /// What the detector of attacks thinks.
    ///
    /// @param level `none`, `low`, `medium` or `high`
    public record Injection(String level, double score, List<String> rules) {
        public Injection {
            rules = List.copyOf(rules);
        }
    }

    /// Where personal data stands.
    ///
    /// @param type the placeholder's word, such as `EMAIL`
    public record Personal(String type, int start, int end) {}

    /// Where a credential stands.
    ///
    /// @param rule the kind of credential
    public record Secret(String rule, int start, int end) {}

    /// Scans one text by itself, with a vault of its own.
    public Report scan(String text) {
        Assessment assessment = injection.assess(text);
        List<PiiMatch> matches = pii.find(text);
        List<Finding> credentials = secrets.find(text);
        return new Report(
                new Injection(
                        assessment.level().name().toLowerCase(Locale.ROOT),
                        assessment.score(),
                        assessment.findings().stream()
                                .map(Finding::rule)
                                .distinct()
                                .toList()),
                matches.stream()
                        .map(match -> new Personal(match.type().name(), match.start(), match.end()))
                        .toList(),
                credentials.stream()
                        .map(finding -> new Secret(finding.rule(), finding.start(), finding.end()))
                        .toList(),
                masker.mask(text, new Vault()).text());
    }
}
