import { useEffect, useRef, useState } from "react";
import type { ChatMessage } from "../chatState";
import { useText } from "../messages";
import { Icon } from "./Icon";
import { Message } from "./Message";

interface ThreadProps {
  readonly messages: readonly ChatMessage[];
  readonly loading: boolean;
  readonly disclosure: string;
  readonly busy: boolean;
  /** What the composer covers at the bottom, in CSS pixels. */
  readonly coveredBelow: number;
  readonly onAsk: (question: string) => void;
  readonly onRetry: () => void;
}

export function Thread({ messages, loading, disclosure, busy, coveredBelow, onAsk, onRetry }: ThreadProps) {
  const text = useText();
  const last = messages.at(-1);
  const { end, away, jump } = useFollowedEnd(messages, coveredBelow);
  const retryable =
    !busy &&
    last !== undefined &&
    (last.status === "failed" || last.status === "interrupted" || last.status === "filtered");

  return (
    <section className="thread" aria-label={text.thread.label}>
      {(loading || messages.length > 0) && <h1 className="visually-hidden">{text.thread.label}</h1>}
      <p className="disclosure" data-testid="disclosure">
        {disclosure}
      </p>
      {loading && <Skeleton label={text.thread.loading} />}
      {!loading && messages.length === 0 && <Welcome onAsk={onAsk} />}
      {messages.length > 0 && (
        <ol className="messages">
          {messages.map((message) => (
            <li key={message.key}>
              <Message message={message} onRetry={retryable && message === last ? onRetry : undefined} />
            </li>
          ))}
        </ol>
      )}
      <div ref={end} className="thread-end" />
      {away && messages.length > 0 && (
        <button type="button" className="jump" onClick={jump} aria-label={text.thread.jump}>
          <Icon name="down" />
        </button>
      )}
    </section>
  );
}

/** Keeps the end in sight while it grows, until the reader scrolls away from it. */
function useFollowedEnd(messages: readonly ChatMessage[], coveredBelow: number) {
  const end = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const count = messages.length;

  useEffect(() => {
    const mark = end.current;
    if (mark === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (entry !== undefined) setAway(!entry.isIntersecting);
      },
      { rootMargin: "0px 0px 80px 0px" },
    );
    observer.observe(mark);
    return () => {
      observer.disconnect();
    };
  }, []);

  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "end" });
  }, [count]);

  useEffect(() => {
    if (!away && count > 0) end.current?.scrollIntoView({ block: "end" });
  }, [messages, away, count, coveredBelow]);

  const jump = () => {
    end.current?.scrollIntoView({ block: "end" });
  };
  return { end, away, jump };
}

function Welcome({ onAsk }: { readonly onAsk: (question: string) => void }) {
  const text = useText();
  return (
    <div className="welcome">
      <h1>{text.thread.hello}</h1>
      <p className="lead">{text.thread.helloLead}</p>
      <ul className="suggestions">
        {text.thread.suggestions.map((question) => (
          <li key={question}>
            <button
              type="button"
              onClick={() => {
                onAsk(question);
              }}
            >
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Skeleton({ label }: { readonly label: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{label}</span>
      <span className="bar bar-right" />
      <span className="bar" />
      <span className="bar bar-mid" />
      <span className="bar bar-short" />
    </div>
  );
}
