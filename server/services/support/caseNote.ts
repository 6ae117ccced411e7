import { eq } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import type { MessageInput } from '#shared/schemas/message'
import { rooms } from '../../../drizzle/chat/schema'
import { supportCases } from '../../../drizzle/chat/support'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { addMembership, changeRoom, findMembership } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { candidatesOf, draftMentions, resolveMentions } from '../messages/mention'
import { postMessage } from '../messages/message'
import type { Posted } from '../messages/postCommand'
import { agentIdsOf } from './agent'
import { requireCase } from './case'
import type { FoundCase } from './case'
import { lockCase } from './caseChange'
import { announceCase, reviseInbox } from './caseEvent'
import type { CaseChange } from './caseEvent'
import { announceFollowing, isAgent, lockRoom } from './caseWatch'

/**
 * Writes a note into the companion room of a case, which is of the team alone and made with the first note. Agents whom
 * it mentions come into it. Nothing of the case's own room is touched: no `seq`, no `rev`, nobody who joins.
 */
export async function postNote(user: User, caseId: number, input: MessageInput): Promise<Posted> {
  const found = await requireCase(user.id, caseId)
  const people = [user.id, ...await mentionedAgents(found, input.body)]
  const roomId = await notesRoomOf(user.id, found, people)
  return postMessage(user, roomId, input, { isMember: true })
}

async function notesRoomOf(userId: number, found: FoundCase, people: number[]): Promise<number> {
  const { notesRoomId } = found.row
  if (notesRoomId && await areIn(notesRoomId, people)) return notesRoomId
  const { notes, joined, change } = await changeRoom(found.row.roomId, async (tx, held) => {
    if (!await isAgent(tx, found.inbox, userId)) throw new AppError('not_found')
    const row = await lockCase(tx, found.row.id)
    const made = row.notesRoomId ? undefined : await makeNotesRoom(tx, { ...found, row, room: held })
    const notes = made?.notes ?? await lockRoom(tx, row.notesRoomId ?? 0)
    // Looked up again now that the inbox is held: nobody who left it meanwhile is brought in.
    const agents = new Set((await agentIdsOf(tx, [found.inbox.roomId])).get(found.inbox.roomId))
    const wanted = [...made?.followers ?? [], ...people].filter(id => agents.has(id))
    return { ...await addAll(tx, notes, wanted), change: made?.change }
  })
  for (const userId of joined) await announceFollowing({ userId, joined: [notes] })
  if (change) await announceCase(change)
  return notes.id
}

async function areIn(roomId: number, people: number[]): Promise<boolean> {
  const { queries } = chatDatabase()
  const found = await Promise.all(people.map(userId => findMembership(queries, roomId, userId)))
  return found.every(Boolean)
}

async function addAll(tx: Queries, held: RoomRow, wanted: number[]): Promise<{ notes: RoomRow, joined: number[] }> {
  let notes = held
  const joined: number[] = []
  for (const userId of new Set(wanted)) {
    if (await findMembership(tx, held.id, userId)) continue
    notes = await addMembership(tx, notes, userId, 'member')
    joined.push(userId)
  }
  return { notes, joined }
}

interface Made {
  notes: RoomRow
  /** Who follows the case, but its customer. */
  followers: number[]
  change: CaseChange
}

async function makeNotesRoom(tx: Queries, { row, room, inbox }: FoundCase): Promise<Made> {
  const now = new Date()
  const [inserted] = await tx.insert(rooms).values({
    kind: 'support', visibility: 'private', name: inbox.name, topic: room.topic, createdAt: now, activeAt: now,
  })
  const notesRoomId = inserted.insertId
  await tx.update(supportCases).set({ notesRoomId }).where(eq(supportCases.id, row.id))
  const members = (await agentIdsOf(tx, [room.id])).get(room.id) ?? []
  return {
    notes: await lockRoom(tx, notesRoomId),
    followers: members.filter(userId => userId !== row.customerId),
    change: {
      row: { ...row, notesRoomId }, room, shown: false,
      inbox: { roomId: inbox.roomId, rev: await reviseInbox(tx, inbox.roomId) },
    },
  }
}

/** Whoever else has the name stays out. */
async function mentionedAgents({ inbox }: FoundCase, body: string): Promise<number[]> {
  const draft = draftMentions(body)
  if (!draft) return []
  await resolveMentions([draft])
  const agents = (await agentIdsOf(chatDatabase().queries, [inbox.roomId])).get(inbox.roomId) ?? []
  return candidatesOf(draft).map(({ id }) => id).filter(id => agents.includes(id))
}
