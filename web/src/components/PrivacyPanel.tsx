import { useState } from "react";
import type { ConsentState } from "../agentService";
import { AgentError } from "../errors";
import { useText } from "../messages";
import type { Me } from "../wire";
import { ConfirmDialog } from "./ConfirmDialog";
import { NoticeFacts } from "./ConsentNotice";
import { Dialog } from "./Dialog";
import { InlineError } from "./InlineError";

interface PrivacyPanelProps {
  readonly consent: ConsentState;
  /** Null until the server has said what the notice says. */
  readonly notice: Me["notice"] | null;
  readonly onWithdraw: () => Promise<void>;
  readonly onDeleteAll: () => Promise<void>;
  readonly onClose: () => void;
}

/** Withdrawing takes one click, as giving did; deleting what was written is offered right after. */
export function PrivacyPanel({ consent, notice, onWithdraw, onDeleteAll, onClose }: PrivacyPanelProps) {
  const text = useText();
  const [withdrawn, setWithdrawn] = useState(false);
  const [deleted, setDeleted] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<AgentError | null>(null);

  const withdraw = async () => {
    setWorking(true);
    setError(null);
    try {
      await onWithdraw();
      setWithdrawn(true);
    } catch (thrown) {
      setError(AgentError.of(thrown));
    }
    setWorking(false);
  };

  return (
    <Dialog title={text.privacy.title} onClose={onClose}>
      <p role="status">
        {deleted
          ? text.privacy.deleted
          : withdrawn
            ? text.privacy.withdrawn
            : consent === "granted"
              ? text.privacy.granted
              : text.privacy.notGranted}
      </p>
      {notice !== null && <NoticeFacts notice={notice} />}
      {consent === "granted" && (
        <div className="choice">
          <p className="fine">{text.privacy.withdrawText}</p>
          <button
            type="button"
            className="button"
            data-testid="consent-withdraw"
            disabled={working}
            onClick={() => void withdraw()}
          >
            {text.privacy.withdraw}
          </button>
        </div>
      )}
      {!deleted && (
        <div className="choice">
          <button
            type="button"
            className="button danger"
            onClick={() => {
              setConfirming(true);
            }}
          >
            {text.privacy.deleteAll}
          </button>
        </div>
      )}
      <InlineError error={error} />
      <p className="fine">{text.privacy.storage}</p>
      {confirming && (
        <ConfirmDialog
          title={text.confirm.all}
          body={text.confirm.allText}
          action={async () => {
            await onDeleteAll();
            setDeleted(true);
          }}
          onClose={() => {
            setConfirming(false);
          }}
        />
      )}
    </Dialog>
  );
}
