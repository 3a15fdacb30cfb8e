import { type KeyboardEvent, type RefObject, useId } from "react";
import { useLanguage, useText } from "../messages";
import { usage } from "../validation";
import { Icon } from "./Icon";

/** The counter appears when this share of the limit is used. */
const COUNTER_FROM = 0.8;

interface ComposerProps {
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly draft: string;
  readonly maxChars: number;
  /** An answer is being written. */
  readonly busy: boolean;
  /** Nothing can be sent at the moment. */
  readonly blocked: boolean;
  readonly onDraft: (draft: string) => void;
  readonly onSend: () => void;
  readonly onStop: () => void;
}

export function Composer({ input, draft, maxChars, busy, blocked, onDraft, onSend, onStop }: ComposerProps) {
  const text = useText();
  const language = useLanguage();
  const hintId = useId();
  const counterId = useId();
  const { used, over } = usage(draft, maxChars);
  const number = new Intl.NumberFormat(language);
  const sendable = used > 0 && over === 0 && !busy && !blocked;

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses a character.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (sendable) onSend();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (sendable) onSend();
      }}
    >
      <div className="composer-box">
        <textarea
          ref={input}
          data-testid="composer-input"
          aria-label={text.composer.label}
          aria-describedby={`${hintId} ${counterId}`}
          aria-invalid={over > 0}
          placeholder={text.composer.placeholder}
          rows={1}
          value={draft}
          onChange={(event) => {
            onDraft(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        {busy ? (
          <button type="button" className="round stop" data-testid="composer-stop" onClick={onStop}>
            <Icon name="stop" />
            <span className="visually-hidden">{text.composer.stop}</span>
          </button>
        ) : (
          <button type="submit" className="round" data-testid="composer-send" disabled={!sendable}>
            <Icon name="send" />
            <span className="visually-hidden">{text.composer.send}</span>
          </button>
        )}
      </div>
      <div className="composer-foot">
        <p className="fine">{text.composer.caution}</p>
        <p className="fine hint" id={hintId}>
          {text.composer.hint}
        </p>
        <p className={over > 0 ? "counter over" : "counter"} id={counterId} aria-live="polite">
          {over > 0
            ? text.composer.tooLong(number.format(over), over > 1)
            : used >= maxChars * COUNTER_FROM && text.composer.counter(number.format(used), number.format(maxChars))}
        </p>
      </div>
    </form>
  );
}
