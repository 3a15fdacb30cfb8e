import { useEffect, useRef, useState } from "react";
import { AgentError } from "../errors";
import { useLanguage, useText } from "../messages";
import type { Me } from "../wire";
import { InlineError } from "./InlineError";

interface ConsentNoticeProps {
  readonly notice: Me["notice"];
  readonly onDecide: (granted: boolean) => Promise<void>;
  /** The user asked to read it again: the focus belongs here. */
  readonly focusOnShow: boolean;
}

/** Who receives the messages, how they are kept, and what one may ask for: before one agrees, and ever after. */
export function NoticeFacts({ notice }: { readonly notice: Me["notice"] }) {
  const text = useText();
  const language = useLanguage();
  const names = new Intl.ListFormat(language, { type: "conjunction" }).format(notice.providers);
  return (
    <dl className="facts">
      <div>
        <dt>{text.consent.who}</dt>
        <dd>{notice.providers.length === 0 ? text.consent.noProvider : text.consent.providers(names)}</dd>
      </div>
      <div>
        <dt>{text.consent.storage}</dt>
        <dd>{text.consent.storageText}</dd>
      </div>
      <div>
        <dt>{text.consent.rights}</dt>
        <dd>{text.consent.rightsText}</dd>
      </div>
    </dl>
  );
}

/** What has to be known before the first message. Both answers weigh the same, and none is chosen beforehand. */
export function ConsentNotice({ notice, onDecide, focusOnShow }: ConsentNoticeProps) {
  const text = useText();
  const title = useRef<HTMLHeadingElement>(null);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<AgentError | null>(null);

  useEffect(() => {
    if (focusOnShow) title.current?.focus();
  }, [focusOnShow]);

  const decide = async (granted: boolean) => {
    setSaving(true);
    setError(null);
    try {
      await onDecide(granted);
    } catch (thrown) {
      setError(AgentError.of(thrown));
      setSaving(false);
    }
  };

  return (
    <section className="notice" aria-labelledby="notice-title">
      <h1 id="notice-title" ref={title} tabIndex={-1}>
        {text.consent.title}
      </h1>
      <p className="lead">{text.consent.lead(notice.operator)}</p>
      <NoticeFacts notice={notice} />
      <p className="note">{text.consent.errors}</p>
      <InlineError error={error} />
      <div className="actions">
        <button
          type="button"
          className="button choice-button"
          data-testid="consent-refuse"
          disabled={saving}
          onClick={() => void decide(false)}
        >
          {text.consent.refuse}
        </button>
        <button
          type="button"
          className="button choice-button"
          data-testid="consent-accept"
          disabled={saving}
          onClick={() => void decide(true)}
        >
          {saving ? text.consent.saving : text.consent.accept}
        </button>
      </div>
      <p className="fine">{text.consent.version(notice.policyVersion)}</p>
    </section>
  );
}

/** After a refusal: nothing happens, and nobody insists. */
export function RefusedState({ onReopen }: { readonly onReopen: () => void }) {
  const text = useText();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
  }, []);
  return (
    <section className="notice calm" aria-labelledby="refused-title">
      <h1 id="refused-title" ref={title} tabIndex={-1}>
        {text.refused.title}
      </h1>
      <p className="lead">{text.refused.text}</p>
      <div className="actions">
        <button type="button" className="button" data-testid="consent-reopen" onClick={onReopen}>
          {text.refused.reopen}
        </button>
      </div>
    </section>
  );
}
