import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import { excerptOf } from '~/utils/markup'
import type { Cases } from './cases'
import type { Conversation } from './conversation'
import type { PageAround } from './page'
import { playSound } from './sound'

interface AnnouncerPort {
  readonly state: { sound: boolean }
  readonly seen: boolean
  readonly cases: Cases
  readonly around: PageAround
}

/** Of one case: what came after `from` is news, and `told` of it already. */
interface Told { from: number, told: Set<number> }

/**
 * Tells what the team writes to the ear of who wants that, and to the page around: each message once, whether an event
 * or an answer of the server brings it first.
 */
export class Announcer {
  readonly #port: AnnouncerPort
  readonly #rooms = new Map<number, Told>()

  constructor(port: AnnouncerPort) {
    this.#port = port
  }

  /** What there is of all cases is no news. */
  begin() {
    for (const { roomId, lastMessage } of this.#port.cases.all.value) this.follow(roomId, lastMessage?.seq)
  }

  /** What comes after this place is news. */
  follow(roomId: number, from = 0): Told {
    const followed = { from, told: new Set<number>() }
    this.#rooms.set(roomId, followed)
    return followed
  }

  /** By an event. */
  heard(message: Message, author: Profile) {
    const room = this.#rooms.get(message.roomId) ?? this.follow(message.roomId, message.seq - 1)
    if (message.seq <= room.from || room.told.has(message.seq)) return
    room.told.add(message.seq)
    this.#tell(message, author)
  }

  /** By an answer: what was missed, or came before its event. Of a case that was opened elsewhere all of it is old. */
  caughtUp({ roomId, messages, users, lastSeq }: Conversation) {
    if (!this.#rooms.has(roomId)) return this.follow(roomId, lastSeq)
    for (const message of messages.value) {
      const author = users.get(message.authorId)
      if (author && author.kind !== 'customer' && message.body !== null) this.heard(message, author)
    }
  }

  forget() {
    this.#rooms.clear()
  }

  #tell({ roomId, body, createdAt }: Message, author: Profile) {
    const { state, seen, cases, around } = this.#port
    // Whoever looks elsewhere wants to hear it.
    if (state.sound && !seen) playSound()
    const about = cases.byRoom(roomId)
    if (!about) return
    const [name, text] = [author.displayName ?? author.username, excerptOf(body ?? '')]
    around.tell({ type: 'message', message: { caseId: about.id, author: name, text, createdAt } })
  }
}
