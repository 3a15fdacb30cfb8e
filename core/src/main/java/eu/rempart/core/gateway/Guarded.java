package eu.rempart.core.gateway;

import eu.rempart.core.wire.AnswerCutException;
import eu.rempart.core.wire.TextPass;
import eu.rempart.guard.output.OutputGuard;
import eu.rempart.guard.output.PromptFingerprint;
import eu.rempart.guard.output.Step;
import eu.rempart.guard.output.StreamGuard;
import eu.rempart.guard.pii.StreamRestorer;
import eu.rempart.guard.pii.Vault;
import eu.rempart.guard.secret.SecretScanner;

/// Filters what a model writes and restores behind the filter what was masked, for every text of one answer by itself.
///
/// The filter sees what the model wrote, the restorer puts back what the application sent: its own data never looks
/// like
/// a leak, and a leak never hides in it.
final class Guarded implements TextPass.Source {

    private static final PromptFingerprint NO_PROMPT = PromptFingerprint.of("");

    private final SecretScanner secrets;
    private final Vault vault;

    Guarded(SecretScanner secrets, Vault vault) {
        this.secrets = secrets;
        this.vault = vault;
    }

    @Override
    public TextPass text() {
        return new Pass(new OutputGuard(secrets, "", NO_PROMPT), new StreamRestorer(vault));
    }

    @Override
    public TextPass json() {
        return new Pass(new OutputGuard(secrets, "", NO_PROMPT), StreamRestorer.forJson(vault));
    }

    @Override
    public boolean restores() {
        return !vault.isEmpty();
    }

    private static final class Pass implements TextPass {
        private final StreamGuard guard;
        private final StreamRestorer restorer;
        private long received;
        private long passed;

        private Pass(StreamGuard guard, StreamRestorer restorer) {
            this.guard = guard;
            this.restorer = restorer;
        }

        @Override
        public String next(String piece) {
            received += piece.length();
            return shown(guard.next(piece));
        }

        @Override
        public String end() {
            StringBuilder rest = new StringBuilder();
            Step step = guard.end();
            while (step instanceof Step.Emit) {
                rest.append(shown(step));
                step = guard.end();
            }
            shown(step);
            return rest.append(restorer.end()).toString();
        }

        @Override
        public boolean isHolding() {
            return passed < received;
        }

        private String shown(Step step) {
            return switch (step) {
                case Step.Emit(var text) -> {
                    passed += text.length();
                    yield restorer.next(text);
                }
                case Step.Hold() -> "";
                case Step.Cut(var rule) -> throw new AnswerCutException(rule);
            };
        }
    }
}
