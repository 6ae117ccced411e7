import type { PresenceStatus } from '#shared/protocol'
import { limits } from '#shared/limits'

/** Who is there, of the people somebody on this screen is looking at. */
export const usePresenceStore = defineStore('presence', () => {
  const socket = useSocketStore()
  const byUser = ref<Record<number, PresenceStatus>>({})
  const watchers = new Map<string, number[]>()
  let told = ''

  /** Replaces whom one part of the screen looks at. */
  function watch(part: string, userIds: number[]) {
    watchers.set(part, userIds)
    tell()
  }

  function tell() {
    const userIds = [...new Set([...watchers.values()].flat())].sort((a, b) => a - b).slice(0, limits.presence.users)
    if (userIds.join() !== told && socket.send({ type: 'presence.watch', userIds })) told = userIds.join()
  }

  /** A new line knows nothing of what the last one watched. */
  function restart() {
    told = ''
    tell()
  }

  function receive(userId: number, status: PresenceStatus) {
    byUser.value[userId] = status
  }

  return { byUser, watch, restart, receive }
})
