/** Where a person of a room is shown, beside it. */
export function personPath(roomId: number, userId: number): string {
  return `/rooms/${roomId}?panel=person&user=${userId}`
}
