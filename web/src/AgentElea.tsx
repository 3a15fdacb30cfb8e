import { type RefObject, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { AgentService, Language } from "./agentService";
import { Banner } from "./components/AgentBanner";
import { Composer } from "./components/Composer";
import { ConsentNotice, RefusedState } from "./components/ConsentNotice";
import { Dialog } from "./components/Dialog";
import { HistoryPanel } from "./components/HistoryPanel";
import { Icon } from "./components/Icon";
import { PrivacyPanel } from "./components/PrivacyPanel";
import { Skeleton, Thread } from "./components/Thread";
import { MESSAGES, TextContext, useText } from "./messages";
import { type UseAgent, useAgent } from "./useAgent";

export interface AgentEleaProps {
  readonly service: AgentService;
  readonly language: Language;
  /** Where on the platform the user is; sent with every message. Read once. */
  readonly context?: { readonly page?: string; readonly step?: string };
  /** Opens the page's sign-in; without it none is offered. */
  readonly onLoginRequest?: () => void;
}

/** The assistant: notice, thread, composer, history and privacy. Needs nothing around it but `styles/index.css`. */
export function AgentElea({ service, language, context, onLoginRequest }: AgentEleaProps) {
  const agent = useAgent(service, { agent: "elea", ...(context === undefined ? {} : { context }) });
  const text = useMemo(() => ({ language, text: MESSAGES[language] }), [language]);

  useEffect(() => {
    service.setLanguage(language);
  }, [service, language]);

  return (
    <TextContext value={text}>
      <AgentView agent={agent} onLogin={onLoginRequest} />
    </TextContext>
  );
}

function AgentView({ agent, onLogin }: { readonly agent: UseAgent; readonly onLogin: (() => void) | undefined }) {
  const text = useText();
  const [historyOpen, setHistoryOpen] = useState(false);
  const [privacyOpen, setPrivacyOpen] = useState(false);
  const [reopened, setReopened] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const dock = useRef<HTMLDivElement>(null);
  const dockHeight = useHeight(dock);
  const wide = useWide();
  const { session, consent, stop } = agent;
  const busy = agent.status === "sending" || agent.status === "streaming";
  const granted = consent === "granted";

  useEffect(() => {
    if (!busy) return undefined;
    const onKey = (event: KeyboardEvent) => {
      // Inside a dialog Escape closes the dialog.
      if (event.key !== "Escape" || document.querySelector("dialog[open]") !== null) return;
      stop();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
    };
  }, [busy, stop]);

  const { decideConsent, retry, send } = agent;
  const decide = async (given: boolean) => {
    await decideConsent(given);
    setReopened(false);
    // The composer appears with the next frame.
    if (given) requestAnimationFrame(() => input.current?.focus());
  };
  const ask = useCallback(
    (question: string) => {
      void send(question);
      input.current?.focus();
    },
    [send],
  );
  const retryLast = useCallback(() => {
    void retry();
    input.current?.focus();
  }, [retry]);

  const closeHistory = () => {
    setHistoryOpen(false);
  };
  const history = (
    <HistoryPanel
      history={agent.history}
      currentId={agent.conversationId}
      onOpen={(id) => {
        void agent.openConversation(id);
        if (!wide) closeHistory();
      }}
      onReload={() => void agent.loadHistory()}
      onMore={() => void agent.loadMoreHistory()}
      onRename={agent.rename}
      onRemove={agent.remove}
      onRemoveAll={agent.removeAll}
    />
  );

  return (
    <div className="agent" style={{ "--dock-height": `${dockHeight}px` }}>
      <div className="toolbar">
        {granted && (
          <>
            <button
              type="button"
              className="tool"
              data-testid="history-toggle"
              aria-expanded={historyOpen}
              onClick={() => {
                setHistoryOpen(!historyOpen);
              }}
            >
              <Icon name="list" />
              <span>{text.history.open}</span>
            </button>
            <button
              type="button"
              className="tool"
              data-testid="new-conversation"
              onClick={() => {
                agent.newConversation();
                input.current?.focus();
              }}
            >
              <Icon name="plus" />
              <span>{text.history.fresh}</span>
            </button>
          </>
        )}
        <button
          type="button"
          className="tool tool-end"
          data-testid="privacy-open"
          disabled={session.me === null}
          onClick={() => {
            setPrivacyOpen(true);
          }}
        >
          <Icon name="shield" />
          <span>{text.privacy.open}</span>
        </button>
      </div>

      <div className={historyOpen && wide && granted ? "stage with-history" : "stage"}>
        {historyOpen && granted && wide && (
          <aside className="side" aria-label={text.history.title}>
            {history}
          </aside>
        )}
        <div className="column">
          {session.me === null && session.phase === "starting" && <Skeleton label={text.thread.loading} />}
          {session.me !== null && consent === "refused" && !reopened && (
            <RefusedState
              onReopen={() => {
                setReopened(true);
              }}
            />
          )}
          {session.me !== null && (consent === "undecided" || (consent === "refused" && reopened)) && (
            <ConsentNotice notice={session.me.notice} onDecide={decide} focusOnShow={reopened} />
          )}
          {session.me !== null && granted && (
            <Thread
              messages={agent.messages}
              loading={agent.loading}
              disclosure={agent.disclosure ?? text.thread.disclosure(session.me.notice.operator)}
              busy={busy}
              coveredBelow={dockHeight}
              onAsk={ask}
              onRetry={retryLast}
            />
          )}
          <div className="dock" ref={dock}>
            <Banner agent={agent} onLogin={onLogin} onRetry={retryLast} />
            {granted && (
              <Composer
                input={input}
                draft={agent.draft}
                maxChars={agent.maxMessageChars}
                busy={busy}
                blocked={!agent.online || agent.blockedUntil !== null}
                onDraft={agent.setDraft}
                onSend={() => {
                  ask(agent.draft);
                }}
                onStop={() => {
                  stop();
                  input.current?.focus();
                }}
              />
            )}
          </div>
        </div>
      </div>

      <Announcer agent={agent} />

      {historyOpen && granted && !wide && (
        <Dialog title={text.history.title} kind="sheet" onClose={closeHistory}>
          {history}
        </Dialog>
      )}
      {privacyOpen && (
        <PrivacyPanel
          consent={consent}
          notice={session.me?.notice ?? null}
          onWithdraw={() => agent.decideConsent(false)}
          onDeleteAll={agent.removeAll}
          onClose={() => {
            setPrivacyOpen(false);
          }}
        />
      )}
    </div>
  );
}

/** Speaks the answer sentence by sentence. The thread itself is not live: it changes with every token. */
function Announcer({ agent }: { readonly agent: UseAgent }) {
  const text = useText();
  const last = agent.messages.at(-1);
  const finished = agent.status === "idle" && agent.spoken.length > 0 && last?.status === "complete";
  return (
    <>
      <div className="visually-hidden" role="status">
        {agent.status === "sending" ? text.thread.writing : finished ? text.thread.finished : ""}
      </div>
      <div className="visually-hidden" aria-live="polite" aria-relevant="additions" data-testid="announcer">
        {agent.spoken.map((sentence, index) => (
          <p key={`${index}`}>{sentence}</p>
        ))}
      </div>
    </>
  );
}

/** The height of an element in CSS pixels, kept up to date; 0 before it is known. */
function useHeight(ref: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setHeight(element.offsetHeight);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [ref]);
  return height;
}

const WIDE = "(min-width: 60rem)";

function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener("change", listener);
      return () => {
        query.removeEventListener("change", listener);
      };
    },
    () => window.matchMedia(WIDE).matches,
  );
}
