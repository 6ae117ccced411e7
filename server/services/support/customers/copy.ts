import { and, asc, eq, gt, lte } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import { messages } from '../../../../drizzle/chat/schema'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { oneLine, say } from '../../mail/mailText'
import { getProfiles } from '../../users/profile'
import { requireCase, requireOwnCase } from '../case'
import type { FoundCase } from '../case'

/** Messages that are read at once. */
const page = 200

/**
 * The conversation as plain text, for its customer and for agents: what is in the case's own room, so that no note can
 * be in it. Lines of messages are indented: nobody can write one that looks like the name of somebody else. A page at a
 * time, as it may be larger than what one answer should hold.
 */
export async function* copyCase({ row, inbox, room }: FoundCase): AsyncGenerator<string> {
  yield [oneLine(inbox.name), ...(room.topic ? [oneLine(room.topic)] : []), opened(row)].join('\n')
  for (let last = 0; last < room.lastSeq;) {
    const rows = await findPage(room, last)
    const authors = await getProfiles(rows.map(message => message.authorId))
    const parts = rows.filter(message => !message.deletedAt).map((message) => {
      const name = oneLine(authors.get(message.authorId)?.displayName || say('deleted'))
      return `\n\n${name} · ${timeOf(message.createdAt)}\n${indented(message.body ?? '')}`
    })
    yield parts.join('')
    last = rows.at(-1)?.seq ?? room.lastSeq
  }
  yield '\n'
}

/** The case to copy, as its customer, or as an agent of its inbox. */
export async function findCopied(user: User, caseId: number): Promise<FoundCase> {
  if (user.kind === 'customer') return requireOwnCase(user.id, caseId)
  return requireOwnCase(user.id, caseId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return requireCase(user.id, caseId)
    throw error
  })
}

function findPage({ id, lastSeq }: FoundCase['room'], last: number) {
  const { roomId, seq, authorId, body, createdAt, deletedAt } = messages
  return chatDatabase().queries.select({ seq, authorId, body, createdAt, deletedAt }).from(messages)
    .where(and(eq(roomId, id), gt(seq, last), lte(seq, lastSeq))).orderBy(asc(seq)).limit(page)
}

function opened({ id, createdAt }: FoundCase['row']): string {
  return say('copy.opened', { id, time: timeOf(createdAt) })
}

function timeOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function indented(text: string): string {
  return text.split(/\r\n|[\n\r\u2028\u2029\u0085\v\f]/).map(line => `  ${line}`).join('\n')
}
