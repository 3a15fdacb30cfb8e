package eu.rempart.server.cli;

/// A command was refused; the message is for the operator and says what to do. Nothing was stored.
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }
}
