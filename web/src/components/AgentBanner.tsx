import { AgentError } from "../errors";
import type { UseAgent } from "../useAgent";
import { ErrorBanner, OfflineBanner } from "./Banner";

interface AgentBannerProps {
  readonly agent: UseAgent;
  readonly onLogin: (() => void) | undefined;
  readonly onRetry: () => void;
}

const SESSION_ENDED = new AgentError("invalid_token");

/** The one thing that is wrong: being offline explains the rest, then a session that ended, then the last failure. */
export function Banner({ agent, onLogin, onRetry }: AgentBannerProps) {
  const { session } = agent;
  const failedStart = session.phase === "failed" ? session.error : null;
  if (!agent.online) return <OfflineBanner />;
  const error = failedStart ?? (session.ended ? sessionError(agent.error) : agent.error);
  if (error === null) return null;
  const restart = () => void agent.restart();
  return (
    <ErrorBanner
      error={error}
      blockedUntil={agent.blockedUntil}
      onRetry={failedStart === null ? onRetry : restart}
      onDismiss={agent.dismissError}
      onLogin={onLogin}
      onAnonymous={() => {
        agent.dismissError();
        restart();
      }}
    />
  );
}

function sessionError(error: AgentError | null): AgentError {
  return error?.kind === "session" ? error : SESSION_ENDED;
}
