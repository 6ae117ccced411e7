import type { ClientCommand } from '#shared/protocol/command'
import type { ServerEvent } from '#shared/protocol/event'
import { Connection } from '~/utils/connection'

/** What somebody wants to hear of the socket; see `ConnectionListener` for the rest. */
export interface SocketListener {
  received: (event: ServerEvent) => void
  /** A connection that worked is gone. */
  lost: () => void
  doubted: () => void
  heard: () => void
  ended: () => void
}

/** The socket to the server: whether it works, what goes out, and who hears what comes in. It knows no other store. */
export const useSocketStore = defineStore('socket', () => {
  /** The server has greeted us, so it takes commands. */
  const live = ref(false)
  const listeners = new Set<Partial<SocketListener>>()
  let connection: Connection | undefined
  /** Counts the connections that worked. */
  let count = 0
  let greeted = false

  function subscribe(listener: Partial<SocketListener>) {
    listeners.add(listener)
  }

  function publish(kind: Exclude<keyof SocketListener, 'received'>) {
    listeners.forEach(listener => listener[kind]?.())
  }

  function receive(event: ServerEvent) {
    // What an event of the same frame has stopped hears nothing more.
    if (connection) listeners.forEach(listener => listener.received?.(event))
  }

  function lost() {
    const was = live.value
    live.value = false
    if (was) publish('lost')
  }

  function start() {
    connection?.stop()
    connection = new Connection({
      receive: events => events.forEach(receive),
      lost,
      doubted: () => publish('doubted'),
      heard: () => publish('heard'),
      ended: () => publish('ended'),
    })
    connection.start()
  }

  function stop() {
    connection?.stop()
    connection = undefined
    live.value = false
    greeted = false
  }

  /** The server said hello. True when it had done so before: then something may have been missed in between. */
  function greet(): boolean {
    const again = greeted
    connection?.settled()
    count++
    live.value = true
    greeted = true
    return again
  }

  /** False when nothing can be sent; true says nothing about delivery. */
  const send = (command: ClientCommand) => live.value && connection ? connection.send(command) : false
  /** Tells one connection from the next. */
  const currentConnection = () => count

  return { live, subscribe, start, stop, greet, send, currentConnection }
})
