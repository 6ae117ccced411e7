import { describeError, log } from '../../core/log'
import { summarizeRoom } from '../../services/rooms/roomSummary'
import { bus } from '../../bus/bus'
import { hub } from './hub'

const delayMs = 1000
const waiting = new Set<number>()

/** Large rooms hear of comings and goings once a second, as one `room.updated` with the new count and `rev`. */
export function startHeadCounts(): void {
  bus.subscribe(({ to }) => {
    if (to.kind !== 'room.counted' || waiting.has(to.roomId) || !hub.hasReaders(to.roomId)) return
    waiting.add(to.roomId)
    setTimeout(() => void announce(to.roomId), delayMs)
  })
}

async function announce(roomId: number): Promise<void> {
  waiting.delete(roomId)
  try {
    const room = await summarizeRoom(roomId)
    if (room) bus.tellHere({ kind: 'room', roomId, events: [{ type: 'room.updated', room }] })
  }
  catch (error) {
    log.warn('head count could not be read', describeError(error))
  }
}
