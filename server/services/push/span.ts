/** Messages of a room, from one place to another. */
export interface Span { roomId: number, firstSeq: number, lastSeq: number }

/** One for each room: of all its new messages the newest counts. */
export function mergeSpans(spans: Span[]): Span[] {
  return [...Map.groupBy(spans, ({ roomId }) => roomId)].map(([roomId, same]) => ({
    roomId,
    firstSeq: Math.min(...same.map(({ firstSeq }) => firstSeq)),
    lastSeq: Math.max(...same.map(({ lastSeq }) => lastSeq)),
  }))
}
