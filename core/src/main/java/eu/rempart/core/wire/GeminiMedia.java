package eu.rempart.core.wire;

import static eu.rempart.core.wire.Nodes.object;
import static eu.rempart.core.wire.Nodes.text;

import java.net.URI;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Pictures, files and sounds as [Gemini](https://ai.google.dev/gemini-api/docs/file-input-methods) takes them.
final class GeminiMedia {

    private GeminiMedia() {}

    /// A picture, given or linked to.
    static ObjectNode ofUrl(String url) {
        DataUrl data = DataUrl.parse(url);
        if (data != null) {
            return inline(data.type(), data.base64());
        }
        if (!url.startsWith("https://") && !url.startsWith("http://")) {
            throw new UntranslatableException("messages[].content[].image_url.url");
        }
        ObjectNode part = object();
        ObjectNode file = part.putObject("fileData");
        String type = type(url);
        if (!type.isEmpty()) {
            file.put("mimeType", type);
        }
        file.put("fileUri", url);
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

    /// By the name's ending; empty if it says nothing, and Gemini looks itself.
    private static String type(String url) {
        String path;
        try {
            path = URI.create(url).getPath();
        } catch (IllegalArgumentException _) {
            return "";
        }
        String name = path == null ? "" : path.toLowerCase(Locale.ROOT);
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
