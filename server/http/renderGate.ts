import { config } from '../core/config'

/**
 * Rendering is done on the thread of the sockets: the fewer pages at once, the sooner everybody else has their turn.
 */
const atOnce = 2
const waitingAtMost = 200
const patienceMs = 3000

export interface RenderSlot {
  /** Lets the next one in; idempotent. */
  leave: () => void
}

type Waiter = (slot: RenderSlot | undefined) => void

const waiting = new Set<Waiter>()
let running = 0

/** Pages that wait for their turn. */
export function countWaitingRenders(): number {
  return waiting.size
}

/** Waits for a turn to render a page, in order of coming; undefined when too many wait or it took too long. */
export async function enterRender(): Promise<RenderSlot | undefined> {
  if (running < atOnce) return takeSlot()
  if (config().limited && waiting.size >= waitingAtMost) return undefined
  return new Promise((resolve) => {
    const timer = config().limited ? setTimeout(() => waiter(undefined), patienceMs) : undefined
    const waiter: Waiter = (slot) => {
      clearTimeout(timer)
      waiting.delete(waiter)
      resolve(slot)
    }
    waiting.add(waiter)
  })
}

function takeSlot(): RenderSlot {
  running++
  let left = false
  return {
    leave() {
      if (left) return
      left = true
      // Sockets get their turn between two pages.
      setImmediate(letNextIn)
    },
  }
}

function letNextIn(): void {
  running--
  const [next] = waiting
  next?.(takeSlot())
}
