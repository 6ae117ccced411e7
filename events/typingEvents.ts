import type { EventOf } from '#shared/protocol/event'
import { useTypingStore } from '~/stores/message/typing'
import { useOwnCasesStore } from '~/stores/room/ownCases'
import { useUsersStore } from '~/stores/user/users'

/** Who is typing: part of the table in `serverEvents.ts`. */
export function typingHandlers() {
  const own = useOwnCasesStore()
  const typing = useTypingStore()
  const users = useUsersStore()

  return {
    'room.typing': ({ roomId, userId }: EventOf<'room.typing'>) => {
      void users.meet(userId)
      // Its customer reads that the case is resolved; nobody is said to be typing beside that.
      if (!own.isResolved(roomId)) typing.started(roomId, userId)
    },
  }
}
