package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Pictures, files and sounds as [Gemini](https://ai.google.dev/gemini-api/docs/file-input-methods) takes them.
final class GeminiMedia {

    private static final Pattern GOOGLES = Pattern.compile(
            "(?:.*\\.)?(?:googleapis\\.com|youtube\\.com|youtube-nocookie\\.com|youtu\\.be)\\.?",
            Pattern.CASE_INSENSITIVE);

    private GeminiMedia() {}

    /// A picture, given or linked to.
    static ObjectNode ofUrl(String url) {
        DataUrl data = DataUrl.parse(url);
        if (data != null) {
            return inline(data.type(), data.base64());
        }
        String type = url.startsWith("https://") || url.startsWith("http://") ? type(url) : "";
        if (type.isEmpty()) {
            throw new UntranslatableException("messages[].content[].image_url.url");
        }
        ObjectNode part = object();
        part.putObject("fileData").put("mimeType", type).put("fileUri", url);
        return part;
    }

    static ObjectNode ofFile(JsonNode file) {
        DataUrl data = DataUrl.parse(text(file.path("file_data")));
        if (data == null) {
            throw new UntranslatableException(
                    "messages[].content[].file." + (file.has("file_id") ? "file_id" : "file_data"));
        }
        return inline(data.type(), data.base64());
    }

    static ObjectNode ofSound(JsonNode sound) {
        String data = text(sound.path("data"));
        String format = text(sound.path("format"));
        if (data.isEmpty() || !DataUrl.isBase64(data, 0) || !format.matches("[a-z0-9]{1,10}")) {
            throw new UntranslatableException("messages[].content[].input_audio");
        }
        return inline("audio/" + format, data);
    }

    private static ObjectNode inline(String type, String base64) {
        ObjectNode part = object();
        part.putObject("inlineData").put("mimeType", type).put("data", base64);
        return part;
    }

    /// By the name's ending; empty if it is no picture's. Others are not followed: a film costs a million tokens, and
    /// at Google's own addresses are the files of whoever owns the key.
    private static String type(String url) {
        URI link;
        try {
            link = URI.create(url);
        } catch (IllegalArgumentException _) {
            return "";
        }
        String host = link.getHost();
        if (host == null || GOOGLES.matcher(host).matches()) {
            return "";
        }
        String name = link.getPath().toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "webp" -> "image/webp";
            case "gif" -> "image/gif";
            case "heic" -> "image/heic";
            case "heif" -> "image/heif";
            default -> "";
        };
    }
}
