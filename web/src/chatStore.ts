import { type AgentService, consentOf } from "./agentService";
import type { ChatMessage, ChatOptions, ChatState, History } from "./chatState";
import { DrawnText } from "./drawnText";
import { AgentError } from "./errors";
import { SentenceFeed } from "./sentences";
import { refusalOf } from "./validation";
import type { StoredMessage } from "./wire";

const EMPTY = {
  conversationId: null,
  messages: [],
  status: "idle",
  error: null,
  blockedUntil: null,
  loading: false,
  disclosure: null,
  spoken: [],
} as const;

const NO_HISTORY: History = { phase: "unread", items: [], next: null };

/** How often a streaming answer is drawn. Every token would parse the Markdown again for nothing. */
const DRAW_EVERY_MS = 40;
/** After a stop the server may need seconds to notice, while the provider is silent, and to close the old answer. */
const BUSY_DELAYS_MS = [400, 800, 1600, 3200, 3200];
const DEFAULT_MAX_CHARS = 1000;

/**
 * The state of one chat and everything that can be done to it, without React. Only one answer runs at a time; leaving a
 * conversation stops it. Late results of something that was left are dropped.
 */
export class ChatStore {
  private state: ChatState = { ...EMPTY, online: navigator.onLine, draft: "", history: NO_HISTORY };
  private readonly listeners = new Set<() => void>();
  private owner: string | null = null;
  /** Grows whenever the thread is replaced, so that what was under way can see that it is late. */
  private epoch = 0;
  private running: AbortController | null = null;
  private unblock: ReturnType<typeof setTimeout> | undefined;
  private keys = 0;

  constructor(
    private readonly service: AgentService,
    private readonly options: ChatOptions,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): ChatState => this.state;

  /** Follows the session and the network until the returned function is called. */
  connect(): () => void {
    const online = () => {
      this.set({ online: true });
      if (this.state.error?.kind === "network") this.dismissError();
    };
    const offline = () => {
      this.set({ online: false });
    };
    window.addEventListener("online", online);
    window.addEventListener("offline", offline);
    const leave = this.service.subscribe(() => {
      this.follow();
    });
    this.follow();
    return () => {
      window.removeEventListener("online", online);
      window.removeEventListener("offline", offline);
      leave();
      clearTimeout(this.unblock);
      this.running?.abort();
      this.owner = null;
    };
  }

  maxMessageChars(): number {
    const agents = this.service.session().me?.agents ?? [];
    return agents.find((agent) => agent.id === this.options.agent)?.maxMessageChars ?? DEFAULT_MAX_CHARS;
  }

  readonly setDraft = (draft: string): void => {
    this.set({ draft });
  };

  // Writing

  readonly send = async (message: string): Promise<void> => {
    if (this.busy() || this.state.blockedUntil !== null) return;
    const text = message.trim();
    const refusal = refusalOf(text, this.maxMessageChars());
    if (refusal === "message_empty") return;
    if (refusal !== null) {
      this.set({ status: "error", error: new AgentError(refusal), draft: message });
      return;
    }
    if (this.service.session().ended) {
      // Without its token the message would be sent as an anonymous one.
      this.set({ status: "error", error: new AgentError("invalid_token"), draft: message });
      return;
    }
    this.set({ draft: "" });
    await this.ask(text);
  };

  readonly stop = (): void => {
    this.running?.abort();
  };

  /** Sends the last question again when its answer is missing; otherwise loads again what failed to load. */
  readonly retry = async (): Promise<void> => {
    if (this.busy() || this.state.blockedUntil !== null) return;
    const question = this.state.messages.findLast((message) => message.role === "user");
    const last = this.state.messages.at(-1);
    if (question === undefined || last === undefined) {
      await this.restore();
    } else if (question.status === "failed") {
      this.set({ messages: this.state.messages.filter((message) => message !== question) });
      await this.ask(question.content);
    } else if (last.status === "interrupted" || last.status === "filtered") {
      await this.ask(question.content);
    } else {
      this.dismissError();
    }
  };

  readonly dismissError = (): void => {
    this.set({ error: null, status: this.state.status === "error" ? "idle" : this.state.status });
  };

  private async ask(text: string): Promise<void> {
    const epoch = ++this.epoch;
    const controller = new AbortController();
    this.running = controller;
    const question = this.message("user", text, "complete");
    const answer = this.message("assistant", "", "streaming");
    this.set({
      messages: [...this.state.messages, question, answer],
      status: "sending",
      error: null,
      spoken: [],
      loading: false,
    });
    const isNew = this.state.conversationId === null;
    const progress: { stored: boolean } = { stored: false };
    const feed = new SentenceFeed(this.service.language);
    const stream = new DrawnText(DRAW_EVERY_MS, (delta) => {
      if (epoch !== this.epoch) return;
      const spoken = feed.push(delta);
      this.edit(answer.key, (message) => ({ content: message.content + delta }));
      if (spoken.length > 0) this.set({ spoken: [...this.state.spoken, ...spoken] });
    });
    const late = () => epoch !== this.epoch;
    try {
      const done = await this.whenFree(controller.signal, () =>
        this.service.sendMessage(
          {
            message: text,
            conversationId: this.state.conversationId,
            agent: this.options.agent,
            ...(this.options.context === undefined ? {} : { context: this.options.context }),
          },
          {
            signal: controller.signal,
            onMeta: (meta) => {
              if (late()) return;
              progress.stored = true;
              this.disclose(answer.key, meta.disclosure);
              this.set({ conversationId: meta.conversationId, status: "streaming" });
            },
            onDelta: (delta) => {
              stream.add(delta);
            },
            onSources: (sources) => {
              if (!late()) this.edit(answer.key, () => ({ sources }));
            },
          },
        ),
      );
      stream.flush();
      if (late()) return;
      this.edit(answer.key, () => ({
        status: done.finishReason === "filtered" ? "filtered" : "complete",
        prepared: done.prepared,
        model: done.model,
        shortened: done.finishReason === "length",
      }));
      this.set({ status: "idle", spoken: [...this.state.spoken, ...feed.end()] });
    } catch (thrown) {
      stream.flush();
      if (late()) return;
      this.fail(AgentError.of(thrown), progress.stored, question, answer);
    } finally {
      if (this.running === controller) this.running = null;
    }
    if (progress.stored) await this.noteActivity(isNew);
  }

  /** Tries again for a moment while the server is still closing the answer before this one. */
  private async whenFree<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (const delay of BUSY_DELAYS_MS) {
      try {
        return await work();
      } catch (thrown) {
        if (!(thrown instanceof AgentError) || thrown.kind !== "busy") throw thrown;
      }
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (signal.aborted) throw new AgentError("aborted");
    }
    return work();
  }

  private fail(error: AgentError, stored: boolean, question: ChatMessage, answer: ChatMessage): void {
    if (error.kind === "aborted" || stored) {
      const status = error.code === "answer_filtered" ? "filtered" : "interrupted";
      this.edit(answer.key, () => ({ status }));
      const stopped = error.kind === "aborted";
      this.set({ status: stopped ? "idle" : "error", error: stopped ? null : error });
      if (!stopped) this.block(error);
      return;
    }
    // The server took nothing. What the user can mend goes back to where it was written.
    const mend = error.kind === "message" || error.kind === "consent";
    const kept = this.state.messages.filter(({ key }) => key !== answer.key && !(mend && key === question.key));
    this.set({
      messages: kept.map((message) => (message.key === question.key ? { ...message, status: "failed" } : message)),
      status: "error",
      error: error.kind === "consent" ? null : error,
      draft: mend && this.state.draft === "" ? question.content : this.state.draft,
      conversationId: error.kind === "missing" ? null : this.state.conversationId,
    });
    this.block(error);
    // The notice has a newer version, or consent was withdrawn in another tab: ask again who may do what.
    if (error.kind === "consent") void this.service.restart();
  }

  private block(error: AgentError): void {
    if (error.kind !== "rate" || error.retryAfter === null) return;
    const waitMs = error.retryAfter * 1000;
    clearTimeout(this.unblock);
    this.set({ blockedUntil: performance.now() + waitMs });
    this.unblock = setTimeout(() => {
      this.set({ blockedUntil: null });
      if (this.state.error === error) this.dismissError();
    }, waitMs);
  }

  /** The thread opens with a disclosure; one that differs from what was shown is shown again, before the answer. */
  private disclose(key: string, disclosure: string | null): void {
    if (disclosure === null || disclosure === this.state.disclosure) return;
    if (this.state.disclosure !== null) this.edit(key, () => ({ newDisclosure: disclosure }));
    this.set({ disclosure });
  }

  // Conversations

  readonly newConversation = (): void => {
    this.leave();
    this.set({ ...EMPTY, blockedUntil: this.state.blockedUntil });
  };

  readonly openConversation = async (id: string): Promise<void> => {
    const epoch = this.leave();
    this.set({ ...EMPTY, blockedUntil: this.state.blockedUntil, loading: true });
    try {
      const conversation = await this.service.conversation(id);
      if (epoch !== this.epoch) return;
      this.set({
        loading: false,
        conversationId: conversation.id,
        messages: conversation.messages.map((message) => this.shown(message)),
      });
    } catch (thrown) {
      if (epoch !== this.epoch) return;
      this.set({ loading: false, status: "error", error: AgentError.of(thrown) });
    }
  };

  readonly loadHistory = async (): Promise<void> => {
    const owner = this.owner;
    this.set({ history: { ...this.state.history, phase: "loading" } });
    try {
      const page = await this.service.conversations();
      if (owner === this.owner) this.set({ history: { phase: "ready", items: page.items, next: page.next } });
    } catch {
      if (owner === this.owner) this.set({ history: { ...this.state.history, phase: "failed" } });
    }
  };

  readonly loadMoreHistory = async (): Promise<void> => {
    const { history } = this.state;
    if (history.next === null || history.phase === "loading") return;
    const owner = this.owner;
    this.set({ history: { ...history, phase: "loading" } });
    try {
      const page = await this.service.conversations(history.next);
      if (owner !== this.owner) return;
      const known = new Set(history.items.map((item) => item.id));
      const items = [...history.items, ...page.items.filter((item) => !known.has(item.id))];
      this.set({ history: { phase: "ready", items, next: page.next } });
    } catch {
      if (owner === this.owner) this.set({ history: { ...history, phase: "failed" } });
    }
  };

  /** Throws an `AgentError`, for the place that asked. */
  readonly rename = async (id: string, title: string): Promise<void> => {
    const renamed = await this.service.renameConversation(id, title);
    const items = this.state.history.items.map((item) => (item.id === id ? renamed : item));
    this.set({ history: { ...this.state.history, items } });
  };

  /** Throws an `AgentError`, for the place that asked. What is gone already counts as deleted. */
  readonly remove = async (id: string): Promise<void> => {
    if (this.state.conversationId === id) this.stop();
    try {
      await this.service.deleteConversation(id);
    } catch (thrown) {
      if (AgentError.of(thrown).kind !== "missing") throw thrown;
    }
    const items = this.state.history.items.filter((item) => item.id !== id);
    this.set({ history: { ...this.state.history, items } });
    if (this.state.conversationId === id) this.newConversation();
  };

  /** Throws an `AgentError`, for the place that asked. */
  readonly removeAll = async (): Promise<void> => {
    this.stop();
    await this.service.deleteAllConversations();
    this.newConversation();
    this.set({ history: { phase: "ready", items: [], next: null } });
  };

  private async noteActivity(isNew: boolean): Promise<void> {
    const { history, conversationId } = this.state;
    const current = history.items.find((item) => item.id === conversationId);
    if (isNew || current === undefined) {
      await this.loadHistory();
      return;
    }
    const touched = { ...current, updatedAt: new Date().toISOString() };
    this.set({ history: { ...history, items: [touched, ...history.items.filter((item) => item !== current)] } });
  }

  // The session

  /** A change of user or of consent leaves nothing of what was shown to the one before. */
  private follow(): void {
    const session = this.service.session();
    if (session.phase !== "ready" || session.me === null) return;
    const user = session.me.user?.id ?? "visitor";
    // Until a one-time password is changed the server shows nothing.
    const open = consentOf(session) === "granted" && session.me.user?.passwordChangeRequired !== true;
    const owner = open ? `${user} granted` : user;
    if (owner === this.owner) {
      if (!session.ended && this.state.error?.kind === "session") this.dismissError();
      return;
    }
    const sameUser = this.owner === null || this.owner.split(" ")[0] === user;
    this.owner = owner;
    this.leave();
    this.set({ ...EMPTY, history: NO_HISTORY, draft: sameUser ? this.state.draft : "" });
    if (open) void this.restore();
  }

  /** Shows the most recent conversation; the server knows which, the browser keeps nothing. */
  private async restore(): Promise<void> {
    const epoch = this.leave();
    this.set({ ...EMPTY, loading: true, history: { ...NO_HISTORY, phase: "loading" } });
    try {
      const page = await this.service.conversations();
      if (epoch !== this.epoch) return;
      this.set({ history: { phase: "ready", items: page.items, next: page.next } });
      const latest = page.items[0];
      if (latest === undefined) this.set({ loading: false });
      else await this.openConversation(latest.id);
    } catch (thrown) {
      if (epoch !== this.epoch) return;
      const history = { ...NO_HISTORY, phase: "failed" } as const;
      this.set({ loading: false, status: "error", error: AgentError.of(thrown), history });
    }
  }

  private leave(): number {
    this.running?.abort();
    this.running = null;
    return ++this.epoch;
  }

  // Details

  private busy(): boolean {
    return this.state.status === "sending" || this.state.status === "streaming";
  }

  private message(role: ChatMessage["role"], content: string, status: ChatMessage["status"]): ChatMessage {
    return {
      key: `m${++this.keys}`,
      role,
      content,
      status,
      prepared: false,
      shortened: false,
      model: null,
      sources: [],
      newDisclosure: null,
    };
  }

  private shown(stored: StoredMessage): ChatMessage {
    return {
      ...this.message(stored.role, stored.content, stored.status),
      prepared: stored.prepared,
      model: stored.model,
      sources: stored.sources,
    };
  }

  private edit(key: string, change: (message: ChatMessage) => Partial<ChatMessage>): void {
    const messages = this.state.messages.map((message) =>
      message.key === key ? { ...message, ...change(message) } : message,
    );
    this.set({ messages });
  }

  private set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
