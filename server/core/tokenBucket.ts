/**
 * A token bucket that answers at once: commands of a connection are stored in the order of their arrival, so their
 * limit may not wait for a promise (which is why the library of the HTTP limits does not serve here).
 */
export class TokenBucket {
  private tokens: number
  private filledAt = performance.now()

  constructor(private readonly capacity: number, private readonly perSecond: number) {
    this.tokens = capacity
  }

  /** Takes tokens, or says how many seconds until there are enough. */
  take(count = 1): { ok: true } | { ok: false, retryAfter: number } {
    this.refill()
    if (this.tokens < count) {
      return { ok: false, retryAfter: Math.max(1, Math.ceil((count - this.tokens) / this.perSecond)) }
    }
    this.tokens -= count
    return { ok: true }
  }

  /** The bucket is full again, as a new one is. */
  get isFull(): boolean {
    this.refill()
    return this.tokens >= this.capacity
  }

  private refill(): void {
    const now = performance.now()
    this.tokens = Math.min(this.capacity, this.tokens + (now - this.filledAt) / 1000 * this.perSecond)
    this.filledAt = now
  }
}
