package eu.rempart.core.provider;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;

/// A connection that logs neither headers nor bytes at any log level.
///
/// HttpClient's own connection writes every header, the API key among them, and every byte to its
/// `headers` and `wire` loggers once somebody turns debugging on. The parser is the strict one: it
/// does not skip garbage in search of a status line.
final class QuietConnection extends DefaultManagedHttpClientConnection {

    private static final Http1Config HTTP = Http1Config.custom()
            .setMaxLineLength(16 << 10)
            .setMaxHeaderCount(200)
            .setMaxEmptyLineCount(2)
            .setBufferSize(4 << 10)
            .build();

    private QuietConnection(String id) {
        super(
                id,
                null,
                null,
                HTTP,
                null,
                null,
                new DefaultHttpRequestWriterFactory(HTTP),
                new DefaultHttpResponseParserFactory(HTTP));
    }

    static HttpConnectionFactory<ManagedHttpClientConnection> factory() {
        var count = new AtomicLong();
        return socket -> {
            var connection = new QuietConnection("upstream-" + count.getAndIncrement());
            if (socket != null) {
                connection.bind(socket);
            }
            return connection;
        };
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
    }

    @Override
    public void bind(SSLSocket sslSocket, Socket socket) throws IOException {
        bind(new SocketHolder(sslSocket, socket));
    }

    @Override
    protected void onRequestSubmitted(ClassicHttpRequest request) {}

    @Override
    protected void onResponseReceived(ClassicHttpResponse response) {}
}
