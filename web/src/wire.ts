import { AgentError } from "./errors";

/** What travels, as docs/reference/http-api.md describes it. Everything read here is checked: the types hold at run time. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly tier: string;
  readonly passwordChangeRequired: boolean;
}

export interface Consent {
  readonly granted: boolean;
  readonly policyVersion: string;
}

export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly maxMessageChars: number;
}

export interface Me {
  readonly authenticated: boolean;
  readonly user: User | null;
  /** Null when the caller has never decided, or decided about an older notice. */
  readonly assistantConsent: Consent | null;
  readonly notice: { readonly policyVersion: string; readonly operator: string; readonly providers: readonly string[] };
  readonly agents: readonly Agent[];
}

export interface Source {
  readonly id: string;
  readonly title: string;
}

export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface StoredMessage {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly content: string;
  readonly status: "complete" | "interrupted" | "filtered";
  readonly createdAt: string;
  readonly model: string | null;
  readonly prepared: boolean;
  readonly sources: readonly Source[];
}

export interface Conversation extends ConversationSummary {
  readonly messages: readonly StoredMessage[];
}

export interface ConversationPage {
  readonly items: readonly ConversationSummary[];
  readonly next: string | null;
}

export interface Tokens {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly user: User;
}

export interface ChatMeta {
  readonly requestId: string | null;
  readonly conversationId: string;
  /** The stored message of the user. */
  readonly messageId: string;
  readonly agent: string;
  readonly disclosure: string | null;
}

export interface ChatDone {
  /** The stored answer. */
  readonly messageId: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly prepared: boolean;
  readonly finishReason: "stop" | "length" | "filtered";
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new AgentError("bad_response");
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new AgentError("bad_response");
}

function optionalText(value: unknown): string | null {
  return value === null || value === undefined ? null : text(value);
}

function list<T>(value: unknown, item: (value: unknown) => T): T[] {
  if (Array.isArray(value)) return value.map(item);
  throw new AgentError("bad_response");
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new AgentError("bad_response");
  return found;
}

/** Throws `bad_response` when the text is not JSON. */
export function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new AgentError("bad_response");
  }
}

function user(value: unknown): User {
  const it = fields(value);
  return {
    id: text(it.id),
    name: text(it.name),
    role: text(it.role),
    tier: text(it.tier),
    passwordChangeRequired: it.passwordChangeRequired === true,
  };
}

export function consent(value: unknown): Consent {
  const it = fields(value);
  return { granted: it.granted === true, policyVersion: text(it.policyVersion) };
}

export function me(value: unknown): Me {
  const it = fields(value);
  const notice = fields(it.notice);
  const decided = fields(it.consents).assistant;
  return {
    authenticated: it.authenticated === true,
    user: it.user === null || it.user === undefined ? null : user(it.user),
    assistantConsent: decided === null || decided === undefined ? null : consent(decided),
    notice: {
      policyVersion: text(notice.policyVersion),
      operator: text(notice.operator),
      providers: list(notice.providers, text),
    },
    agents: list(it.agents, (value) => {
      const agent = fields(value);
      const max = agent.maxMessageChars;
      return {
        id: text(agent.id),
        name: text(agent.name),
        maxMessageChars: typeof max === "number" && max > 0 ? max : 1000,
      };
    }),
  };
}

export function tokens(value: unknown): Tokens {
  const it = fields(value);
  const expiresIn = it.expiresIn;
  return {
    accessToken: text(it.accessToken),
    expiresInSeconds: typeof expiresIn === "number" ? expiresIn : 0,
    user: user(it.user),
  };
}

function source(value: unknown): Source {
  const it = fields(value);
  return { id: text(it.id), title: text(it.title) };
}

export function sources(value: unknown): Source[] {
  return list(fields(value).sources, source);
}

export function conversationSummary(value: unknown): ConversationSummary {
  const it = fields(value);
  return {
    id: text(it.id),
    title: optionalText(it.title) ?? "",
    agent: text(it.agent),
    createdAt: text(it.createdAt),
    updatedAt: text(it.updatedAt),
  };
}

export function conversationPage(value: unknown): ConversationPage {
  const it = fields(value);
  return { items: list(it.items, conversationSummary), next: optionalText(it.next) };
}

export function conversation(value: unknown): Conversation {
  return {
    ...conversationSummary(value),
    messages: list(fields(value).messages, (value) => {
      const it = fields(value);
      return {
        id: text(it.id),
        role: oneOf(it.role, ["user", "assistant"]),
        content: text(it.content),
        status: oneOf(it.status, ["complete", "interrupted", "filtered"]),
        createdAt: text(it.createdAt),
        model: optionalText(it.model),
        prepared: it.prepared === true,
        sources: it.sources === null || it.sources === undefined ? [] : list(it.sources, source),
      };
    }),
  };
}

export function chatMeta(value: unknown): ChatMeta {
  const it = fields(value);
  return {
    requestId: optionalText(it.requestId),
    conversationId: text(it.conversationId),
    messageId: text(it.messageId),
    agent: text(it.agent),
    disclosure: optionalText(it.disclosure),
  };
}

export function chatDelta(value: unknown): string {
  return text(fields(value).text);
}

export function chatDone(value: unknown): ChatDone {
  const it = fields(value);
  return {
    messageId: text(it.messageId),
    provider: optionalText(it.provider),
    model: optionalText(it.model),
    prepared: it.prepared === true,
    finishReason: oneOf(it.finishReason, ["stop", "length", "filtered"]),
  };
}

export function chatError(value: unknown): { code: unknown; message: string | null } {
  const it = fields(value);
  return { code: it.code, message: optionalText(it.message) };
}

/** The parts of a problem document that the interface uses; anything else (a proxy's HTML page) gives nothing. */
export function problem(body: string): { code: unknown; detail: string | null; requestId: string | null } {
  try {
    const it = fields(JSON.parse(body));
    return { code: it.code, detail: optionalText(it.detail), requestId: optionalText(it.requestId) };
  } catch {
    return { code: null, detail: null, requestId: null };
  }
}
