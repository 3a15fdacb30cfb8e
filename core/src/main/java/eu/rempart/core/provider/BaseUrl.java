package eu.rempart.core.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// A provider's address as operators write it: with or without trailing slash, with or without the
/// version that the API's paths begin with.
record BaseUrl(URI uri) {

    /// @param url `http://host[:port][/path]` or `https://…`
    /// @throws IllegalArgumentException if it is anything else; the message does not show it, because
    ///     a
    /// URL may hold a password
    static BaseUrl parse(String provider, String url) {
        try {
            var uri = new URI(url.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return new BaseUrl(uri);
            }
        } catch (URISyntaxException _) {
            // Falls through: its message quotes the URL.
        }
        throw new IllegalArgumentException(
                "the base URL of " + provider + " must look like https://host[:port][/path]");
    }

    /// The base followed by the version, unless it already ends with it or has, where `pathIsComplete`,
    /// any path of its own; then the rest.
    URI endpoint(String version, String rest, boolean pathIsComplete) {
        String path = path();
        boolean versioned = path.endsWith("/" + version) || (pathIsComplete && !path.isEmpty());
        return at(path + (versioned ? "" : "/" + version) + rest);
    }

    /// The base without the last of its path segments if that is `segment`.
    BaseUrl without(String segment) {
        String path = path();
        return path.endsWith("/" + segment)
                ? new BaseUrl(at(path.substring(0, path.length() - segment.length() - 1)))
                : this;
    }

    private String path() {
        String path = uri.getRawPath();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private URI at(String path) {
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path);
    }

    /// True if the host's name is this domain or lies in it.
    boolean isIn(String domain) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return host.equals(domain) || host.endsWith("." + domain);
    }

    /// True if the host is this machine, going by how it is written; no name is looked up.
    boolean isLoopback() {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.startsWith("127.");
    }
}
