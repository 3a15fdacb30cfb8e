package eu.rempart.bench.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends requests, checks every answer and prints one line of JSON: requests that succeeded and failed, seconds,
/// events,
/// latency at the median and the 99th percentile in microseconds, and the CPU seconds of the processes in `--pids`.
///
/// It warms itself and the connections up for `--warmup` seconds first, which are not counted.
public final class LoadGenerator {
    private static final double NANOS = 1e9;
    /// How many streams are being opened at once.
    private static final int OPENING = 100;

    private final Options options;
    private final int port;
    private final double seconds;
    private final double warmup;
    private final Cpu cpu;
    private final byte[] request;
    private final boolean streamed;
    private final String streamText;
    private final Tally tally = new Tally();
    private final ConcurrentLinkedDeque<Client> idle = new ConcurrentLinkedDeque<>();
    private long startNanos;
    private double startCpu;

    private LoadGenerator(Options options) {
        this.options = options;
        var mode = options.text("mode");
        port = options.number("port");
        seconds = options.decimal("seconds", 10);
        warmup = options.decimal("warmup", 0);
        cpu = new Cpu(options.text("pids", ""), options.decimal("hz", 100));
        streamed = mode.equals("stream") || mode.equals("hold");
        streamText = mode.equals("stream") ? Script.streamed(options.number("events")) : "";
        request = Client.request(port, options.headers(), Script.request(options.text("model"), streamed));
    }

    /// `--mode closed|rate|stream|hold --port N --model NAME [--header 'Name: value']… [--seconds N] [--warmup N]
    /// [--pids N,N]`, and by mode `--connections N`, `--rate N`, `--events N`, `--streams N`.
    public static void main(String[] args) throws Exception {
        var generator = new LoadGenerator(new Options(args));
        switch (generator.options.text("mode")) {
            case "closed", "stream" -> generator.closed(generator.options.number("connections"));
            case "rate" -> generator.rate(generator.options.decimal("rate", 500));
            case "hold" -> generator.hold(generator.options.number("streams"));
            default -> throw new IllegalArgumentException("no such mode");
        }
    }

    /// So many connections, each sends its next request when the last one is answered.
    private void closed(int connections) throws InterruptedException {
        // All come to the barrier when they are warm, so that no request is half counted.
        var warm = new CyclicBarrier(connections, this::startCounting);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < connections; number++) {
                executor.execute(() -> repeat(warm));
            }
        }
        print();
    }

    private void repeat(CyclicBarrier warm) {
        var client = repeatFor(warmup, null, null);
        try {
            warm.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return;
        } catch (BrokenBarrierException broken) {
            throw new IllegalStateException(broken);
        }
        putAway(repeatFor(seconds, tally, client));
    }

    private @Nullable Client repeatFor(double duration, @Nullable Tally into, @Nullable Client first) {
        long end = System.nanoTime() + (long) (duration * NANOS);
        var client = first;
        while (System.nanoTime() < end) {
            client = once(System.nanoTime(), into, client);
            if (client == null) {
                LockSupport.parkNanos(10_000_000); // after a failure, no storm of connections
            }
        }
        return client;
    }

    /// A fixed number of requests per second, whether they are answered or not. The latency of each counts from the
    /// time it was due, so that a stall is not hidden.
    private void rate(double perSecond) {
        paced(perSecond, warmup, null);
        startCounting();
        paced(perSecond, seconds, tally);
        print();
    }

    private void paced(double perSecond, double duration, @Nullable Tally into) {
        int count = (int) (perSecond * duration);
        long start = System.nanoTime();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < count; number++) {
                long due = start + (long) (number * NANOS / perSecond);
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                executor.execute(() -> putAway(once(due, into, idle.pollFirst())));
            }
        }
    }

    private void putAway(@Nullable Client client) {
        if (client != null) {
            idle.addFirst(client);
        }
    }

    /// One request. Returns the connection if it can be used again.
    private @Nullable Client once(long fromNanos, @Nullable Tally into, @Nullable Client given) {
        var client = given;
        try {
            if (client == null || !client.isUsable()) {
                closeQuietly(client);
                client = null;
                client = new Client(port, request);
            }
            int events = 0;
            if (streamed) {
                events = client.stream(streamText);
            } else {
                client.ask();
            }
            if (into != null) {
                into.succeeded(System.nanoTime() - fromNanos, events);
            }
            return client;
        } catch (IOException | RuntimeException problem) {
            closeQuietly(client);
            if (into != null) {
                into.failed(problem);
            }
            return null;
        }
    }

    /// Opens so many streams, says when each has had its first event, and keeps them open.
    private void hold(int streams) throws InterruptedException {
        var opening = new Semaphore(OPENING);
        var decided = new CountDownLatch(streams);
        var alive = new AtomicInteger();
        var clients = new ConcurrentLinkedQueue<Client>();
        startCounting();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < streams; number++) {
                executor.execute(() -> holdOne(opening, decided, alive, clients));
            }
            decided.await();
            System.out.println("open " + alive.get());
            Thread.sleep((long) (seconds * 1000));
            int left = alive.get();
            double lasted = (System.nanoTime() - startNanos) / NANOS;
            System.out.println("{\"streams\":" + streams + ",\"alive\":" + left + ",\"seconds\":" + lasted + "}");
            if (tally.failure() != null) {
                System.err.println("first failure: " + tally.failure());
            }
            clients.forEach(LoadGenerator::closeQuietly);
        }
    }

    private void holdOne(
            Semaphore opening, CountDownLatch decided, AtomicInteger alive, ConcurrentLinkedQueue<Client> clients) {
        boolean opened = false;
        try {
            Client client;
            Client.Lines lines;
            opening.acquire();
            try {
                client = new Client(port, request);
                clients.add(client);
                lines = client.open();
            } finally {
                opening.release();
            }
            alive.incrementAndGet();
            opened = true;
            decided.countDown();
            while (true) {
                client.more(lines);
            }
        } catch (IOException ended) {
            tally.failed(ended);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            if (opened) {
                alive.decrementAndGet();
            } else {
                decided.countDown();
            }
        }
    }

    private void startCounting() {
        startCpu = cpu.seconds();
        startNanos = System.nanoTime();
    }

    private void print() {
        double lasted = (System.nanoTime() - startNanos) / NANOS;
        System.out.println(tally.json(lasted, cpu.seconds() - startCpu));
        if (tally.failure() != null) {
            System.err.println("first failure: " + tally.failure());
        }
        new ArrayList<>(idle).forEach(LoadGenerator::closeQuietly);
    }

    private static void closeQuietly(@Nullable Client client) {
        if (client != null) {
            try {
                client.close();
            } catch (IOException gone) {
                // It is of no use any more either way.
            }
        }
    }
}
