import { useSocketStore } from '~/stores/connection/socket'

const announceEveryMs = 30_000
const idleMs = 5 * 60_000

/** Tells the server that somebody is at this device: the first input, and now and then that there still is some. */
export const useActivityStore = defineStore('activity', () => {
  const socket = useSocketStore()
  let inputAt = Date.now()
  let announcedAt = -Infinity

  function noticed() {
    inputAt = Date.now()
    if (inputAt - announcedAt >= announceEveryMs) announce(true)
  }

  /** A new connection does not know whether anybody is here. */
  function restart() {
    announcedAt = -Infinity
    announce(Date.now() - inputAt < idleMs)
  }

  function announce(active: boolean) {
    if (socket.send({ type: 'presence.activity', active }) && active) announcedAt = Date.now()
  }

  return { noticed, restart }
})
