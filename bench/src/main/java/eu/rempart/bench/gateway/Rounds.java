package eu.rempart.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/// What the rounds measured, read from the lines that `run.sh` wrote.
final class Rounds {
    private final List<Round> rounds = new ArrayList<>();

    /// One round: who was measured, on what work, resident memory in KiB, and the load generator's line.
    record Round(String target, String work, String repetition, long memoryKib, String line) {
        /// The number of that name in the line; 0 if there is none.
        double number(String name) {
            var found = Pattern.compile("\"" + name + "\":([0-9.Ee-]+)").matcher(line);
            return found.find() ? Double.parseDouble(found.group(1)) : 0;
        }

        private boolean isGood() {
            return number("failed") == 0 && number("requests") > 0;
        }
    }

    Rounds(Path file) throws IOException {
        for (var line : Files.readAllLines(file)) {
            var fields = line.split("\t", 5);
            if (fields.length == 5) {
                rounds.add(new Round(fields[0], fields[1], fields[2], Long.parseLong(fields[3]), fields[4]));
            }
        }
    }

    /// Everyone who was measured, in the order of the first round.
    List<String> targets() {
        return rounds.stream().map(Round::target).distinct().toList();
    }

    /// The median of a value over the rounds in which nothing failed.
    OptionalDouble median(String target, String work, ToDoubleFunction<Round> value) {
        var values = rounds.stream()
                .filter(round -> round.target().equals(target) && round.work().equals(work) && round.isGood())
                .mapToDouble(value)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        int middle = values.length / 2;
        return OptionalDouble.of(values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
    }

    /// Requests per second, as fast as eight connections go.
    OptionalDouble perSecond(String target) {
        return median(target, "closed", round -> round.number("requests") / round.number("seconds"));
    }

    /// CPU microseconds per request that is not streamed; `work` is `closed` or `rate`.
    OptionalDouble cpuPerRequest(String target, String work) {
        return measuredCpu(target, work, round -> 1e6 * round.number("cpu") / round.number("requests"));
    }

    /// CPU microseconds per event that the provider sent.
    OptionalDouble cpuPerEvent(String target, int events) {
        return measuredCpu(target, "stream", round -> 1e6 * round.number("cpu") / (round.number("requests") * events));
    }

    /// Events of the provider per second.
    OptionalDouble eventsPerSecond(String target, int events) {
        return median(target, "stream", round -> round.number("requests") * events / round.number("seconds"));
    }

    /// Latency in milliseconds at the fixed rate; `percentile` is `p50` or `p99`.
    OptionalDouble latency(String target, String percentile) {
        return median(target, "rate", round -> round.number(percentile) / 1000);
    }

    /// Latency in milliseconds over that without a proxy.
    OptionalDouble addedLatency(String target, String percentile) {
        return combine(latency(target, percentile), latency("direct", percentile), (whole, bare) -> whole - bare);
    }

    /// Most resident memory after a round, in MiB.
    OptionalDouble memory(String target) {
        return rounds.stream()
                .filter(round -> round.target().equals(target) && !round.work().equals("hold") && round.memoryKib() > 0)
                .mapToDouble(round -> round.memoryKib() / 1024.0)
                .max();
    }

    /// What was measured with streams held open.
    List<Round> held() {
        return rounds.stream().filter(round -> round.work().equals("hold")).toList();
    }

    /// Two values combined, if both are there.
    static OptionalDouble combine(OptionalDouble one, OptionalDouble other, DoubleBinaryOperator operator) {
        return one.isPresent() && other.isPresent()
                ? OptionalDouble.of(operator.applyAsDouble(one.getAsDouble(), other.getAsDouble()))
                : OptionalDouble.empty();
    }

    /// Without a proxy there is no process whose CPU time would count.
    private OptionalDouble measuredCpu(String target, String work, ToDoubleFunction<Round> value) {
        return target.equals("direct") ? OptionalDouble.empty() : median(target, work, value);
    }
}
