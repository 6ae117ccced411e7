import { AppError } from './errors'

const patienceMs = 4000

let ready = false
let draining = false
let refusing = false
let announceReady: () => void = () => undefined
const becameReady = new Promise<void>((resolve) => {
  announceReady = resolve
})
let requests = 0

/** Both databases are migrated and open. */
export function setReady(): void {
  ready = true
  announceReady()
}

export function isReady(): boolean {
  return ready && !draining
}

/** Waits a moment for a server that is still starting; `unavailable` after 4 s. */
export async function whenReady(): Promise<void> {
  if (ready) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('unavailable', { detail: 'starting', retryAfter: 2 })), patienceMs)
  })
  await Promise.race([becameReady, late]).finally(() => clearTimeout(timer))
}

export function isDraining(): boolean {
  return draining
}

export function startDraining(): void {
  draining = true
}

/** The second half of draining: what still comes is refused, so that it surely was not stored. */
export function startRefusing(): void {
  refusing = true
}

export function isRefusing(): boolean {
  return refusing
}

export function requestStarted(): void {
  requests++
}

export function requestEnded(): void {
  requests--
}

/** Requests that were begun and not answered yet. */
export function openRequests(): number {
  return requests
}
