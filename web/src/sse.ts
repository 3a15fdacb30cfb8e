/** One event of a `text/event-stream`, as the HTML standard dispatches it. */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
  /** The last `id` seen so far in the stream, empty before the first. */
  readonly id: string;
}

/** An event is held in memory until its blank line comes; a stream that never sends one is not ours. */
const MAX_PENDING_CHARS = 1_048_576;

/**
 * Reads a `text/event-stream` incrementally, following the HTML standard's parsing rules.
 * Law: any chunking of the same bytes gives the same events. One parser reads one stream.
 */
export class SseParser {
  private readonly decoder = new TextDecoder("utf-8");
  private line = "";
  private afterCarriageReturn = false;
  private data: string[] = [];
  private pendingChars = 0;
  private type = "";
  private id = "";

  /** Returns the events that these bytes complete. Throws a RangeError when an event grows beyond 1 MiB. */
  push(bytes: Uint8Array): ServerEvent[] {
    return this.read(this.decoder.decode(bytes, { stream: true }));
  }

  private read(text: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text.charCodeAt(i);
      if (char === LINE_FEED && this.afterCarriageReturn) {
        this.afterCarriageReturn = false;
        start = i + 1;
        continue;
      }
      this.afterCarriageReturn = char === CARRIAGE_RETURN;
      if (char !== LINE_FEED && char !== CARRIAGE_RETURN) continue;
      const event = this.endLine(this.line + text.slice(start, i));
      if (event !== null) events.push(event);
      this.line = "";
      start = i + 1;
    }
    this.line += text.slice(start);
    if (this.line.length + this.pendingChars > MAX_PENDING_CHARS) {
      throw new RangeError("event too large");
    }
    return events;
  }

  private endLine(line: string): ServerEvent | null {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "data") {
      this.data.push(value);
      this.pendingChars += value.length;
    } else if (field === "event") {
      this.type = value;
    } else if (field === "id" && !value.includes("\0")) {
      this.id = value;
    }
    return null;
  }

  private dispatch(): ServerEvent | null {
    const event =
      this.data.length === 0 ? null : { type: this.type || "message", data: this.data.join("\n"), id: this.id };
    this.data = [];
    this.pendingChars = 0;
    this.type = "";
    return event;
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
