package eu.rempart.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// HTTP as no library would send it.
final class RawHttp {

    private RawHttp() {}

    /// What came back.
    ///
    /// @param status 0 if the connection was ended without an answer
    /// @param headers names in lower case
    record Answer(int status, Map<String, String> headers, String body) {}

    /// Sends these bytes, and reads what comes back until the server ends the connection.
    static Answer exchange(int port, String request) throws IOException {
        return exchange(port, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Answer exchange(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(request);
                    socket.getOutputStream().flush();
                } catch (IOException _) {
                    // The server has read enough.
                }
            });
            Answer answer = read(socket.getInputStream());
            writer.interrupt();
            return answer;
        }
    }

    static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                bytes.write(b);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new IOException("the server neither answers nor hangs up; so far: " + bytes, e);
        } catch (IOException _) {
            // Reset: what came before it counts.
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || end < 0) {
            return new Answer(0, Map.of(), text);
        }
        Map<String, String> headers = new TreeMap<>();
        text.substring(0, end)
                .lines()
                .skip(1)
                .forEach(line -> headers.put(
                        line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line.substring(line.indexOf(':') + 1).strip()));
        return new Answer(Integer.parseInt(text.substring(9, 12)), headers, text.substring(end + 4));
    }
}
