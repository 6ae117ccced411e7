import type { Message } from '#shared/protocol/message'

/**
 * A row for each room of a batch with anybody in it but the author, from the first to the last of its new messages:
 * written with them, so that no message is stored and not looked at for who is to be pushed (`push/outbox.ts`).
 */
export function toOutboxRows(
  fresh: { message: Message }[], rooms: Map<number, { memberCount: number }>,
): [roomId: number, firstSeq: number, lastSeq: number][] {
  const byRoom = Map.groupBy(fresh, ({ message }) => message.roomId)
  return [...byRoom].filter(([roomId]) => (rooms.get(roomId)?.memberCount ?? 0) > 1).map(([roomId, same]) => {
    const [first, last] = [same[0], same.at(-1)]
    return [roomId, first?.message.seq ?? 0, last?.message.seq ?? 0]
  })
}
