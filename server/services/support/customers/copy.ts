import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import { messages } from '../../../../drizzle/chat/schema'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { oneLine, say } from '../../mail/mailText'
import { getProfiles } from '../../users/profile'
import { requireCase, requireOwnCase } from '../case'
import type { FoundCase } from '../case'

/** Beyond this a copy ends: it is an answer in one piece. */
const messagesAtMost = 5000

export interface CaseCopy {
  fileName: string
  text: string
}

/**
 * The conversation as plain text, for its customer and for agents: what is in the case's own room, so that no note can
 * be in it. Lines of messages are indented: nobody can write one that looks like the name of somebody else.
 */
export async function copyCase(user: User, caseId: number): Promise<CaseCopy> {
  const found = await findCase(user, caseId)
  const { row, inbox, room } = found
  const { seq, authorId, body, createdAt } = messages
  const rows = await chatDatabase().queries.select({ authorId, body, createdAt }).from(messages)
    .where(and(eq(messages.roomId, room.id), gt(seq, 0), isNull(messages.deletedAt)))
    .orderBy(asc(seq)).limit(messagesAtMost)
  const authors = await getProfiles(rows.map(message => message.authorId))
  const head = [oneLine(inbox.name), ...(room.topic ? [oneLine(room.topic)] : []), opened(found)].join('\n')
  const parts = rows.map((message) => {
    const name = oneLine(authors.get(message.authorId)?.displayName || say('deleted'))
    return `${name} · ${timeOf(message.createdAt)}\n${indented(message.body ?? '')}`
  })
  return { fileName: `case-${row.id}.txt`, text: `${[head, ...parts].join('\n\n')}\n` }
}

/** As its customer, or as an agent of its inbox. */
async function findCase(user: User, caseId: number): Promise<FoundCase> {
  if (user.kind === 'customer') return requireOwnCase(user.id, caseId)
  return requireOwnCase(user.id, caseId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return requireCase(user.id, caseId)
    throw error
  })
}

function opened({ row }: FoundCase): string {
  return say('copy.opened', { id: row.id, time: timeOf(row.createdAt) })
}

function timeOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function indented(text: string): string {
  return text.split(/\r\n|[\n\r\u2028\u2029\u0085\v\f]/).map(line => `  ${line}`).join('\n')
}
