import type { ChatDone, ConversationSummary, StoredMessage } from "../src/wire";

type Handler = (request: FakeRequest) => Response | Promise<Response>;

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Headers;
  readonly signal: AbortSignal | null;
}

/** Answers `fetch` by route, and remembers what was asked. A route that nobody defined is a failed test. */
export class FakeServer {
  readonly requests: FakeRequest[] = [];
  private readonly routes = new Map<string, Handler>();

  on(route: string, handler: Handler): this {
    this.routes.set(route, handler);
    return this;
  }

  count(route: string): number {
    return this.requests.filter((request) => `${request.method} ${request.path}` === route).length;
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const url = input instanceof Request ? input.url : input.toString();
    const path = url.split("?")[0] ?? url;
    const request: FakeRequest = {
      method: init.method ?? "GET",
      path,
      body: typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : null,
      headers: new Headers(init.headers),
      signal: init.signal ?? null,
    };
    this.requests.push(request);
    const handler = this.routes.get(`${request.method} ${path}`);
    if (handler === undefined) throw new Error(`no route ${request.method} ${path}`);
    await Promise.resolve();
    if (request.signal?.aborted === true) throw new DOMException("aborted", "AbortError");
    return handler(request);
  };
}

export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = { type: `urn:rempart:problem:${code}`, title: code, status, code, detail: null, requestId: "req-1" };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}

export function noContent(): Response {
  return new Response(null, { status: 204 });
}

/** A chat stream that the test writes, event by event. */
export class FakeStream {
  readonly response: Response;
  cancelled = false;
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private number = 0;

  constructor(signal: AbortSignal | null = null) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller;
      },
      cancel: () => {
        this.cancelled = true;
      },
    });
    signal?.addEventListener("abort", () => {
      this.fail();
    });
    this.response = new Response(body, {
      headers: { "Content-Type": "text/event-stream; charset=utf-8", "X-Request-Id": "req-1" },
    });
  }

  raw(text: string): this {
    this.controller.enqueue(new TextEncoder().encode(text));
    return this;
  }

  send(event: string, data: unknown): this {
    return this.raw(`id: ${++this.number}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  meta(disclosure = "Ceci est une IA.", conversationId = "c1"): this {
    return this.send("meta", { requestId: "req-1", conversationId, messageId: "q1", agent: "elea", disclosure });
  }

  delta(text: string): this {
    return this.send("delta", { text });
  }

  done(change: Partial<ChatDone> = {}): this {
    const done: ChatDone = {
      messageId: "a1",
      provider: "local",
      model: "local",
      prepared: false,
      finishReason: "stop",
      ...change,
    };
    this.send("done", { ...done, tokens: { input: 1, output: 1 }, costNanoEuros: 0 });
    return this.end();
  }

  end(): this {
    this.controller.close();
    return this;
  }

  fail(): this {
    this.controller.error(new TypeError("connection lost"));
    return this;
  }
}

export function me(change: { granted?: boolean | null; user?: string; providers?: string[] } = {}) {
  const { granted = null, user, providers = [] } = change;
  return {
    authenticated: user !== undefined,
    user: user === undefined ? null : fakeUser(user),
    consents: { assistant: granted === null ? null : { granted, policyVersion: "1", at: "2026-11-22T10:00:00Z" } },
    notice: { policyVersion: "1", operator: "Trophenix", providers },
    agents: [{ id: "elea", name: "Elea", maxMessageChars: 1000 }],
  };
}

export function fakeUser(name: string) {
  return { id: `id-${name}`, name, role: "user", tier: "free", passwordChangeRequired: false };
}

export function tokens(accessToken: string, expiresIn = 900, name = "marie") {
  return { accessToken, tokenType: "Bearer", expiresIn, user: fakeUser(name) };
}

export function summary(id: string, title: string): ConversationSummary {
  return { id, title, agent: "elea", createdAt: "2026-11-20T10:00:00Z", updatedAt: "2026-11-20T10:00:00Z" };
}

export function stored(id: string, role: "user" | "assistant", content: string): StoredMessage {
  return {
    id,
    role,
    content,
    status: "complete",
    createdAt: "2026-11-20T10:00:00Z",
    model: null,
    prepared: false,
    sources: [],
  };
}
