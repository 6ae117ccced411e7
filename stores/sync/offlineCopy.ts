import { limits } from '#shared/limits'
import type { Message } from '#shared/protocol/message'
import type { Room } from '#shared/protocol/room'
import { useSessionStore } from '~/stores/account/session'
import { useMessagesStore } from '~/stores/message/messages'
import { useRoomsStore } from '~/stores/room/rooms'
import { useUsersStore } from '~/stores/user/users'
import { OfflineDatabase } from '~/utils/offlineDatabase'
import type { OfflineMessage, OfflineRoom } from '~/utils/offlineDatabase'

/** So exact is when the server was last heard of. */
const contactMs = 30_000

/**
 * Keeps the last rooms, with the last messages of those that were opened in this browser, for when there is no network.
 * It is of one person: it goes with the session, and a room goes when the person is out of it.
 */
export const useOfflineCopyStore = defineStore('offlineCopy', () => {
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const users = useUsersStore()
  const database = markRaw(new OfflineDatabase())
  /** What was kept of each room, in short: what has not changed is not written again. */
  let kept = new Map<number, string>()
  let keptAt = -Infinity

  session.whenOver({ close: () => void wipe(), purge: wipe })

  /** Nothing of anybody else stays in this browser. */
  async function own(userId: number | undefined) {
    kept = new Map()
    if (userId) await database.own(userId)
    else await wipe()
  }

  function wipe() {
    kept = new Map()
    return database.wipe()
  }

  /** While the server is heard of: what is kept is as of now. */
  async function save() {
    const userId = session.user?.id
    if (!userId || !rooms.loaded) return
    const present = rooms.list.slice(0, limits.offline.rooms)
    const marks = new Map(present.map((room, place) => [room.id, markOf(room, place)]))
    const changed = present.filter(({ id }) => marks.get(id) !== kept.get(id))
    const isSame = changed.length === 0 && kept.size === marks.size
    if (isSame && Date.now() - keptAt < contactMs) return
    const copies = changed.map(room => copyOf(room, present.indexOf(room)))
    if (!await database.keep(userId, present.map(({ id }) => id), copies, merge)) return
    kept = marks
    keptAt = Date.now()
  }

  /** Deletions move `rev`. */
  function markOf({ id, rev, lastSeq, name }: Room, place: number): string {
    const list = messages.byRoom[id]
    return [place, name, rev, lastSeq, list?.hasNewer, list?.messages[0]?.seq, list?.messages.length].join()
  }

  function copyOf(room: Room, place: number): OfflineRoom {
    const list = messages.byRoom[room.id]
    const opened = list && !list.hasNewer ? list.messages.slice(-limits.offline.messages) : undefined
    const shown = opened ?? (room.lastMessage ? [room.lastMessage] : [])
    const name = room.name ?? nameOf(room.peer?.id)
    return { id: room.id, name, place, rev: room.rev, messages: shown.map(toOffline) }
  }

  function toOffline({ seq, authorId, body, createdAt }: Message): OfflineMessage {
    return { seq, author: nameOf(authorId), own: authorId === session.user?.id, body, createdAt }
  }

  function nameOf(userId: number | undefined): string | null {
    const profile = userId === undefined ? undefined : users.byId[userId]
    return profile && !profile.deleted ? plainName(profile.displayName || profile.username) : null
  }

  return { own, save }
})

/**
 * Of a room that was not opened this time, what is known already stays, unless something but new messages has changed:
 * one of them may have been deleted.
 */
function merge(known: OfflineRoom | undefined, room: OfflineRoom): OfflineRoom {
  const [first] = room.messages
  if (!known || !first || room.messages.length > 1 || known.rev !== room.rev) return room
  const before = known.messages.filter(({ seq }) => seq < first.seq)
  return { ...room, messages: [...before, first].slice(-limits.offline.messages) }
}
