package eu.rempart.core.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A `data:` URL (RFC 2397) that holds Base64.
///
/// @param type the media type, `image/png`
/// @param base64 the data, not decoded
record DataUrl(String type, String base64) {

    private static final Pattern HEAD = Pattern.compile(
            "data:([a-z]{1,20}/[a-z0-9.+-]{1,100})(?:;[a-z0-9-]{1,20}=[a-z0-9._-]{1,60}){0,4};base64,",
            Pattern.CASE_INSENSITIVE);

    /// Null if the URL is any other, or text that only begins like one.
    static @Nullable DataUrl parse(String url) {
        Matcher head = HEAD.matcher(url);
        return head.lookingAt() && isBase64(url, head.end())
                ? new DataUrl(head.group(1), url.substring(head.end()))
                : null;
    }

    /// Whether nothing but Base64 (RFC 4648, either alphabet) stands there, with its line breaks.
    static boolean isBase64(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letter && "+/-_=\r\n".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "DataUrl[" + type + "]";
    }
}
