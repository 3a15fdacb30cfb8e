package eu.rempart.guard.injection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One line of `rules.txt`: a concept, what has to stand near it, and what that is worth.
///
/// @param points 3 makes MEDIUM, 6 makes HIGH
/// @param question whether asking is the attack, so that a question does not weaken it
record Rule(String name, double points, ConceptSet anchor, List<Need> needs, boolean question) {
    static final int MEDIUM = 3;

    private static final Pattern LINE =
            Pattern.compile("([\\d.]+) ([a-z-]+)(\\??): (\\S+)((?: & !?-\\d+\\+\\d+(?:/\\d)? \\S+)*)");
    private static final Pattern NEED = Pattern.compile("(!?)-(\\d+)\\+(\\d+)(?:/(\\d))? (\\S+)");

    /// Another concept near the anchor, or one that must not be there.
    record Need(ConceptSet concepts, int before, int after, int sentences, boolean absent) {}

    /// The rules as shipped, in the order of the file.
    static List<Rule> load() {
        try (InputStream in = Rule.class.getResourceAsStream("rules.txt")) {
            if (in == null) {
                throw new IllegalStateException("the rules are missing from the library");
            }
            List<Rule> rules = new ArrayList<>();
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rules.add(parse(line));
                }
            }
            return List.copyOf(rules);
        } catch (IOException e) {
            throw new UncheckedIOException("the rules cannot be read", e);
        }
    }

    /// @throws IllegalArgumentException if the line is no rule, or names an unknown concept
    static Rule parse(String line) {
        Matcher rule = LINE.matcher(line);
        if (!rule.matches()) {
            throw new IllegalArgumentException("not a rule: " + line);
        }
        List<Need> needs = new ArrayList<>();
        Matcher need = NEED.matcher(rule.group(5));
        while (need.find()) {
            needs.add(new Need(
                    concepts(need.group(5)),
                    Integer.parseInt(need.group(2)),
                    Integer.parseInt(need.group(3)),
                    need.group(4) == null ? 0 : Integer.parseInt(need.group(4)),
                    !need.group(1).isEmpty()));
        }
        return new Rule(
                rule.group(2),
                Double.parseDouble(rule.group(1)),
                concepts(rule.group(4)),
                List.copyOf(needs),
                !rule.group(3).isEmpty());
    }

    private static ConceptSet concepts(String names) {
        return ConceptSet.of(
                Stream.of(names.split("\\|", -1)).map(Concept::valueOf).toArray(Concept[]::new));
    }

    /// Whether every concept that the rule needs occurs somewhere.
    boolean possible(long low, long high) {
        if (!anchor.meets(low, high)) {
            return false;
        }
        for (Need need : needs) {
            if (!need.absent && !need.concepts.meets(low, high)) {
                return false;
            }
        }
        return true;
    }
}
