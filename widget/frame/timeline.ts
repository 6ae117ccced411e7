import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import type { Unsent } from './outbox'

/** One line of the conversation: a stored message, or one on its way. */
export interface Line {
  /** Stays the same when a message is stored, so that its element stays too. */
  key: string
  seq?: number
  own: boolean
  author?: Profile
  /** Null once deleted. */
  body: string | null
  createdAt: string
  unsent?: Unsent
  /** By the same as the line above, within five minutes of it. */
  continued: boolean
  /** The first of its day, in the reader's own time. */
  newDay: boolean
}

const continuedWithinMs = 5 * 60_000

export function linesOf(
  messages: Message[], unsent: Unsent[], users: ReadonlyMap<number, Profile>, isOwn: (authorId: number) => boolean,
): Line[] {
  const stored = new Set(messages.map(one => one.clientId))
  const lines = [
    ...messages.map(({ clientId, seq, authorId, body, createdAt }): Line => ({
      key: clientId, seq, own: isOwn(authorId), author: users.get(authorId), body, createdAt,
      continued: false, newDay: false,
    })),
    ...unsent.filter(one => !stored.has(one.clientId)).map((one): Line => ({
      key: one.clientId, own: true, body: one.body, createdAt: one.createdAt, unsent: one,
      continued: false, newDay: false,
    })),
  ]
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    line.newDay = !before || dayOf(before) !== dayOf(line)
    line.continued = before !== undefined && !line.newDay && before.own === line.own
      && before.author?.id === line.author?.id && timeOf(line) - timeOf(before) < continuedWithinMs
  }
  return lines
}

const timeOf = ({ createdAt }: Line) => Date.parse(createdAt)
const dayOf = (line: Line) => new Date(timeOf(line)).toDateString()
