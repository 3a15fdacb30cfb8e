package eu.rempart.core.gateway;

import eu.rempart.core.SubjectId;
import eu.rempart.core.identity.Caller;
import eu.rempart.core.limit.RateLimits;
import eu.rempart.core.pipeline.Received;
import eu.rempart.core.upstream.ModelCatalogue.Route;
import eu.rempart.core.wire.RequestTexts;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Proved by [ReadRequest]: a well-formed request for a model that there is and that the caller may ask for.
///
/// @param body the request, in the client's format; later steps change its texts in place
/// @param texts all that it says
record Asked(
        Received<GatewaySink> request,
        Caller caller,
        SubjectId subject,
        RateLimits.Standing standing,
        ObjectNode body,
        RequestTexts texts,
        Route route,
        boolean streamed) {

    Endpoint endpoint() {
        return request.sink().endpoint();
    }

    /// The client's headers for what is not in the format yet.
    Map<String, String> betas() {
        return request.sink().betas();
    }

    /// Shows no content.
    @Override
    public String toString() {
        return "Asked[" + endpoint() + ", " + route.name() + "]";
    }
}
