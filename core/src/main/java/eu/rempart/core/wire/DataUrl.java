package eu.rempart.core.wire;

import org.jspecify.annotations.Nullable;

/// A `data:` URL (RFC 2397) that holds Base64.
///
/// @param type the media type, `image/png`
/// @param base64 the data, not decoded
record DataUrl(String type, String base64) {

    private static final String SCHEME = "data:";
    private static final String MARK = ";base64,";

    /// Null if the URL is any other.
    static @Nullable DataUrl parse(String url) {
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        int mark = url.indexOf(MARK);
        return mark < 0 ? null : new DataUrl(url.substring(SCHEME.length(), mark), url.substring(mark + MARK.length()));
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "DataUrl[" + type + "]";
    }
}
