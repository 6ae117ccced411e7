import type { Presence, PresenceStatus } from '#shared/protocol/presence'
import { limits } from '#shared/limits'
import type { ErrorCode } from '#shared/protocol/problem'
import { useSocketStore } from '~/stores/connection/socket'
import { isTemporary } from '~/utils/api'
import { backoffMs, retryAfterMs } from '~/utils/backoff'

const known: ReadonlySet<string> = new Set<PresenceStatus>(['online', 'away', 'dnd', 'offline'])

/**
 * What people are seen as: those of direct rooms, of whom the server tells by itself, and those somebody on this screen
 * is looking at.
 */
export const usePresenceStore = defineStore('presence', () => {
  const socket = useSocketStore()
  const byUser = ref<Record<number, Presence>>({})
  const watchers = new Map<string, number[]>()
  const timers = createTimers()
  let announced = ''
  let refusals = 0

  /** Undefined for somebody of whom nothing is known, and for nobody. */
  function of(userId: number | undefined): Presence | undefined {
    return userId === undefined ? undefined : byUser.value[userId]
  }

  function isThere(userId: number): boolean {
    return (byUser.value[userId]?.status ?? 'offline') !== 'offline'
  }

  /** Replaces whom one part of the screen looks at. Of too many those are left out who were there before. */
  function watch(part: string, userIds: number[]) {
    watchers.delete(part)
    if (userIds.length > 0) watchers.set(part, userIds)
    announce()
  }

  function announce() {
    const latest = [...watchers.values()].reverse().flat()
    const userIds = [...new Set(latest)].slice(0, limits.presence.users).sort((a, b) => a - b)
    if (userIds.join() !== announced && socket.send({ type: 'presence.watch', userIds })) announced = userIds.join()
  }

  /** A new connection knows nothing of what the last one watched. */
  function restart() {
    timers.stopAll()
    announced = ''
    announce()
  }

  /** The server could not look up whom it was asked about: it is asked again, later each time. */
  function refused(code: ErrorCode, retryAfter?: number) {
    if (!isTemporary(code)) return
    const ms = retryAfter === undefined ? backoffMs(refusals++) : retryAfterMs(retryAfter)
    timers.start('refused', ms, restart)
  }

  /** A newer server may know more states: somebody is there then. */
  function receive(userId: number, { status, lastSeenAt, text }: Presence) {
    refusals = 0
    byUser.value[userId] = { status: known.has(status) ? status : 'online', lastSeenAt, text }
  }

  return { byUser, of, isThere, watch, restart, refused, receive }
})
