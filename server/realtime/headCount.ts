import { describeError, log } from '../log'
import { summarizeRoom } from '../services/room'
import { bus } from './bus'
import { hub } from './hub'

const delayMs = 1000
const waiting = new Set<number>()

/** Large rooms hear of comings and goings once a second, as one `room.updated` with the new count and `rev`. */
export function startHeadCounts(): void {
  bus.subscribe((message) => {
    if (message.kind !== 'room.counted' || waiting.has(message.roomId) || !hub.hasReaders(message.roomId)) return
    waiting.add(message.roomId)
    setTimeout(() => void announce(message.roomId), delayMs)
  })
}

async function announce(roomId: number): Promise<void> {
  waiting.delete(roomId)
  try {
    const room = await summarizeRoom(roomId)
    if (room) hub.receive({ kind: 'room', roomId, events: [{ type: 'room.updated', room }] })
  }
  catch (error) {
    log.warn('head count could not be read', describeError(error))
  }
}
