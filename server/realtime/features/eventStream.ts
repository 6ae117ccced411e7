import type { ServerResponse } from 'node:http'
import { limits } from '#shared/limits'
import { metrics } from '../../core/metrics'

const minuteMs = 60_000
/** Not all at once: whoever opened theirs together, after a restart, would come back together for ever. */
const lifeMs = { least: 30 * minuteMs, spread: 15 * minuteMs }
const graceMs = 5000

/**
 * A connection of server-sent events (HTML standard, 9.2). Whoever takes nothing is cut off: as soon as events wait in
 * this process for longer than a heartbeat, or too many of them do. The buffers of the kernel hold thousands of small
 * events ahead of that, and say nothing of who reads them: so no stream lives for ever. Who reads opens the next one
 * and is told of what they missed, who does not is gone.
 */
export class EventStream {
  private readonly endsAt: number
  private isBehind = false

  constructor(private readonly response: ServerResponse, now = Date.now()) {
    this.endsAt = now + lifeMs.least + Math.random() * lifeMs.spread
    response.writeHead(200, {
      'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no',
      'connection': 'close',
    })
  }

  write(text: string): void {
    if (this.response.writableLength > limits.featureStreamBytes) this.cut()
    else if (!this.response.writableEnded) this.response.write(text)
  }

  /** To be called at an even pace. */
  beat(now = Date.now()): void {
    const wasBehind = this.isBehind
    this.isBehind = this.response.writableLength > 0
    if (wasBehind && this.isBehind) this.cut()
    else if (now >= this.endsAt) this.end()
    else this.write(':\n\n')
  }

  end(): void {
    this.response.end()
    // What is not taken even now is not waited for.
    setTimeout(() => this.response.destroy(), graceMs).unref()
  }

  private cut(): void {
    metrics.slowReaders.inc()
    this.response.destroy()
  }
}
