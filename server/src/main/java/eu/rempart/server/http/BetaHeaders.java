package eu.rempart.server.http;

import eu.rempart.core.upstream.UpstreamRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The headers by which the SDKs of OpenAI and Anthropic ask for what is not in a format yet: names of features with
/// their dates. Whatever looks like anything else is not passed on.
final class BetaHeaders {

    private static final Pattern FEATURES =
            Pattern.compile("[A-Za-z0-9_.=-]{1,64}(?: ?, ?[A-Za-z0-9_.=-]{1,64}){0,19}");

    private BetaHeaders() {}

    static Map<String, String> of(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : UpstreamRequest.BETAS) {
            String features = String.join(",", Collections.list(request.getHeaders(name)));
            if (FEATURES.matcher(features).matches()) {
                headers.put(name, features);
            }
        }
        return headers;
    }
}
