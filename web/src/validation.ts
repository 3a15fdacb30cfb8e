/** What the server would refuse as well; saying it here spares a round trip. The server decides. */
export type MessageRefusal = "message_empty" | "message_too_long" | "active_content";

const ACTIVE_CONTENT = ["<script", "javascript:", "onerror=", "onclick="];

/** Length as the contract counts it: Unicode code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const char of text) if (char !== "") count++;
  return count;
}

/** Returns null when the message may be sent. */
export function refusalOf(message: string, maxMessageChars: number): MessageRefusal | null {
  if (message.trim() === "") return "message_empty";
  if (codePoints(message) > maxMessageChars) return "message_too_long";
  const lowered = message.toLowerCase();
  if (ACTIVE_CONTENT.some((pattern) => lowered.includes(pattern))) return "active_content";
  return null;
}

/** Characters used and allowed, for the counter. */
export function usage(draft: string, max: number): { readonly used: number; readonly over: number } {
  const used = codePoints(draft.trim());
  return { used, over: Math.max(0, used - max) };
}
