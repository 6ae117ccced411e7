/** The address of one message. */
export function permalinkOf(roomId: number, seq: number): string {
  return `/rooms/${roomId}?seq=${seq}`
}
