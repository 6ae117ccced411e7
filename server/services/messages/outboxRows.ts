import type { Message } from '#shared/protocol/message'
import type { RoomState } from './batchState'

/**
 * A row for each room of a batch with anybody in it but the author, and for each case of support, of which the agents
 * of its inbox are to hear: from the first to the last of its new messages. Written with them, so that no message is
 * stored and not looked at for who is to be pushed (`push/outbox.ts`).
 */
export function toOutboxRows(
  fresh: { message: Message }[], rooms: Map<number, Pick<RoomState, 'memberCount' | 'kind'>>,
): [roomId: number, firstSeq: number, lastSeq: number][] {
  const byRoom = Map.groupBy(fresh, ({ message }) => message.roomId)
  const isHeard = (roomId: number) => {
    const room = rooms.get(roomId)
    return room !== undefined && (room.memberCount > 1 || room.kind === 'support')
  }
  return [...byRoom].filter(([roomId]) => isHeard(roomId)).map(([roomId, same]) => {
    const [first, last] = [same[0], same.at(-1)]
    return [roomId, first?.message.seq ?? 0, last?.message.seq ?? 0]
  })
}
