import { useState } from "react";
import { AgentError } from "../errors";
import { useText } from "../messages";
import { Dialog } from "./Dialog";
import { Field } from "./Field";
import { InlineError } from "./InlineError";

interface LoginDialogProps {
  readonly onLogin: (name: string, password: string) => Promise<void>;
  readonly onClose: () => void;
}

export function LoginDialog({ onLogin, onClose }: LoginDialogProps) {
  const text = useText();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<AgentError | null>(null);

  const submit = async () => {
    setWorking(true);
    setError(null);
    try {
      await onLogin(name.trim(), password);
      onClose();
    } catch (thrown) {
      setError(AgentError.of(thrown));
      setPassword("");
      setWorking(false);
    }
  };

  return (
    <Dialog title={text.login.title} onClose={onClose}>
      <p className="fine">{text.login.intro}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label={text.login.name} testId="login-name" autoComplete="username" value={name} onValue={setName} />
        <Field
          label={text.login.password}
          testId="login-password"
          type="password"
          autoComplete="current-password"
          value={password}
          onValue={setPassword}
        />
        <InlineError error={error} />
        <div className="actions">
          <button type="submit" className="button primary" data-testid="login-submit" disabled={working}>
            {working ? text.login.submitting : text.login.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
