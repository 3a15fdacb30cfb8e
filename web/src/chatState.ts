import type { ChatRequest } from "./agentService";
import type { AgentError } from "./errors";
import type { ConversationSummary, Source } from "./wire";

export interface ChatMessage {
  /** Stable for as long as the message is shown. */
  readonly key: string;
  readonly role: "user" | "assistant";
  readonly content: string;
  /** `failed`: a message of the user that the server did not take. */
  readonly status: "streaming" | "complete" | "interrupted" | "filtered" | "failed";
  readonly prepared: boolean;
  readonly shortened: boolean;
  readonly model: string | null;
  readonly sources: readonly Source[];
  /** Set when the speaker's disclosure changed before this answer. */
  readonly newDisclosure: string | null;
}

export type ChatStatus = "idle" | "sending" | "streaming" | "error" | "offline";

export interface History {
  readonly phase: "unread" | "loading" | "ready" | "failed";
  readonly items: readonly ConversationSummary[];
  readonly next: string | null;
}

/** Immutable; a new object for every change. */
export interface ChatState {
  readonly conversationId: string | null;
  readonly messages: readonly ChatMessage[];
  readonly status: Exclude<ChatStatus, "offline">;
  readonly online: boolean;
  readonly error: AgentError | null;
  /** On the clock of `performance.now()`; null when nothing has to be waited for. */
  readonly blockedUntil: number | null;
  /** A stored conversation is being fetched. */
  readonly loading: boolean;
  /** The server's own sentence about who speaks; null before the first answer. */
  readonly disclosure: string | null;
  /** The sentences of the current answer, for the live region. */
  readonly spoken: readonly string[];
  readonly draft: string;
  readonly history: History;
}

export interface ChatOptions {
  readonly agent: string;
  readonly context?: ChatRequest["context"];
}

export function statusOf(state: ChatState): ChatStatus {
  return !state.online && (state.status === "idle" || state.status === "error") ? "offline" : state.status;
}
