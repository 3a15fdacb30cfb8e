package eu.rempart.guard.evaluation;

import eu.rempart.guard.Finding;
import eu.rempart.guard.injection.InjectionDetector;
import eu.rempart.guard.injection.Level;
import eu.rempart.guard.pii.PiiDetector;
import eu.rempart.guard.pii.PiiMatch;
import eu.rempart.guard.secret.SecretScanner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// Prints recall and false alarms by source. Run it by hand: `java … Evaluation DIRECTORY
/// [errors]`, where the directory holds `injection_*.jsonl.gz`, `pii_dev.jsonl.gz` and
/// `secrets_dev.jsonl.gz`.
final class Evaluation {
    private Evaluation() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        String wanted = arguments.length > 1 ? arguments[1] : "";
        for (String file : List.of("injection_train", "injection_dev", "injection_authored")) {
            injection(directory.resolve(file + ".jsonl.gz"), wanted);
        }
        personal(directory.resolve("pii_dev.jsonl.gz"), wanted);
        secrets(directory.resolve("secrets_dev.jsonl.gz"), wanted);
    }

    private static int number(Map<?, ?> span, String key) {
        return (int) Double.parseDouble(String.valueOf(span.get(key)));
    }

    private static List<Map<String, Object>> rows(Path file) throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                rows.add(FlatJson.object(line));
            }
        }
        return rows;
    }

    private static void injection(Path file, String wanted) throws IOException {
        InjectionDetector detector = new InjectionDetector();
        Map<String, int[]> counts = new TreeMap<>();
        List<Map<String, Object>> rows = rows(file);
        for (Map<String, Object> row : rows) {
            String text = String.valueOf(row.get("text"));
            boolean attack = "injection".equals(row.get("label"));
            var assessment = detector.assess(text);
            Level level = assessment.level();
            String source = String.valueOf(row.get("source"));
            String shortSource = source.substring(0, Math.min(50, source.length()));
            for (String key : List.of(
                    row.get("label") + " " + shortSource,
                    row.get("label") + " lang=" + row.get("lang"),
                    row.get("label") + " kind=" + row.get("kind"),
                    row.get("label") + " ALL")) {
                int[] count = counts.computeIfAbsent(key, k -> new int[3]);
                count[0]++;
                count[1] += level.compareTo(Level.MEDIUM) >= 0 ? 1 : 0;
                count[2] += level == Level.HIGH ? 1 : 0;
            }
            boolean wrong = attack ? level.compareTo(Level.MEDIUM) < 0 : level.compareTo(Level.MEDIUM) >= 0;
            if (wrong && wanted.equals(attack ? "missed" : "alarms")) {
                System.out.println(level
                        + " "
                        + row.get("kind")
                        + " "
                        + row.get("lang")
                        + " "
                        + assessment.findings().stream().map(Finding::rule).toList()
                        + " "
                        + text.substring(0, Math.min(260, text.length())).replace('\n', ' '));
            }
        }
        System.out.println("== " + file.getFileName());
        counts.forEach((key, c) -> System.out.printf(
                "%-70s %6d  medium %6.2f %%  high %6.2f %%%n", key, c[0], 100.0 * c[1] / c[0], 100.0 * c[2] / c[0]));
        String all = String.join(
                " ",
                rows.stream()
                        .map(r -> String.valueOf(r.get("text")))
                        .filter(t -> t.length() > 200 && t.length() < 2000)
                        .limit(2000)
                        .toList());
        List<String> kilobytes = new ArrayList<>();
        for (int i = 0; i + 1000 < all.length() && kilobytes.size() < 500; i += 1000) {
            kilobytes.add(all.substring(i, i + 1000));
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long start = System.nanoTime();
            for (String text : kilobytes) {
                detector.assess(text);
            }
            best = Math.min(best, (System.nanoTime() - start) / Math.max(1, kilobytes.size()));
        }
        System.out.println("nanoseconds for 1,000 characters: " + best);
    }

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("PERSON", "NAME"),
            Map.entry("CREDIT_CARD", "CARD"),
            Map.entry("FR_NIR", "NIR"),
            Map.entry("FR_SIRET", "SIRET"),
            Map.entry("FR_SIREN", "SIREN"),
            Map.entry("FR_VAT", "VAT"),
            Map.entry("US_SSN", "SSN"),
            Map.entry("DATE_OF_BIRTH", "BIRTHDATE"),
            Map.entry("FR_PLATE", "PLATE"),
            Map.entry("EMAIL", "EMAIL"),
            Map.entry("PHONE", "PHONE"),
            Map.entry("IBAN", "IBAN"),
            Map.entry("IP", "IP"),
            Map.entry("MAC", "MAC"),
            Map.entry("ADDRESS", "ADDRESS"));

    private static void personal(Path file, String wanted) throws IOException {
        PiiDetector detector = new PiiDetector();
        Map<String, int[]> counts = new TreeMap<>();
        int clean = 0;
        Map<String, int[]> cleanBySource = new TreeMap<>();
        List<String> texts = new ArrayList<>();
        for (Map<String, Object> row : rows(file)) {
            String text = String.valueOf(row.get("text"));
            texts.add(text);
            List<PiiMatch> found = detector.find(text);
            List<?> spans = (List<?>) row.getOrDefault("spans", List.of());
            String source = String.valueOf(row.get("source"));
            String group = source.startsWith("own")
                    ? "own"
                    : source.contains("presidio-research")
                            ? "presidio-research"
                            : source.contains("Europeana") ? "europeana" : "other";
            for (Object span : spans) {
                Map<?, ?> s = (Map<?, ?>) span;
                int start = text.offsetByCodePoints(0, number(s, "start"));
                int end = text.offsetByCodePoints(0, number(s, "end"));
                String type = String.valueOf(s.get("type"));
                if (!TYPES.containsKey(type)) {
                    continue;
                }
                int covered = 0;
                boolean sameType = false;
                for (PiiMatch match : found) {
                    int from = Math.max(start, match.start());
                    int to = Math.min(end, match.end());
                    covered += Math.max(0, to - from);
                    sameType |= to > from && match.type().name().equals(TYPES.get(type));
                }
                int[] count = counts.computeIfAbsent(type + " " + group, k -> new int[3]);
                count[0]++;
                count[1] += covered >= end - start ? 1 : 0;
                count[2] += sameType ? 1 : 0;
                if (covered < end - start && wanted.equals("pii:" + type)) {
                    System.out.println(type + " <" + text.substring(start, end) + "> in " + text.replace('\n', ' '));
                }
            }
            if (spans.isEmpty()) {
                int[] c = cleanBySource.computeIfAbsent(
                        source.substring(0, Math.min(60, source.length())), k -> new int[2]);
                c[0]++;
                c[1] += found.isEmpty() ? 0 : 1;
                clean++;
                if (!found.isEmpty() && wanted.equals("pii-alarms")) {
                    System.out.println(found + " " + text.replace('\n', ' '));
                }
            }
        }
        System.out.println("== " + file.getFileName() + ", texts without: " + clean);
        counts.forEach((key, c) -> System.out.printf(
                "%-40s %6d  covered %6.1f %%  touched with its type %6.1f %%%n",
                key, c[0], 100.0 * c[1] / c[0], 100.0 * c[2] / c[0]));
        cleanBySource.forEach(
                (key, c) -> System.out.printf("clean %-64s %5d  alarms %5.1f %%%n", key, c[0], 100.0 * c[1] / c[0]));
        String all = String.join(" ", texts);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long start = System.nanoTime();
            int n = 0;
            for (int i = 0; i + 1000 < all.length() && n < 200; i += 1000) {
                detector.find(all.substring(i, i + 1000));
                n++;
            }
            best = Math.min(best, (System.nanoTime() - start) / Math.max(1, n));
        }
        System.out.println("nanoseconds for 1,000 characters full of personal data: " + best);
    }

    private static void secrets(Path file, String wanted) throws IOException {
        SecretScanner scanner = new SecretScanner();
        Map<String, int[]> counts = new TreeMap<>();
        for (Map<String, Object> row : rows(file)) {
            String text = String.valueOf(row.get("text"));
            boolean secret = "secret".equals(row.get("label"));
            List<Finding> found = scanner.find(text);
            boolean hit = !found.isEmpty();
            if (secret) {
                hit = false;
                for (Object span : (List<?>) row.getOrDefault("spans", List.of())) {
                    Map<?, ?> s = (Map<?, ?>) span;
                    int start = text.offsetByCodePoints(0, number(s, "start"));
                    int end = text.offsetByCodePoints(0, number(s, "end"));
                    hit |= found.stream().anyMatch(f -> f.start() < end && f.end() > start);
                }
            }
            String source = String.valueOf(row.get("source"));
            String key = row.get("label")
                    + " context_free="
                    + row.get("context_free")
                    + " "
                    + source.substring(0, Math.min(40, source.length()));
            int[] count = counts.computeIfAbsent(key.replaceAll("/[a-z_0-9.]*$", ""), k -> new int[2]);
            count[0]++;
            count[1] += hit ? 1 : 0;
            if (hit != secret
                    && wanted.equals(secret ? "secrets-missed" + row.get("context_free") : "secrets-alarms")) {
                System.out.println(row.get("spans")
                        + " "
                        + found
                        + " "
                        + text.substring(0, Math.min(300, text.length())).replace('\n', ' '));
            }
        }
        System.out.println("== " + file.getFileName());
        counts.forEach((key, c) -> System.out.printf("%-80s %6d  found %6.1f %%%n", key, c[0], 100.0 * c[1] / c[0]));
    }
}
