package eu.rempart.guard.evaluation;

import eu.rempart.guard.Finding;
import eu.rempart.guard.injection.Assessment;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.injection.Level;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.pii.PiiMatch;
import eu.rempart.guard.pii.PiiType;
import eu.rempart.guard.secret.SecretScanner;
import java.util.List;
import java.util.Set;

/// Runs the detectors over labelled texts and counts. Thread-safe.
///
/// What the rows hold decides what is measured: labels `injection` measure the detector of attacks,
/// `secret` the secret scanner, and rows without a label the detector of personal data.
public final class Evaluation {
    /// The names that data sets give to what the guard knows.
    private static final Set<String> OTHER_NAMES = Set.of(
            "PERSON", "CREDIT_CARD", "FR_NIR", "FR_SIRET", "FR_SIREN", "FR_VAT", "US_SSN", "DATE_OF_BIRTH", "FR_PLATE");

    private static final Set<String> NAMES_AND_ADDRESSES = Set.of("PERSON", "NAME", "ADDRESS");

    private final InjectionDetector injection = new InjectionDetector();
    private final PiiDetector pii = new PiiDetector();
    private final SecretScanner secrets = new SecretScanner();

    public Evaluation() {}

    /// Counts over the rows of one file.
    public List<Score> run(List<Labelled> rows) {
        Tally tally = new Tally();
        boolean attacks = rows.stream().anyMatch(row -> row.label().equals("injection"));
        boolean credentials = rows.stream().anyMatch(row -> row.label().equals("secret"));
        for (Labelled row : rows) {
            if (attacks || (!credentials && !row.label().isEmpty())) {
                attack(row, tally);
            } else if (credentials) {
                credential(row, tally);
            } else {
                personal(row, tally);
            }
        }
        return tally.scores();
    }

    private void attack(Labelled row, Tally tally) {
        Assessment assessment = injection.assess(row.text());
        boolean medium = assessment.level().compareTo(Level.MEDIUM) >= 0;
        boolean high = assessment.level() == Level.HIGH;
        if (row.label().equals("injection")) {
            tally.count("attacks found (medium or high)", row, medium);
            tally.count("attacks refused (high)", "all", "all", high);
        } else {
            tally.count("harmless texts flagged (medium or high)", row, medium);
            tally.count("harmless texts refused (high)", "all", "all", high);
        }
        int tenth = (int) Math.min(9, assessment.score() * 10);
        tally.count(
                "attacks among texts by score",
                "score",
                "0." + tenth + "…",
                row.label().equals("injection"));
    }

    private void credential(Labelled row, Tally tally) {
        List<Finding> found = secrets.find(row.text());
        if (row.label().equals("secret")) {
            boolean hit = row.spans().stream().anyMatch(span -> found.stream()
                    .anyMatch(f -> f.start() < row.unit(span.end()) && f.end() > row.unit(span.start())));
            tally.count("secrets found", row, hit);
        } else {
            tally.count("look-alikes taken for secrets", row, !found.isEmpty());
        }
    }

    private void personal(Labelled row, Tally tally) {
        List<PiiMatch> found = pii.find(row.text());
        if (row.spans().isEmpty()) {
            tally.count("texts without personal data in which something is masked", row, !found.isEmpty());
            return;
        }
        for (Labelled.Span span : row.spans()) {
            int start = row.unit(span.start());
            int end = row.unit(span.end());
            if (!isKnown(span.type()) || (!row.scope().isEmpty() && !row.scope().contains(span.type()))) {
                continue;
            }
            int covered = 0;
            for (PiiMatch match : found) {
                covered += Math.max(0, Math.min(end, match.end()) - Math.max(start, match.start()));
            }
            boolean masked = covered >= end - start;
            boolean word = NAMES_AND_ADDRESSES.contains(span.type());
            String measure = word ? "names and addresses masked" : "identifiers masked";
            if (!word) {
                tally.count(measure, "all", "all", masked);
            }
            tally.count(measure, "type", span.type(), masked);
            tally.count(measure, "source", row.source(), masked);
        }
    }

    private static boolean isKnown(String type) {
        if (OTHER_NAMES.contains(type)) {
            return true;
        }
        for (PiiType known : PiiType.values()) {
            if (known.name().equals(type)) {
                return true;
            }
        }
        return false;
    }
}
