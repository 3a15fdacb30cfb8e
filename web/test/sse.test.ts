import { describe, expect, it } from "vitest";
import { type ServerEvent, SseParser } from "../src/sse";

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => new SseParser().push(bytes(text));

describe("SseParser", () => {
  it("reads type, data and id", () => {
    expect(parse("id: 7\nevent: delta\ndata: salut\n\n")).toEqual([{ type: "delta", data: "salut", id: "7" }]);
  });

  it("ends lines at LF, CR and CRLF alike", () => {
    for (const end of ["\n", "\r", "\r\n"]) {
      expect(parse(["event: a", "data: 1", "", "data: 2", "", ""].join(end))).toEqual([
        { type: "a", data: "1", id: "" },
        { type: "message", data: "2", id: "" },
      ]);
    }
  });

  it("joins several data lines with a line feed and strips one space only", () => {
    expect(parse("data: a\ndata:  b\ndata:c\ndata\n\n")[0]?.data).toBe("a\n b\nc\n");
  });

  it("ignores comments, unknown fields, events without data, and ids with a null character", () => {
    expect(parse(": heartbeat\n\nevent: x\n\nretry: 5\nid: a\0b\nnonsense\ndata: y\n\n")).toEqual([
      { type: "message", data: "y", id: "" },
    ]);
  });

  it("skips a byte order mark and drops an event that is not finished", () => {
    const parser = new SseParser();
    expect(parser.push(bytes("\ufeffdata: a\n\ndata: cut"))).toEqual([{ type: "message", data: "a", id: "" }]);
  });

  it("gives the same events for every way of cutting the same bytes", () => {
    const text = 'id: 1\r\nevent: delta\r\ndata: {"text": "é€😀"}\r\n\r\n: beat\r\rdata: x\ndata: y\n\n';
    const all = bytes(text);
    const whole = new SseParser().push(all);
    expect(whole).toHaveLength(2);
    for (let first = 0; first <= all.length; first++) {
      for (let second = first; second <= all.length; second += 3) {
        const parser = new SseParser();
        const events: ServerEvent[] = [
          ...parser.push(all.slice(0, first)),
          ...parser.push(all.slice(first, second)),
          ...parser.push(all.slice(second)),
        ];
        expect(events).toEqual(whole);
      }
    }
    const bytewise = new SseParser();
    expect([...all].flatMap((byte) => bytewise.push(Uint8Array.of(byte)))).toEqual(whole);
  });

  it("refuses an event that never ends", () => {
    const parser = new SseParser();
    const block = bytes(`data: ${"x".repeat(100_000)}\n`);
    expect(() => {
      for (let i = 0; i < 20; i++) parser.push(block);
    }).toThrow(RangeError);
  });
});
