package eu.rempart.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Writes `RESULTS.md` and `results.svg` from what `bench/run.sh` measured.
public final class Results {
    private static final String NOTHING = "—";
    private static final String REMPART = "rempart";
    private static final double MIB_OF_TARGET = 1.5 * 1024;

    private final Rounds rounds;
    private final Map<String, String> facts = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> targets;
    private final int events;
    private final StringBuilder page = new StringBuilder();

    private Results(Rounds rounds, List<String> facts) {
        this.rounds = rounds;
        for (var line : facts) {
            var fields = line.split("\t", 2);
            if (fields.length < 2) {
                continue;
            }
            if (fields[0].equals("note")) {
                notes.add(fields[1]);
            } else {
                this.facts.put(fields[0], fields[1]);
            }
        }
        targets = rounds.targets();
        events = Integer.parseInt(fact("events"));
    }

    /// `--rounds FILE --facts FILE --to FOLDER`.
    public static void main(String[] args) throws IOException {
        var options = new Options(args);
        var results = new Results(
                new Rounds(Path.of(options.text("rounds"))), Files.readAllLines(Path.of(options.text("facts"))));
        var folder = Path.of(options.text("to"));
        Files.writeString(folder.resolve("RESULTS.md"), results.page());
        Files.writeString(folder.resolve("results.svg"), results.chart());
    }

    private String page() {
        line("# The gateway, measured");
        line("");
        line("Written by `bench/run.sh`; not edited by hand.");
        line("");
        machine();
        work();
        table();
        openStreams();
        targetsTable();
        thrownAway();
        commands();
        return page.toString();
    }

    private void machine() {
        line("| | |");
        line("|---|---|");
        line("| Date | " + fact("date") + " |");
        line("| Machine | " + fact("processors") + " processors, " + fact("cpu") + ", " + fact("memory") + ", "
                + fact("kernel") + " |");
        line("| Java | " + fact("java") + " |");
        line("| Rempart | commit " + fact("commit") + ", every guard on |");
        line("| Portkey | @portkey-ai/gateway " + fact("version-portkey")
                + "; [how it was made to stream](portkey/README.md) |");
        line("| nginx | " + fact("version-nginx") + ", a bare proxy |");
        line("");
        if (!fact("divide").equals("1")) {
            line("**A quick run, to try the script: these figures mean nothing.**");
            line("");
        }
    }

    private void work() {
        line(
                "Provider, load generator and what is measured share the machine. All get the same question of 300 characters");
        line(
                "with a name and an e-mail address in it; every answer is checked. `direct` is the provider without a proxy.");
        line("Each value is the median of " + fact("repetitions") + " repetitions, taken in turns; each round starts"
                + " with a warm-up that is not counted.");
        line("");
    }

    private void table() {
        line("| | " + String.join(" | ", targets) + " |");
        line("|---|" + "---:|".repeat(targets.size()));
        row("Requests per second, " + fact("connections") + " connections", "%.0f", rounds::perSecond);
        row("CPU per request, as fast as it goes (µs)", "%.0f", each -> rounds.cpuPerRequest(each, "closed"));
        row("CPU per request at " + fact("rate") + "/s (µs)", "%.0f", each -> rounds.cpuPerRequest(each, "rate"));
        row("Requests per CPU second", "%.0f", this::perCpuSecond);
        row("Latency at " + fact("rate") + "/s, p50 (ms)", "%.2f", each -> rounds.latency(each, "p50"));
        row("Latency at " + fact("rate") + "/s, p99 (ms)", "%.2f", each -> rounds.latency(each, "p99"));
        row("Added latency, p50 (ms)", "%.2f", each -> added(each, "p50"));
        row("Added latency, p99 (ms)", "%.2f", each -> added(each, "p99"));
        row("CPU per streamed event (µs)", "%.1f", each -> rounds.cpuPerEvent(each, events));
        row("Streamed events per second", "%.0f", each -> rounds.eventsPerSecond(each, events));
        row("Start (ms)", "%.0f", each -> number("start-" + each));
        row("Most memory after a round (MiB)", "%.0f", rounds::memory);
        line("");
        line("CPU is user and system time of all processes of the one measured, from `/proc`. A stream has " + events
                + " events with text, " + fact("pause") + " ms");
        line("apart, on " + fact("connections") + " connections; CPU per event is the CPU of whole streams divided by"
                + " the events that the");
        line("provider sent, so that joining events does not look cheaper than it is. Latency counts from the time at"
                + " which a");
        line("request was due; added latency is over `direct`. Start is the median of three, from the command to the"
                + " first time");
        line("that it is ready (Rempart) or accepts a connection (the others).");
        line("");
        line("![The same as bars](results.svg)");
        line("");
    }

    private void openStreams() {
        var held = rounds.held();
        if (held.isEmpty()) {
            return;
        }
        line("## Open streams");
        line("");
        line("Rempart, started afresh, with so many streams open at once, an event in each every ten seconds.");
        line("");
        line("| Wanted | Opened | Alive at the end | Memory (MiB) | KiB a stream |");
        line("|---:|---:|---:|---:|---:|");
        for (var round : held) {
            double alive = round.number("alive");
            line(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.0f | %s |",
                    round.repetition(),
                    round.number("streams"),
                    alive,
                    round.memoryKib() / 1024.0,
                    alive > 0 ? String.format(Locale.ROOT, "%.0f", round.memoryKib() / alive) : NOTHING));
        }
        line("");
        line("KiB a stream is the whole memory divided by the streams, so it contains the program itself.");
        line("");
    }

    private void targetsTable() {
        line("## Targets");
        line("");
        line("| Target | Measured | |");
        line("|---|---:|---|");
        atMost(
                "CPU per request that is not streamed ≤ 200 µs",
                rounds.cpuPerRequest(REMPART, "closed"),
                200,
                "%.0f µs");
        var beside = Rounds.combine(perCpuSecond(REMPART), perCpuSecond("portkey"), (ours, theirs) -> ours / theirs);
        target("Requests per CPU second ≥ 5 × Portkey", beside, beside.orElse(0) >= 5, "%.1f ×");
        atMost("CPU per streamed event ≤ 40 µs", rounds.cpuPerEvent(REMPART, events), 40, "%.1f µs");
        atMost("Added latency at 500/s, p50 ≤ 1 ms", rounds.addedLatency(REMPART, "p50"), 1, "%.2f ms");
        atMost("Added latency at 500/s, p99 ≤ 5 ms", rounds.addedLatency(REMPART, "p99"), 5, "%.2f ms");
        var five = rounds.held().stream()
                .filter(round -> round.number("streams") == 5000 && round.number("alive") == 5000)
                .mapToDouble(round -> round.memoryKib() / 1024.0)
                .max();
        atMost("5,000 open streams within 1.5 GiB", five, MIB_OF_TARGET, "%.0f MiB");
        line("");
    }

    private void thrownAway() {
        line("## Thrown away, and other things to know");
        line("");
        if (notes.isEmpty()) {
            line("Nothing: no request failed.");
        }
        notes.forEach(note -> line("- " + note));
        line("");
    }

    private void commands() {
        line("## Again");
        line("");
        line("```sh");
        line("bench/run.sh            # about twelve minutes on a machine that does nothing else");
        line("QUICK=1 bench/run.sh    # to try the script");
        line("```");
        line("");
        line("What it starts and sends is in [run.sh](run.sh), from top to bottom.");
    }

    private OptionalDouble perCpuSecond(String target) {
        return rounds.cpuPerRequest(target, "closed").stream()
                .filter(micros -> micros > 0)
                .map(micros -> 1e6 / micros)
                .findFirst();
    }

    private OptionalDouble added(String target, String percentile) {
        return target.equals("direct") ? OptionalDouble.empty() : rounds.addedLatency(target, percentile);
    }

    private OptionalDouble number(String name) {
        var value = facts.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(value));
    }

    private void row(String title, String format, Function<String, OptionalDouble> value) {
        var cells =
                targets.stream().map(each -> show(value.apply(each), format)).toList();
        line("| " + title + " | " + String.join(" | ", cells) + " |");
    }

    private void atMost(String title, OptionalDouble measured, double limit, String format) {
        target(title, measured, measured.orElse(Double.MAX_VALUE) <= limit, format);
    }

    private void target(String title, OptionalDouble measured, boolean reached, String format) {
        var verdict = measured.isEmpty() ? "not measured" : reached ? "reached" : "**missed**";
        line("| " + title + " | " + show(measured, format) + " | " + verdict + " |");
    }

    private String chart() {
        var chart = new Chart(targets);
        chart.group("Requests per CPU second (more is better)", this::perCpuSecond, "%.0f");
        chart.group("CPU per request, µs (less is better)", each -> rounds.cpuPerRequest(each, "closed"), "%.0f");
        chart.group("CPU per streamed event, µs (less is better)", each -> rounds.cpuPerEvent(each, events), "%.1f");
        chart.group("Added latency p50 at a fixed rate, ms (less is better)", each -> added(each, "p50"), "%.2f");
        chart.group("Added latency p99 at a fixed rate, ms (less is better)", each -> added(each, "p99"), "%.2f");
        chart.group("Start, ms (less is better)", each -> number("start-" + each), "%.0f");
        return chart.svg();
    }

    private String fact(String name) {
        return facts.getOrDefault(name, "not measured");
    }

    private static String show(OptionalDouble value, String format) {
        return value.isEmpty() ? NOTHING : String.format(Locale.ROOT, format, value.getAsDouble());
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
