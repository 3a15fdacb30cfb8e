package eu.rempart.server.config;

import eu.rempart.core.provider.AddressPolicy;
import eu.rempart.server.config.GatewayChecks.Report;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which providers stand at addresses that are not public, and whether each of them may. Names are looked up when they
/// are called, see [AddressPolicy]; here is what can be said before.
final class AddressChecks {

    private final Report report;
    private final List<Place> places = new ArrayList<>();

    /// Where a provider is.
    private record Place(String path, String host, boolean allowed) {}

    AddressChecks(Report report) {
        this.report = report;
    }

    void check(RempartConfig config) {
        RempartConfig.Providers providers = config.providers();
        if (providers.openai().apiKey().isPresent()) {
            add("openai", providers.openai().baseUrl(), providers.openai().allowPrivateAddress());
        }
        if (providers.anthropic().apiKey().isPresent()) {
            add(
                    "anthropic",
                    providers.anthropic().baseUrl(),
                    providers.anthropic().allowPrivateAddress());
        }
        if (providers.mistral().apiKey().isPresent()) {
            add("mistral", providers.mistral().baseUrl(), providers.mistral().allowPrivateAddress());
        }
        providers.ollama().baseUrl().ifPresent(url -> add("ollama", url, true));
        config.gateway().providers().forEach((name, provider) -> provider.baseUrl()
                .ifPresent(url ->
                        places.add(new Place("gateway.providers." + name, host(url), provider.allowPrivateAddress()))));
        places.stream()
                .filter(place -> !place.allowed() && !AddressPolicy.isThisMachine(place.host()))
                .forEach(this::forbidden);
    }

    private void add(String name, URI url, boolean allowed) {
        places.add(new Place("providers." + name, host(url), allowed));
    }

    private static String host(URI url) {
        return url.getHost().toLowerCase(Locale.ROOT);
    }

    private void forbidden(Place place) {
        if (AddressPolicy.isInside(place.host())) {
            report.wrong(
                    place.path() + ".base-url",
                    place.path(),
                    "is an address that is not public",
                    "Set " + place.path() + ".allow-private-address to true if this machine is yours.");
            return;
        }
        // Connections are kept by host, whoever made them: what one may reach, the other would reach too.
        Optional<Place> other = AddressPolicy.isWritten(place.host())
                ? Optional.empty()
                : places.stream()
                        .filter(same -> same.allowed() && same.host().equals(place.host()))
                        .findFirst();
        other.ifPresent(allowed -> report.wrong(
                place.path() + ".allow-private-address",
                place.path(),
                "is false, but " + allowed.path() + " is at the same host and may be at any address",
                "Set it to true, or give the two different hosts."));
    }
}
