import type { Message } from '#shared/protocol/message'

/**
 * A row for each room of a batch with anybody in it but the author, and for each case of support, of which the agents
 * of its inbox are to hear: from the first to the last of its new messages. Written with them, so that no message is
 * stored and not looked at for who is to be pushed (`push/outbox.ts`).
 */
export function toOutboxRows(
  fresh: { message: Message }[], rooms: Map<number, { memberCount: number, support: boolean }>,
): [roomId: number, firstSeq: number, lastSeq: number][] {
  const byRoom = Map.groupBy(fresh, ({ message }) => message.roomId)
  const isHeard = ({ memberCount, support } = { memberCount: 0, support: false }) => memberCount > 1 || support
  return [...byRoom].filter(([roomId]) => isHeard(rooms.get(roomId))).map(([roomId, same]) => {
    const [first, last] = [same[0], same.at(-1)]
    return [roomId, first?.message.seq ?? 0, last?.message.seq ?? 0]
  })
}
