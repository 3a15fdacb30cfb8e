package eu.rempart.server.http;

import eu.rempart.server.Rempart;
import java.util.Locale;

/// What the classes of this package share.
record HttpParts(
        Rempart rempart,
        StrictJson json,
        Problems problems,
        Languages languages,
        Cookies cookies,
        ClientAddress addresses,
        Heartbeats heartbeats) {

    static HttpParts of(Rempart rempart) {
        ClientAddress addresses = new ClientAddress(rempart.config().server().trustedProxies());
        Languages languages = new Languages(
                Locale.of(rempart.config().assistant().defaultLanguage().tag()));
        return new HttpParts(
                rempart,
                new StrictJson(rempart.config().server().maxBody().bytes()),
                new Problems(languages),
                languages,
                new Cookies(addresses),
                addresses,
                new Heartbeats());
    }
}
