package eu.rempart.server;

/// Routes or aliases that name what is not there. The message is for the operator.
public final class InvalidGatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidGatewayException(String message) {
        super(message);
    }
}
