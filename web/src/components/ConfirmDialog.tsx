import { useState } from "react";
import { AgentError } from "../errors";
import { useText } from "../messages";
import { Dialog } from "./Dialog";
import { InlineError } from "./InlineError";

interface ConfirmDialogProps {
  readonly title: string;
  readonly body: string;
  readonly action: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something is erased. Stays open, with the reason, when that fails. */
export function ConfirmDialog({ title, body, action, onClose }: ConfirmDialogProps) {
  const text = useText();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<AgentError | null>(null);

  const confirm = async () => {
    setWorking(true);
    setError(null);
    try {
      await action();
      onClose();
    } catch (thrown) {
      setError(AgentError.of(thrown));
      setWorking(false);
    }
  };

  return (
    <Dialog title={title} onClose={onClose}>
      <p>{body}</p>
      <InlineError error={error} />
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          {text.confirm.no}
        </button>
        <button
          type="button"
          className="button danger"
          data-testid="confirm-delete"
          disabled={working}
          onClick={() => void confirm()}
        >
          {working ? text.confirm.working : text.confirm.yes}
        </button>
      </div>
    </Dialog>
  );
}
