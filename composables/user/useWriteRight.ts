import type { Profile } from '#shared/protocol/user'

/**
 * Whether one may write to somebody directly: members to members and guests, and guests to who has written to them.
 * Bots and those who are gone are written to by nobody.
 */
export function useWriteRight() {
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const hasWritten = (userId: number) =>
    Object.values(rooms.byId).some(({ peer, lastSeq }) => peer?.id === userId && lastSeq > 0)

  function mayWriteTo({ id, kind, deleted }: Profile): boolean {
    const reachable = !deleted && id !== session.user?.id && (kind === 'member' || kind === 'guest')
    return reachable && (session.user?.kind === 'member' || hasWritten(id))
  }

  return { mayWriteTo }
}
