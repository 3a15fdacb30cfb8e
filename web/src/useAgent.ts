import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { type AgentService, type ConsentState, type Session, consentOf } from "./agentService";
import { type ChatOptions, type ChatState, type ChatStatus, statusOf } from "./chatState";
import { ChatStore } from "./chatStore";

export interface AgentControls {
  readonly send: (message: string) => Promise<void>;
  readonly stop: () => void;
  readonly retry: () => Promise<void>;
  readonly setDraft: (draft: string) => void;
  readonly dismissError: () => void;
  readonly newConversation: () => void;
  readonly openConversation: (id: string) => Promise<void>;
  readonly loadHistory: () => Promise<void>;
  readonly loadMoreHistory: () => Promise<void>;
  readonly rename: (id: string, title: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly removeAll: () => Promise<void>;
  readonly decideConsent: (granted: boolean) => Promise<void>;
  readonly restart: () => Promise<void>;
}

export interface UseAgent extends Omit<ChatState, "status">, AgentControls {
  readonly status: ChatStatus;
  readonly session: Session;
  readonly consent: ConsentState;
  readonly maxMessageChars: number;
}

/** Who is here, as React state. */
export function useSession(service: AgentService): Session {
  return useSyncExternalStore(service.subscribe, service.session);
}

/** One chat with one agent. The options are read once, when the component appears. */
export function useAgent(service: AgentService, options: ChatOptions): UseAgent {
  const [store] = useState(() => new ChatStore(service, options));
  const session = useSession(service);
  const state = useSyncExternalStore(store.subscribe, store.snapshot);

  useEffect(() => {
    const leave = store.connect();
    void service.start();
    return leave;
  }, [service, store]);

  const controls = useMemo<AgentControls>(
    () => ({
      send: store.send,
      stop: store.stop,
      retry: store.retry,
      setDraft: store.setDraft,
      dismissError: store.dismissError,
      newConversation: store.newConversation,
      openConversation: store.openConversation,
      loadHistory: store.loadHistory,
      loadMoreHistory: store.loadMoreHistory,
      rename: store.rename,
      remove: store.remove,
      removeAll: store.removeAll,
      decideConsent: (granted) => service.decideConsent(granted),
      restart: () => service.restart(),
    }),
    [service, store],
  );

  return {
    ...state,
    ...controls,
    status: statusOf(state),
    session,
    consent: consentOf(session),
    maxMessageChars: store.maxMessageChars(),
  };
}
