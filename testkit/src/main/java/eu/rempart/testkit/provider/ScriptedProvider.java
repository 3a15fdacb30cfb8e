package eu.rempart.testkit.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/// An AI provider on loopback that answers by script, in the format of the path that it is asked on:
/// `…/chat/completions` (OpenAI), `…/v1/messages` (Anthropic), `/api/chat` (Ollama), streamed or not.
///
/// It keeps every request as it came, so that a test can say what never left the house. Real sockets
/// and real bytes: whatever it does to a client can happen. Thread-safe.
public final class ScriptedProvider implements AutoCloseable {

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Queue<Script> queue = new ArrayDeque<>();
    private final List<Received> received = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger answering = new AtomicInteger();
    private final BlockingQueue<ClientClose> closes = new LinkedBlockingQueue<>();
    private @Nullable Script always;
    private volatile boolean closed;

    private ScriptedProvider(ServerSocket server) {
        this.server = server;
    }

    /// Starts on a free port.
    public static ScriptedProvider start() {
        return start(0);
    }

    /// Starts on this port of the loopback address; 0 is any free one.
    public static ScriptedProvider start(int port) {
        return start(port, ServerSocketFactory.getDefault());
    }

    /// Starts on a free port and speaks TLS.
    ///
    /// @param identity with the certificate that it shows
    public static ScriptedProvider startTls(SSLContext identity) {
        return start(0, identity.getServerSocketFactory());
    }

    private static ScriptedProvider start(int port, ServerSocketFactory sockets) {
        try {
            var server = sockets.createServerSocket(port, 4096, InetAddress.getLoopbackAddress());
            var provider = new ScriptedProvider(server);
            Thread.ofPlatform().daemon().name("scripted-provider").start(provider::accept);
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `http://127.0.0.1:port`, without a slash at its end; `https` where it speaks TLS.
    public String baseUrl() {
        return (server instanceof SSLServerSocket ? "https" : "http") + "://127.0.0.1:" + server.getLocalPort();
    }

    /// Answers one request so, after those already queued.
    public ScriptedProvider answer(Script script) {
        synchronized (received) {
            queue.add(script);
        }
        return this;
    }

    /// Answers so whenever the queue is empty. Without it, such requests get a 500.
    public ScriptedProvider always(Script script) {
        synchronized (received) {
            always = script;
        }
        return this;
    }

    /// Every request so far, oldest first.
    public List<Received> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /// Waits until at least `count` requests have come in.
    ///
    /// @throws AssertionError if they have not come in time
    public List<Received> awaitReceived(int count, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (received) {
            while (received.size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(
                            "received " + received.size() + " of " + count + " requests within " + limit);
                }
                received.wait(left);
            }
            return List.copyOf(received);
        }
    }

    /// Waits for a client that leaves before its answer is complete. Each such leaving is given once.
    ///
    /// @throws AssertionError if none leaves in time
    public ClientClose awaitClientClosed(Duration limit) throws InterruptedException {
        ClientClose close = closes.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (close == null) {
            throw new AssertionError("no client left in the middle of an answer within " + limit);
        }
        return close;
    }

    /// Bytes of answers that went out so far, to all clients.
    public long sentBytes() {
        return sent.get();
    }

    void sent(int bytes) {
        sent.addAndGet(bytes);
    }

    void answering(int more) {
        answering.addAndGet(more);
    }

    /// Connections on which an answer is under way: open ones that carry nothing are not among them.
    public int busyConnections() {
        return answering.get();
    }

    /// Connections that are open now.
    public int openConnections() {
        return sockets.size();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("scripted-connection").start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        sockets.add(socket);
        try {
            if (closed) {
                socket.close();
            }
            socket.setTcpNoDelay(true);
            new Connection(this, socket).serve();
        } catch (IOException _) {
            // The client is gone already.
        } finally {
            sockets.remove(socket);
        }
    }

    /// Records a request and chooses its answer.
    List<Step> accept(Received request, @Nullable Wire wire) {
        Script script;
        synchronized (received) {
            received.add(request);
            received.notifyAll();
            script = wire == null ? null : queue.poll();
            if (script == null && wire != null) {
                script = always;
            }
        }
        if (script == null) {
            int code = wire == null ? 404 : 500;
            return List.of(new Step.Status(code, Map.of(), "nothing is scripted for this request"));
        }
        return script.steps(request);
    }

    void clientLeft(ClientClose close) {
        closes.add(close);
    }

    /// Ends every connection. Idempotent.
    @Override
    public void close() {
        closed = true;
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
