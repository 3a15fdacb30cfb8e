/**
 * Every code that can reach the interface, with the kind that decides what it offers the user.
 * The first group is the server's contract, the second what the client finds out by itself.
 */
const KIND_OF_CODE = {
  invalid_json: "server",
  invalid_utf8: "server",
  invalid_request: "message",
  message_empty: "message",
  message_too_long: "message",
  active_content: "message",
  prompt_injection: "message",
  personal_data_refused: "message",
  weak_password: "credentials",
  authentication_required: "session",
  invalid_token: "session",
  token_expired: "session",
  invalid_credentials: "credentials",
  invalid_refresh_token: "session",
  refresh_token_reused: "session",
  subscription_expired: "subscription",
  budget_exhausted: "subscription",
  password_change_required: "forbidden",
  consent_required: "consent",
  agent_forbidden: "forbidden",
  cross_site_request: "forbidden",
  forbidden: "forbidden",
  not_found: "missing",
  method_not_allowed: "server",
  not_acceptable: "server",
  unsupported_media_type: "server",
  conversation_busy: "busy",
  body_too_large: "message",
  rate_limited: "rate",
  unavailable: "server",
  internal_error: "server",
  answer_interrupted: "stream",
  answer_filtered: "stream",
  answer_too_long: "stream",

  network: "network",
  aborted: "aborted",
  bad_response: "server",
  client_rate_limited: "rate",
} as const;

export type ErrorCode = keyof typeof KIND_OF_CODE;
export type ErrorKind = (typeof KIND_OF_CODE)[ErrorCode];

export interface ErrorFacts {
  /** HTTP status; null when there was no response, or the error came inside a stream. */
  readonly status?: number | null;
  /** Seconds to wait before another try; null when the server said nothing. */
  readonly retryAfter?: number | null;
  /** The server's name for the request, for a support case. */
  readonly requestId?: string | null;
  /** The server's own sentence, in the language that was asked for. Plain text. */
  readonly detail?: string | null;
}

/** The only error that `AgentService` throws. `code` is stable; `kind` says what can be done about it. */
export class AgentError extends Error {
  override readonly name = "AgentError";
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly status: number | null;
  readonly retryAfter: number | null;
  readonly requestId: string | null;
  readonly detail: string | null;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    super(code);
    this.code = code;
    this.kind = KIND_OF_CODE[code];
    this.status = facts.status ?? null;
    this.retryAfter = facts.retryAfter ?? null;
    this.requestId = facts.requestId ?? null;
    this.detail = facts.detail ?? null;
  }

  /** Turns whatever was thrown into an `AgentError`; what is not ours counts as a broken response. */
  static of(thrown: unknown): AgentError {
    return thrown instanceof AgentError ? thrown : new AgentError("bad_response");
  }
}

/** A code from the wire; one that this version does not know is judged by its status. */
export function errorCode(code: unknown, status: number | null): ErrorCode {
  if (typeof code === "string" && Object.hasOwn(KIND_OF_CODE, code)) return code as ErrorCode;
  if (status === null) return "internal_error";
  switch (status) {
    case 401:
      return "authentication_required";
    case 402:
      return "subscription_expired";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 409:
      return "conversation_busy";
    case 413:
      return "body_too_large";
    case 429:
      return "rate_limited";
    case 502:
    case 503:
    case 504:
      return "unavailable";
    default:
      return status >= 400 && status < 500 ? "invalid_request" : "internal_error";
  }
}
