import { useEffect, useState } from "react";
import type { AgentError } from "../errors";
import { useText } from "../messages";
import { Icon } from "./Icon";
import { explain } from "./InlineError";

/** Whole seconds until a moment on the clock of `performance.now()`; 0 when there is none. */
function useSecondsUntil(moment: number | null): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (moment === null) return undefined;
    const timer = setInterval(() => {
      setNow(performance.now());
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [moment]);
  return moment === null ? 0 : Math.max(0, Math.ceil((moment - now) / 1000));
}

interface ErrorBannerProps {
  readonly error: AgentError;
  readonly blockedUntil: number | null;
  readonly onRetry: () => void;
  readonly onDismiss: () => void;
  readonly onLogin: (() => void) | undefined;
  readonly onAnonymous: () => void;
}

/** What went wrong, what to do, and the reference that support needs. */
export function ErrorBanner({ error, blockedUntil, onRetry, onDismiss, onLogin, onAnonymous }: ErrorBannerProps) {
  const text = useText();
  const seconds = useSecondsUntil(blockedUntil);
  const [title, advice] = explain(error, text);
  const session = error.kind === "session";
  const retryable = !["session", "message", "subscription", "forbidden"].includes(error.kind);
  return (
    <div className="banner banner-error" data-testid="error-banner" data-code={error.code}>
      <div role="alert">
        <strong>{title}</strong> <span>{advice}</span>
        {error.kind === "rate" && error.retryAfter !== null && (
          <span className="visually-hidden">{text.banner.wait(error.retryAfter)}</span>
        )}
        {error.requestId !== null && <p className="fine">{text.banner.request(error.requestId)}</p>}
      </div>
      <div className="banner-actions">
        {/* Counted down for the eye only: the alert has said it once. */}
        {error.kind === "rate" && seconds > 0 && (
          <span className="countdown" aria-hidden="true">
            {text.banner.wait(seconds)}
          </span>
        )}
        {session && onLogin !== undefined && (
          <button type="button" className="button small" onClick={onLogin}>
            {text.banner.reconnect}
          </button>
        )}
        {session && (
          <button type="button" className="button small" onClick={onAnonymous}>
            {text.banner.anonymous}
          </button>
        )}
        {retryable && (
          <button type="button" className="button small" disabled={blockedUntil !== null} onClick={onRetry}>
            {text.banner.retry}
          </button>
        )}
        {!session && (
          <button type="button" className="icon-button" aria-label={text.banner.dismiss} onClick={onDismiss}>
            <Icon name="close" />
          </button>
        )}
      </div>
    </div>
  );
}

export function OfflineBanner() {
  const text = useText();
  return (
    <div className="banner banner-offline" role="status">
      <strong>{text.banner.offline}</strong> <span>{text.banner.offlineText}</span>
    </div>
  );
}
