/** Collects what streams in and hands it on in steps that the eye can follow. */
export class DrawnText {
  private pending = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly everyMs: number,
    private readonly draw: (text: string) => void,
  ) {}

  add(text: string): void {
    this.pending += text;
    this.timer ??= setTimeout(() => {
      this.flush();
    }, this.everyMs);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.pending;
    this.pending = "";
    if (text !== "") this.draw(text);
  }
}
