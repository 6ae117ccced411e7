import type { Message } from '#shared/protocol/message'
import type { ApiErrorCode } from '~/utils/api'

/** What the tabs of one browser post to each other. */
export type TabMessage
  = { type: 'outbox.changed', userId: number }
    | { type: 'message.stored', message: Message }
    | { type: 'message.waits', userId: number, clientId: string, code: ApiErrorCode }
    | { type: 'room.paused', userId: number, roomId: number, ms: number }
    | { type: 'session.is', userId: number }
    | { type: 'session.ended', userId: number }

/**
 * The other tabs of this browser. Where they cannot be reached, each tab finds out for itself, a little later. It
 * knows no other store.
 */
export const useTabsStore = defineStore('tabs', () => {
  const listeners = new Set<(message: TabMessage) => void>()
  let channel: BroadcastChannel | undefined

  function subscribe(listener: (message: TabMessage) => void) {
    listeners.add(listener)
  }

  function start() {
    try {
      channel ??= new BroadcastChannel('plaza')
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => listeners.forEach(listener => listener(data))
    }
    catch {
      // A browser that forbids storage may forbid this too.
      channel = undefined
    }
  }

  function post(message: TabMessage) {
    channel?.postMessage(message)
  }

  return { subscribe, start, post }
})
