/** A notice may be late by what a statement may take, and by its way over the bus. */
const memoryMs = 60_000

/** Who came into which room or left it a moment ago, by room and person: a notice from before that is late. */
export class Moves {
  private readonly latest = new Map<string, { rev: number, at: number }>()

  /**
   * True for a notice that something newer was heard than: what was true when it was looked up is not true any more.
   */
  isLate({ roomId, userId, rev }: { roomId: number, userId: number, rev: number }): boolean {
    const key = `${roomId}:${userId}`
    const at = performance.now()
    if ((this.latest.get(key)?.rev ?? 0) > rev) return true
    this.latest.delete(key)
    this.latest.set(key, { rev, at })
    for (const [oldest, move] of this.latest) {
      if (move.at > at - memoryMs) break
      this.latest.delete(oldest)
    }
    return false
  }
}
