import { eq } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import type { AdminInbox } from '#shared/protocol/admin/adminInbox'
import type { Profile } from '#shared/protocol/user'
import type { InboxInput, InboxPatch } from '#shared/schemas/admin/adminInbox'
import { rooms } from '../../../drizzle/chat/schema'
import { supportInboxes } from '../../../drizzle/chat/support'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import { isDuplicate, transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { changeRoom } from '../memberships/membership'
import { agentIdsOf, announceAgents, assertAgents, setAgents } from './agent'
import { findInbox, inboxColumns, newSecret } from './inbox'
import type { InboxRow } from './inbox'
import { describeInboxes, toAdminInbox } from './inboxList'

interface InboxAnswer {
  inbox: AdminInbox
  users: Profile[]
  /** In the answer that made it, and never again. */
  identitySecret?: string
}

/** An inbox with its agents; `conflict` when the key was ever used before. */
export async function createInbox(actor: Actor, input: InboxInput): Promise<InboxAnswer> {
  await assertAgents(input.agents)
  const identitySecret = newSecret()
  const inboxKey = input.key ?? `inbox-${randomBytes(6).toString('hex')}`
  const { row, change } = await transaction(chatDatabase().pool, async (tx) => {
    const room = await insertRoom(tx, inboxKey, input.name)
    const { name, greeting, colour, sites, form, hours, targets, assignment, typingPreview, listed } = input
    const fields = {
      inboxKey, roomId: room.id, name, greeting, colour, typingPreview, listed, identitySecret, createdAt: new Date(),
      sites: JSON.stringify(sites), form: JSON.stringify(form), hours: hours && JSON.stringify(hours),
      targets: JSON.stringify(targets), assignment: JSON.stringify(assignment),
    }
    const [inserted] = await tx.insert(supportInboxes).values(fields)
    const target: ['inbox', number] = ['inbox', inserted.insertId]
    const after = { ...input, key: inboxKey }
    await recordAudit(tx, 'chat', actor, { action: 'inbox.created', target, after })
    const row: InboxRow = { ...fields, id: inserted.insertId, lastAssignedId: null, deletedAt: null }
    return { row, change: await setAgents(tx, row, room, input.agents) }
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'rooms_room_key') ? new AppError('conflict', { detail: 'key' }) : error
  })
  await announceAgents(change)
  return { ...await answer(row), identitySecret }
}

/**
 * Changes an inbox. Who is no agent any more hears nothing of its cases from the commit on. A new secret makes what was
 * signed with the one before void.
 */
export async function updateInbox(actor: Actor, id: number, patch: InboxPatch): Promise<InboxAnswer> {
  const { agents, newSecret: renew, name, greeting, colour, typingPreview, listed, ...rest } = patch
  const { roomId } = await findInbox(id)
  if (agents) await assertAgents(agents)
  const identitySecret = renew && newSecret()
  const change = await changeRoom(roomId, async (tx, room) => {
    const row = await findInbox(id, tx)
    const before = toAdminInbox(row, (await agentIdsOf(tx, [roomId])).get(roomId) ?? [])
    const columns = {
      ...inboxColumns(rest),
      ...Object.fromEntries(Object.entries({ name, greeting, colour, typingPreview, listed, identitySecret })
        .filter(([, value]) => value !== undefined)),
    }
    if (Object.keys(columns).length > 0) {
      await tx.update(supportInboxes).set(columns).where(eq(supportInboxes.id, id))
    }
    await recordAudit(tx, 'chat', actor, { action: 'inbox.updated', target: ['inbox', id], ...changed(before, patch) })
    return agents && setAgents(tx, row, room, agents)
  })
  if (change) await announceAgents(change)
  return { ...await answer(await findInbox(id)), ...(identitySecret && { identitySecret }) }
}

function changed(inbox: AdminInbox, { newSecret: renew, ...patch }: InboxPatch) {
  const keys = Object.keys(patch) as (keyof typeof patch)[]
  const before = Object.fromEntries(keys.map(key => [key, inbox[key]]))
  return { before: { name: inbox.name, ...before }, after: { ...patch, ...(renew && { identitySecret: '' }) } }
}

/** Nobody writes in it: it is there for its members, who are the agents, and for its events. */
async function insertRoom(tx: Queries, inboxKey: string, name: string) {
  const now = new Date()
  const [inserted] = await tx.insert(rooms).values({
    kind: 'support', visibility: 'private', roomKey: `inbox:${inboxKey}`, name, createdAt: now, activeAt: now,
    archivedAt: now,
  })
  const [room] = await tx.select().from(rooms).where(eq(rooms.id, inserted.insertId))
  if (!room) throw new AppError('internal')
  return room
}

async function answer(row: InboxRow): Promise<{ inbox: AdminInbox, users: Profile[] }> {
  const { inboxes: [inbox], users } = await describeInboxes([row])
  if (!inbox) throw new AppError('not_found')
  return { inbox, users }
}
