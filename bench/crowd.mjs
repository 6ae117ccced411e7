import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('readers.mjs', import.meta.url))

/**
 * The readers of one subject, in processes of their own. Reader `n` lives in process `n % processes`;
 * the first one sends.
 */
export class Crowd {
  #children
  #lastSeq = {}

  constructor(processes) {
    this.#children = Array.from({ length: processes }, () => fork(program))
  }

  async open(port, readers) {
    const count = this.#children.length
    await Promise.all(
      this.#children.map((child, n) =>
        ask(child, { type: 'open', port, readers: readers.filter((_, m) => m % count === n) }),
      ),
    )
  }

  /**
   * Sends `rate` messages a second for `seconds`, spread over `plan` (`[reader, roomId]`), and waits until every reader
   * has every one of them. `problem` says why the result is void.
   */
  async deliver({ plan, rate, seconds, readersPerRoom }) {
    const count = this.#children.length
    const own = plan.map(([reader, roomId]) => [reader / count, roomId])
    const { counts, startedAt } = await ask(this.#children[0], { type: 'send', plan: own, rate, seconds })
    let sent = 0
    for (const [roomId, number] of Object.entries(counts)) {
      this.#lastSeq[roomId] = (this.#lastSeq[roomId] ?? 0) + number
      sent += number
    }
    const results = await Promise.all(
      this.#children.map(child => ask(child, { type: 'expect', lastSeq: this.#lastSeq })),
    )
    const sum = field => results.reduce((total, result) => total + result[field], 0)
    // What was refused never came; the next round counts from where the rooms really are.
    for (const roomId of Object.keys(this.#lastSeq)) {
      this.#lastSeq[roomId] = Math.max(...results.map(result => result.reached[roomId] ?? 0))
    }
    const delivered = sum('delivered')
    const expected = sent * readersPerRoom
    const took = (Math.max(...results.map(result => result.endedAt)) - startedAt) / 1000
    const problem = delivered !== expected || sum('faults') || sum('missing') || sum('closed')
      ? `${delivered} of ${expected} delivered, ${sum('faults')} out of order, ${sum('missing')} readers behind, `
      + `${sum('closed')} cut off${sum('refusals') ? ', and senders were told that the server is busy' : ''}`
      : undefined
    return { delivered, perSecond: delivered / took, took, problem }
  }

  end() {
    for (const child of this.#children) child.kill()
  }
}

async function ask(child, order) {
  child.send(order)
  const [answer] = await once(child, 'message')
  if (answer.error) throw new Error(answer.error)
  return answer
}
