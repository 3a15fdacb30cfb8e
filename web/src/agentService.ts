import { AgentError, errorCode } from "./errors";
import { RateLimiter } from "./rateLimiter";
import { type ServerEvent, SseParser } from "./sse";
import * as wire from "./wire";

export type Language = "fr" | "en";

export interface ChatRequest {
  readonly message: string;
  /** Null starts a conversation. */
  readonly conversationId: string | null;
  readonly agent: string;
  readonly context?: { readonly page?: string; readonly step?: string };
}

export interface ChatListener {
  /** Aborting closes the connection, which is how the server learns that the answer is to stop. */
  readonly signal?: AbortSignal;
  readonly onMeta?: (meta: wire.ChatMeta) => void;
  readonly onDelta?: (text: string) => void;
  readonly onSources?: (sources: readonly wire.Source[]) => void;
}

/** Who is here. Immutable; a new object for every change, so that React can compare it. */
export interface Session {
  readonly phase: "starting" | "ready" | "failed";
  readonly me: wire.Me | null;
  readonly error: AgentError | null;
  /** The user was signed in, and the server has ended that session. */
  readonly ended: boolean;
  /** An anonymous caller refused in this page. The server stores nothing of it, and neither does the browser. */
  readonly refusedHere: boolean;
}

export type ConsentState = "unknown" | "undecided" | "granted" | "refused";

export function consentOf(session: Session): ConsentState {
  if (session.me === null) return "unknown";
  const decided = session.me.assistantConsent;
  if (decided?.granted === true) return "granted";
  return decided !== null || session.refusedHere ? "refused" : "undecided";
}

/** The part of the Web Locks API that is used; it exists only in secure contexts. */
export interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export interface AgentServiceOptions {
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
  readonly locks?: Locks | null;
  /** Holds one word, that somebody signed in here before; null stores nothing. */
  readonly storage?: Storage | null;
  readonly limiter?: RateLimiter;
  readonly now?: () => number;
}

const REFRESH_LOCK = "rempart.refresh";
const SIGNED_IN = "rempart.signedIn";
/** A token this close to its end is renewed before it is used. */
const EXPIRY_MARGIN_MS = 15_000;

/**
 * The client of `/api`. The access token lives in this object and nowhere else; the refresh token lives in an HttpOnly
 * cookie that no script sees. Every failure is an `AgentError`. Use one instance for a page.
 */
export class AgentService {
  private wanted: Language = "fr";

  private readonly baseUrl: string;
  private readonly fetch: typeof fetch;
  private readonly locks: Locks;
  private readonly storage: Storage | null;
  private readonly limiter: RateLimiter;
  private readonly now: () => number;

  private token: { readonly value: string; readonly expiresAt: number } | null = null;
  private started: Promise<void> | null = null;
  private current: Session = { phase: "starting", me: null, error: null, ended: false, refusedHere: false };
  private readonly listeners = new Set<() => void>();

  constructor(options: AgentServiceOptions = {}) {
    this.baseUrl = options.baseUrl ?? "";
    this.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.locks = options.locks ?? browserLocks() ?? new PageLocks();
    this.storage = options.storage === undefined ? browserStorage() : options.storage;
    this.limiter = options.limiter ?? new RateLimiter();
    this.now = options.now ?? (() => performance.now());
  }

  /** The language that the server is asked to answer in. */
  get language(): Language {
    return this.wanted;
  }

  setLanguage(language: Language): void {
    this.wanted = language;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly session = (): Session => this.current;

  /**
   * Finds out who is here, once. The refresh cookie cannot be seen from a script, so it is tried only where somebody
   * signed in before: a visitor who never did causes one request, `GET /api/me`, and no failed one.
   */
  start(): Promise<void> {
    this.started ??= this.identify();
    return this.started;
  }

  /** Asks again who is here, after a start that failed or a session that ended. */
  restart(): Promise<void> {
    this.publish({ phase: "starting", error: null, ended: false });
    this.started = this.identify();
    return this.started;
  }

  private async identify(): Promise<void> {
    let ended = false;
    try {
      if (this.token === null && this.read(SIGNED_IN) !== null) {
        try {
          await this.refresh(null);
        } catch (thrown) {
          const error = AgentError.of(thrown);
          if (error.kind !== "session") throw error;
          ended = true;
        }
      }
      this.publish({ phase: "ready", me: await this.fetchMe(), error: null, ended });
    } catch (thrown) {
      this.publish({ phase: "failed", error: AgentError.of(thrown) });
    }
  }

  private async fetchMe(): Promise<wire.Me> {
    return wire.me(await this.call("GET", "/api/me"));
  }

  // Signing in

  async login(name: string, password: string): Promise<void> {
    await this.locks.request(REFRESH_LOCK, async () => {
      this.token = null;
      this.accept(wire.tokens(await this.callOnce("POST", "/api/auth/login", { name, password })));
    });
    this.write(SIGNED_IN, "1");
    this.publish({ phase: "ready", me: await this.fetchMe(), error: null, ended: false, refusedHere: false });
  }

  /** Ends the session here whatever the server answers; its answer is thrown when it is a failure. */
  async logout(): Promise<void> {
    try {
      await this.call("POST", "/api/auth/logout");
    } finally {
      this.token = null;
      this.write(SIGNED_IN, null);
      await this.restart();
    }
  }

  async changePassword(currentPassword: string, newPassword: string): Promise<void> {
    await this.call("POST", "/api/auth/password", { currentPassword, newPassword });
    this.publish({ me: await this.fetchMe() });
  }

  // Consent

  async decideConsent(granted: boolean): Promise<void> {
    const me = this.current.me;
    if (me === null) return;
    const answer = await this.call("POST", "/api/me/consents", { purpose: "assistant", granted });
    const decided = wire.consent(answer);
    this.publish({ me: { ...me, assistantConsent: decided.granted ? decided : null }, refusedHere: !decided.granted });
  }

  // Conversations

  async conversations(before: string | null = null, signal?: AbortSignal): Promise<wire.ConversationPage> {
    const query = before === null ? "?limit=20" : `?limit=20&before=${encodeURIComponent(before)}`;
    return wire.conversationPage(await this.call("GET", `/api/conversations${query}`, undefined, signal));
  }

  async conversation(id: string, signal?: AbortSignal): Promise<wire.Conversation> {
    return wire.conversation(await this.call("GET", conversationPath(id), undefined, signal));
  }

  async renameConversation(id: string, title: string): Promise<wire.ConversationSummary> {
    return wire.conversationSummary(await this.call("PATCH", conversationPath(id), { title }));
  }

  async deleteConversation(id: string): Promise<void> {
    await this.call("DELETE", conversationPath(id));
  }

  async deleteAllConversations(): Promise<void> {
    await this.call("DELETE", "/api/conversations");
  }

  // Chat

  /** Resolves with `done`, when everything is stored. A stream that ends without it is `answer_interrupted`. */
  async sendMessage(request: ChatRequest, listener: ChatListener = {}): Promise<wire.ChatDone> {
    const wait = this.limiter.take();
    if (wait > 0) throw new AgentError("client_rate_limited", { retryAfter: Math.ceil(wait / 1000) });
    const body = {
      message: request.message,
      agent: request.agent,
      ...(request.conversationId === null ? {} : { conversationId: request.conversationId }),
      ...(request.context === undefined ? {} : { context: request.context }),
    };
    const response = await this.respond("POST", "/api/chat", body, listener.signal);
    const requestId = response.headers.get("X-Request-Id");
    if (response.body === null || !(response.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) {
      throw new AgentError("bad_response", { status: response.status, requestId });
    }
    return this.readAnswer(response.body.getReader(), requestId, listener);
  }

  private async readAnswer(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    requestId: string | null,
    listener: ChatListener,
  ): Promise<wire.ChatDone> {
    const parser = new SseParser();
    try {
      for (;;) {
        const chunk = await reader.read().catch(() => {
          throw new AgentError(listener.signal?.aborted === true ? "aborted" : "network", { requestId });
        });
        if (listener.signal?.aborted === true) throw new AgentError("aborted", { requestId });
        if (chunk.done) throw new AgentError("answer_interrupted", { requestId });
        for (const event of parser.push(chunk.value)) {
          const done = deliver(event, listener, requestId);
          if (done !== null) return done;
        }
      }
    } catch (thrown) {
      const { code, detail } = AgentError.of(thrown);
      throw new AgentError(code, { detail, requestId });
    } finally {
      // The answer is over either way; a connection that is already gone has nothing to cancel.
      reader.cancel().catch(() => undefined);
    }
  }

  // Requests

  private async call(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    return readJson(await this.respond(method, path, body, signal));
  }

  private async callOnce(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.exchange(method, path, body);
    if (!response.ok) throw await errorOf(response);
    return readJson(response);
  }

  /** A response with a success status. An expired token is renewed and the request made once more. */
  private async respond(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    if (this.token !== null && this.token.expiresAt - this.now() < EXPIRY_MARGIN_MS) {
      await this.refreshOrEnd(this.token.value);
    }
    const used = this.token?.value ?? null;
    const response = await this.exchange(method, path, body, signal);
    if (response.ok) return response;
    const error = await errorOf(response);
    if (used === null || error.status !== 401 || error.kind !== "session") throw error;
    if (error.code !== "token_expired") throw this.end(error);
    await this.refreshOrEnd(used);
    const again = await this.exchange(method, path, body, signal);
    if (again.ok) return again;
    const second = await errorOf(again);
    throw second.status === 401 && second.kind === "session" ? this.end(second) : second;
  }

  private async exchange(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { "Accept-Language": this.language };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (this.token !== null) headers.Authorization = `Bearer ${this.token.value}`;
    try {
      return await this.fetch(this.baseUrl + path, {
        method,
        headers,
        credentials: "same-origin",
        cache: "no-store",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch {
      throw new AgentError(signal?.aborted === true ? "aborted" : "network");
    }
  }

  // The session

  /**
   * Spends the refresh cookie, one caller at a time over all tabs: the server takes a spent one that comes again for a
   * theft, and ends the session. Does nothing when the token has changed since the caller saw `expired`.
   */
  private async refresh(expired: string | null): Promise<void> {
    await this.locks.request(REFRESH_LOCK, async () => {
      if ((this.token?.value ?? null) !== expired) return;
      this.token = null;
      try {
        this.accept(wire.tokens(await this.callOnce("POST", "/api/auth/refresh")));
      } catch (thrown) {
        if (AgentError.of(thrown).kind === "session") this.write(SIGNED_IN, null);
        throw thrown;
      }
    });
  }

  private async refreshOrEnd(expired: string): Promise<void> {
    const before = this.token;
    try {
      await this.refresh(expired);
    } catch (thrown) {
      const error = AgentError.of(thrown);
      if (error.kind === "session") throw this.end(error);
      // The session may well be alive: without the old token the next request would pass for an anonymous one.
      this.token = before;
      throw error;
    }
  }

  private end(error: AgentError): AgentError {
    this.token = null;
    this.write(SIGNED_IN, null);
    this.publish({ ended: true });
    return error;
  }

  private accept(tokens: wire.Tokens): void {
    this.token = { value: tokens.accessToken, expiresAt: this.now() + tokens.expiresInSeconds * 1000 };
  }

  private publish(change: Partial<Session>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }

  private read(key: string): string | null {
    try {
      return this.storage?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  private write(key: string, value: string | null): void {
    try {
      if (value === null) this.storage?.removeItem(key);
      else this.storage?.setItem(key, value);
    } catch {
      // Storage that is full or forbidden costs a sign-in after the next reload, nothing else.
    }
  }
}

/** Hands one event on; returns what `done` carries, null for the others. Unknown events are for newer clients. */
function deliver(event: ServerEvent, listener: ChatListener, requestId: string | null): wire.ChatDone | null {
  switch (event.type) {
    case "meta":
      listener.onMeta?.(wire.chatMeta(wire.json(event.data)));
      return null;
    case "delta":
      listener.onDelta?.(wire.chatDelta(wire.json(event.data)));
      return null;
    case "sources":
      listener.onSources?.(wire.sources(wire.json(event.data)));
      return null;
    case "done":
      return wire.chatDone(wire.json(event.data));
    case "error": {
      const { code, message } = wire.chatError(wire.json(event.data));
      throw new AgentError(errorCode(code, null), { requestId, detail: message });
    }
    default:
      return null;
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  return wire.json(await bodyOf(response));
}

async function errorOf(response: Response): Promise<AgentError> {
  const { code, detail, requestId } = wire.problem(await bodyOf(response));
  const retryAfter = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new AgentError(errorCode(code, response.status), {
    status: response.status,
    retryAfter: Number.isNaN(retryAfter) ? null : Math.max(0, retryAfter),
    requestId: requestId ?? response.headers.get("X-Request-Id"),
    detail,
  });
}

async function bodyOf(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch {
    throw new AgentError("network", { status: response.status });
  }
}

function conversationPath(id: string): string {
  return `/api/conversations/${encodeURIComponent(id)}`;
}

function browserLocks(): Locks | null {
  // Absent outside secure contexts, whatever the type says.
  const manager = (globalThis.navigator as { locks?: LockManager } | undefined)?.locks;
  return manager === undefined ? null : { request: (name, work) => manager.request(name, work) as Promise<never> };
}

function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

/** Where the browser has no locks: one at a time within this page. */
class PageLocks implements Locks {
  private tail: Promise<unknown> = Promise.resolve();

  request<T>(_name: string, work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work, work);
    this.tail = result.catch(() => undefined);
    return result;
  }
}
