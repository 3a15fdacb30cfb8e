import { memo } from "react";
import type { ChatMessage } from "../chatState";
import { useText } from "../messages";
import { Icon } from "./Icon";
import { Mark } from "./Mark";
import { Markdown } from "./Markdown";

interface MessageProps {
  readonly message: ChatMessage;
  /** Present on the message that can be tried again. */
  readonly onRetry: (() => void) | undefined;
}

export const Message = memo(function Message({ message, onRetry }: MessageProps) {
  return message.role === "user" ? (
    <UserMessage message={message} onRetry={onRetry} />
  ) : (
    <AssistantMessage message={message} onRetry={onRetry} />
  );
});

function UserMessage({ message, onRetry }: MessageProps) {
  const text = useText();
  return (
    <article className="message message-user" data-testid="message-user" data-status={message.status}>
      <h2 className="visually-hidden">{text.thread.you}</h2>
      <p className="said">{message.content}</p>
      {message.status === "failed" && <Outcome label={text.thread.notSent} onRetry={onRetry} />}
    </article>
  );
}

function AssistantMessage({ message, onRetry }: MessageProps) {
  const text = useText();
  const streaming = message.status === "streaming";
  const outcome =
    message.status === "interrupted"
      ? text.thread.interrupted
      : message.status === "filtered"
        ? text.thread.filtered
        : message.shortened
          ? text.thread.shortened
          : null;
  return (
    <>
      {message.newDisclosure !== null && <p className="disclosure">{message.newDisclosure}</p>}
      <article
        className="message message-assistant"
        data-testid="message-assistant"
        data-status={message.status}
        aria-busy={streaming}
      >
        <header className="speaker">
          <Mark size={22} />
          <h2>{text.thread.elea}</h2>
          {message.prepared && (
            <span className="badge" title={text.thread.preparedHint}>
              {text.thread.prepared}
            </span>
          )}
        </header>
        {message.content === "" && streaming ? (
          <p className="waiting" aria-hidden="true">
            <span />
            <span />
            <span />
          </p>
        ) : (
          <Markdown source={message.content} />
        )}
        {message.sources.length > 0 && (
          <div className="sources" data-testid="sources">
            <h3>
              <Icon name="book" />
              {text.thread.sources}
            </h3>
            <ul>
              {message.sources.map((source) => (
                <li key={source.id}>{source.title}</li>
              ))}
            </ul>
          </div>
        )}
        {outcome !== null && <Outcome label={outcome} onRetry={onRetry} />}
      </article>
    </>
  );
}

function Outcome({ label, onRetry }: { readonly label: string; readonly onRetry: (() => void) | undefined }) {
  const text = useText();
  return (
    <p className="outcome">
      <span>{label}</span>
      {onRetry !== undefined && (
        <button type="button" className="quiet" data-testid="message-retry" onClick={onRetry}>
          <Icon name="retry" />
          {text.thread.retry}
        </button>
      )}
    </p>
  );
}
