import { useState } from "react";
import { AgentError } from "../errors";
import { useText } from "../messages";
import { codePoints } from "../validation";
import { Dialog } from "./Dialog";
import { Field } from "./Field";
import { InlineError } from "./InlineError";

const MIN_CHARS = 12;

interface PasswordDialogProps {
  /** The administrator set the present one, so that it has to go. */
  readonly required: boolean;
  readonly onChange: (current: string, next: string) => Promise<void>;
  readonly onClose: () => void;
  /** Nothing else is open to whoever has to change the password and does not. */
  readonly onLeave: () => void;
}

export function PasswordDialog({ required, onChange, onClose, onLeave }: PasswordDialogProps) {
  const text = useText();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [repeat, setRepeat] = useState("");
  const [tried, setTried] = useState(false);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<AgentError | null>(null);
  const tooShort = codePoints(next) < MIN_CHARS;
  const mismatch = next !== repeat;

  const submit = async () => {
    setTried(true);
    if (tooShort || mismatch) return;
    setWorking(true);
    setError(null);
    try {
      await onChange(current, next);
      onClose();
    } catch (thrown) {
      setError(AgentError.of(thrown));
      setWorking(false);
    }
  };

  return (
    <Dialog title={text.password.title} onClose={required ? onLeave : onClose}>
      {required && <p>{text.account.changeRequired}</p>}
      <p className="fine">{text.password.intro}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label={text.password.current}
          type="password"
          autoComplete="current-password"
          value={current}
          onValue={setCurrent}
        />
        <Field
          label={text.password.next}
          type="password"
          autoComplete="new-password"
          value={next}
          onValue={setNext}
          problem={tried && tooShort ? text.password.tooShort : ""}
        />
        <Field
          label={text.password.repeat}
          type="password"
          autoComplete="new-password"
          value={repeat}
          onValue={setRepeat}
          problem={tried && !tooShort && mismatch ? text.password.mismatch : ""}
        />
        <InlineError error={error} />
        <div className="actions">
          {required && (
            <button type="button" className="button" onClick={onLeave}>
              {text.account.logout}
            </button>
          )}
          <button type="submit" className="button primary" disabled={working}>
            {working ? text.password.submitting : text.password.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
