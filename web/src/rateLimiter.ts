/**
 * At most `maxRequests` in any window of `windowMs`. It spares the server, and tells the user how long to wait;
 * the limit that protects is the server's.
 */
export class RateLimiter {
  private times: number[] = [];

  constructor(
    private readonly maxRequests = 10,
    private readonly windowMs = 60_000,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one place. Returns 0 when there was one, otherwise the milliseconds until the next is free. */
  take(): number {
    const now = this.now();
    this.times = this.times.filter((time) => now - time < this.windowMs);
    const oldest = this.times[0];
    if (oldest !== undefined && this.times.length >= this.maxRequests) return oldest + this.windowMs - now;
    this.times.push(now);
    return 0;
  }
}
