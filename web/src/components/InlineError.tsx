import type { AgentError } from "../errors";
import { type Messages, useText } from "../messages";

/** Codes whose cause only the server knows in full: its own sentence says more than ours. */
const SERVER_KNOWS_BETTER = new Set(["weak_password", "subscription_expired", "budget_exhausted"]);

/** What happened, and what to do. */
export function explain(error: AgentError, text: Messages): readonly [title: string, advice: string] {
  const [title, advice] = text.errors[error.code];
  return [title, SERVER_KNOWS_BETTER.has(error.code) && error.detail !== null ? error.detail : advice];
}

/** An error beside the control that caused it; the element is always there, so that its text is announced. */
export function InlineError({ error }: { readonly error: AgentError | null }) {
  const text = useText();
  const parts = error === null ? null : explain(error, text);
  return (
    <div role="alert" className="inline-error">
      {parts !== null && (
        <p>
          <strong>{parts[0]}</strong> {parts[1]}
        </p>
      )}
    </div>
  );
}
