import { and, eq } from 'drizzle-orm'
import type { SupportCase } from '#shared/protocol/supportCase'
import type { User } from '#shared/protocol/user'
import type { CasePatch } from '#shared/schemas/supportCase'
import { supportCases, supportTeams } from '../../../drizzle/chat/support'
import { AppError, invalidField } from '../../core/errors'
import type { Queries } from '../../database/transaction'
import { changeRoom, reviseRoom } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { customerState, describeCases, requireCase } from './case'
import type { CaseRow, FoundCase } from './case'
import { announceCase, recordCaseEvent, reviseInbox } from './caseEvent'
import type { CaseChange } from './caseEvent'
import { setLabels } from './caseLabel'
import { isTakenUp, stateFields } from './caseState'
import { announceFollowing, follow, followAgain, isAgent } from './caseWatch'
import type { Following } from './caseWatch'
import { dueTimes } from './target'

type Patch = Omit<CasePatch, 'version'>

interface Changed {
  change?: CaseChange
  following?: Following
}

/**
 * Changes a case as an agent of its inbox. `conflict` when it is not at this version any more: of two who take it at
 * once one has it. Whoever it is assigned to follows it from then on.
 */
export async function changeCase(user: User, caseId: number, version: number, patch: Patch): Promise<SupportCase> {
  const { row: { roomId } } = await requireCase(user.id, caseId)
  const { change, following } = await changeRoom(roomId, async (tx, held): Promise<Changed> => {
    const found = await requireCase(user.id, caseId, tx)
    const row = await lockCase(tx, caseId)
    if (row.version !== version) throw new AppError('conflict', { detail: 'version' })
    const fields = await fieldsOf(tx, { ...found, row }, patch)
    const relabelled = await setLabels(tx, user.id, row, patch.labels)
    if (Object.keys(fields).length === 0 && !relabelled) return {}
    await recordFields(tx, user.id, row, fields)
    const following = fields.assigneeId
      ? await follow(tx, row, held, fields.assigneeId)
      : isTakenUp(row, fields) ? await followAgain(tx, row, { inbox: found.inbox, held }) : undefined
    return { change: await writeCase(tx, { ...found, row, room: following?.room ?? held }, fields), following }
  })
  if (following) await announceFollowing(following)
  if (change) await announceCase(change)
  const [now] = await describeCases([await requireCase(user.id, caseId)])
  if (!now) throw new AppError('not_found')
  return now
}

export async function lockCase(tx: Queries, caseId: number): Promise<CaseRow> {
  const [row] = await tx.select().from(supportCases).where(eq(supportCases.id, caseId)).for('update')
  if (!row) throw new AppError('not_found')
  return row
}

/** Writes what an agent or a message has decided; the case's room must be held. */
export async function writeCase(
  tx: Queries, { row, room, inbox }: Pick<FoundCase, 'row' | 'inbox'> & { room: RoomRow }, fields: Partial<CaseRow>,
): Promise<CaseChange> {
  const next = { ...row, updatedAt: new Date(), version: row.version + 1, ...fields }
  const shown = customerState(next) !== customerState(row)
  const { id, ...columns } = next
  await tx.update(supportCases).set(columns).where(eq(supportCases.id, id))
  const revised = shown ? await reviseRoom(tx, room) : room
  return { row: next, room: revised, shown, inbox: { roomId: inbox.roomId, rev: await reviseInbox(tx, inbox.roomId) } }
}

async function fieldsOf(tx: Queries, { row, inbox }: FoundCase, patch: Patch): Promise<Partial<CaseRow>> {
  const state = patch.state ?? (patch.snoozedUntil ? 'snoozed' : row.state)
  const until = patch.snoozedUntil ?? null
  const { assigneeId, priority, teamId } = patch
  const reassigned = assigneeId !== undefined && assigneeId !== row.assigneeId
  if (reassigned && assigneeId !== null && !await isAgent(tx, inbox, assigneeId)) {
    throw invalidField('assigneeId', 'not_found')
  }
  if (teamId && !await isTeam(tx, row.inboxId, teamId)) throw invalidField('teamId', 'not_found')
  return {
    ...((state !== row.state || until) && stateFields(state, until)),
    ...(isTakenUp(row, { state }) && { resolutionDueAt: dueTimes(inbox, new Date()).resolutionDueAt }),
    ...(reassigned && { assigneeId, assignedAt: assigneeId === null ? null : new Date() }),
    ...(teamId !== undefined && teamId !== row.teamId && { teamId }),
    ...(priority && priority !== row.priority && { priority }),
  }
}

async function isTeam(tx: Queries, inboxId: number, teamId: number): Promise<boolean> {
  const [row] = await tx.select({ id: supportTeams.id }).from(supportTeams)
    .where(and(eq(supportTeams.id, teamId), eq(supportTeams.inboxId, inboxId)))
  return row !== undefined
}

const recorded = [
  ['state', 'state'], ['assigned', 'assigneeId'], ['team', 'teamId'], ['priority', 'priority'],
] as const

async function recordFields(tx: Queries, actorId: number, row: CaseRow, fields: Partial<CaseRow>): Promise<void> {
  for (const [kind, key] of recorded) {
    if (fields[key] === undefined) continue
    await recordCaseEvent(tx, row, { kind, actorId, before: row[key], after: fields[key] })
  }
}
