package eu.rempart.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The CPU time of processes, user and system, as Linux counts it.
final class Cpu {
    private final List<String> processes;
    private final double ticksPerSecond;

    /// Processes by number, with commas in between; there may be none.
    Cpu(String processes, double ticksPerSecond) {
        this.processes = Stream.of(processes.split(",", -1))
                .filter(each -> !each.isBlank())
                .toList();
        this.ticksPerSecond = ticksPerSecond;
    }

    /// Seconds until now, of all of them together.
    double seconds() {
        return processes.stream().mapToLong(Cpu::ticks).sum() / ticksPerSecond;
    }

    private static long ticks(String process) {
        try {
            var stat = Files.readString(Path.of("/proc", process, "stat"));
            // The name, in parentheses, may hold spaces. After it: state, …, utime as the 12th, stime as the 13th.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException gone) {
            throw new UncheckedIOException("process " + process + " is gone", gone);
        }
    }
}
