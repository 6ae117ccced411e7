import type { PresenceStatus } from '#shared/protocol/presence'
import { limits } from '#shared/limits'
import { useSocketStore } from '~/stores/connection/socket'

/** Who is online, of the people somebody on this screen is looking at. */
export const usePresenceStore = defineStore('presence', () => {
  const socket = useSocketStore()
  const byUser = ref<Record<number, PresenceStatus>>({})
  const watchers = new Map<string, number[]>()
  let announced = ''

  /** Replaces whom one part of the screen looks at. */
  function watch(part: string, userIds: number[]) {
    watchers.set(part, userIds)
    announce()
  }

  function announce() {
    const userIds = [...new Set([...watchers.values()].flat())].sort((a, b) => a - b).slice(0, limits.presence.users)
    if (userIds.join() !== announced && socket.send({ type: 'presence.watch', userIds })) announced = userIds.join()
  }

  /** A new connection knows nothing of what the last one watched. */
  function restart() {
    announced = ''
    announce()
  }

  function receive(userId: number, status: PresenceStatus) {
    byUser.value[userId] = status
  }

  return { byUser, watch, restart, receive }
})
