package eu.rempart.guard.scan;

import eu.rempart.guard.Finding;
import eu.rempart.guard.injection.Assessment;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.injection.Provenance;
import eu.rempart.guard.pii.Masker;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.pii.Vault;
import eu.rempart.guard.secret.SecretScanner;
import eu.rempart.guard.text.Reading;
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
    /// @param rule the kind of credential; with the encodings that led to it before it where it was
    ///     encoded, such as `base64:github-token`
    public record Secret(String rule, int start, int end) {}

    /// Scans one text by itself, with a vault of its own.
    public Report scan(String text) {
        Reading reading = Reading.of(text);
        Assessment assessment = injection.assess(reading, Provenance.USER);
        return new Report(
                new Injection(
                        assessment.level().name().toLowerCase(Locale.ROOT),
                        assessment.score(),
                        assessment.findings().stream()
                                .map(GuardScan::name)
                                .distinct()
                                .toList()),
                pii.find(reading).stream()
                        .map(match -> new Personal(match.type().name(), match.start(), match.end()))
                        .toList(),
                secrets.find(reading).stream()
                        .map(finding -> new Secret(name(finding), finding.start(), finding.end()))
                        .toList(),
                masker.mask(reading, new Vault()).text());
    }

    private static String name(Finding finding) {
        return finding.path().isEmpty() ? finding.rule() : finding.path() + ":" + finding.rule();
    }
}
