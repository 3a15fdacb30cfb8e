import type { Language } from "./agentService";

/**
 * Cuts a streamed Markdown text into sentences for a screen reader. A sentence is given out once, when the next one has
 * begun; `end` gives out the rest. Markup signs are left out, and so is the inside of code blocks.
 */
export class SentenceFeed {
  private readonly segmenter: Intl.Segmenter;
  private given = 0;
  private text = "";

  constructor(language: Language) {
    this.segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
  }

  push(delta: string): string[] {
    this.text += delta;
    const pending = this.text.slice(this.given);
    // Only what stands before the last break in the text can be complete.
    const segments = [...this.segmenter.segment(pending)].map((segment) => segment.segment);
    const complete = segments.slice(0, -1);
    this.given += complete.reduce((sum, segment) => sum + segment.length, 0);
    return this.readable(complete);
  }

  end(): string[] {
    const rest = this.text.slice(this.given);
    this.given = this.text.length;
    return this.readable([...this.segmenter.segment(rest)].map((segment) => segment.segment));
  }

  private inCode = false;

  private readable(segments: readonly string[]): string[] {
    const sentences: string[] = [];
    for (const segment of segments) {
      const spoken = segment
        .split("\n")
        .filter((line) => {
          if (!/^\s*(```|~~~)/.test(line)) return !this.inCode;
          this.inCode = !this.inCode;
          return false;
        })
        .join(" ")
        .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
        .replace(/^[\s>#*+-]+/, "")
        .replace(/[*_`|#]/g, "")
        .trim();
      if (spoken !== "") sentences.push(spoken);
    }
    return sentences;
  }
}
