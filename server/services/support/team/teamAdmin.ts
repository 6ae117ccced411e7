import { and, count, eq, isNull, sql } from 'drizzle-orm'
import type { SupportTeam } from '#shared/protocol/admin/adminTeam'
import type { TeamInput, TeamPatch } from '#shared/schemas/admin/adminTeam'
import { limits } from '#shared/limits'
import { supportCases, supportInboxes, supportTeamAgents, supportTeams } from '../../../../drizzle/chat/support'
import { AppError, invalidField } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import type { Queries } from '../../../database/transaction'
import { recordAudit } from '../../audit/audit'
import type { Actor } from '../../audit/audit'
import { changeRoom, reviseRoom } from '../../memberships/membership'
import { announceRevision } from '../../rooms/roomEvents'
import { agentIdsOf } from '../agent'
import { findInbox } from '../inbox'
import { teamsOf } from './team'

/** All of them, by inbox and in the order in which they were made. */
export async function listTeams(): Promise<SupportTeam[]> {
  const rows = await chatDatabase().queries.select({ id: supportInboxes.id }).from(supportInboxes)
    .where(isNull(supportInboxes.deletedAt)).orderBy(supportInboxes.id)
  const teams = await teamsOf(rows.map(({ id }) => id))
  return rows.flatMap(({ id }) => teams.get(id) ?? [])
}

/** A team of some of the agents of an inbox; `invalid` when one is none. */
export async function createTeam(actor: Actor, { inboxId, name, agents }: TeamInput): Promise<SupportTeam> {
  const { roomId } = await findInbox(inboxId).catch(() => {
    throw invalidField('inboxId', 'not_found')
  })
  return changeTeams(inboxId, roomId, async (tx) => {
    const [row] = await tx.select({ teams: count() }).from(supportTeams).where(eq(supportTeams.inboxId, inboxId))
    if ((row?.teams ?? 0) >= limits.support.teams) throw new AppError('conflict', { detail: 'too_many' })
    const [inserted] = await tx.insert(supportTeams).values({ inboxId, name, createdAt: new Date() })
    await setTeamAgents(tx, inserted.insertId, roomId, agents)
    await recordAudit(tx, 'chat', actor, {
      action: 'team.created', target: ['inbox', inboxId], after: { name, agents },
    })
    return inserted.insertId
  })
}

/** What is left out stays as it is. */
export async function updateTeam(actor: Actor, id: number, { name, agents }: TeamPatch): Promise<SupportTeam> {
  const { inboxId, roomId } = await findTeam(id)
  return changeTeams(inboxId, roomId, async (tx) => {
    const before = await requireTeam(tx, inboxId, id)
    if (name) await tx.update(supportTeams).set({ name }).where(eq(supportTeams.id, id))
    if (agents) await setTeamAgents(tx, id, roomId, agents)
    await recordAudit(tx, 'chat', actor, {
      action: 'team.updated', target: ['inbox', inboxId],
      before: { name: before.name, ...(agents && { agents: before.agents }) },
      after: { ...(name && { name }), ...(agents && { agents }) },
    })
    return id
  })
}

/** Its cases are of no team any more. */
export async function deleteTeam(actor: Actor, id: number): Promise<void> {
  const { inboxId, roomId } = await findTeam(id)
  const room = await changeRoom(roomId, async (tx, held) => {
    const { name, agents } = await requireTeam(tx, inboxId, id)
    await tx.delete(supportTeamAgents).where(eq(supportTeamAgents.teamId, id))
    await tx.delete(supportTeams).where(eq(supportTeams.id, id))
    await tx.update(supportCases).set({ teamId: null, version: sql`${supportCases.version} + 1` })
      .where(eq(supportCases.teamId, id))
    await recordAudit(tx, 'chat', actor, {
      action: 'team.deleted', target: ['inbox', inboxId], before: { name, agents },
    })
    return reviseRoom(tx, held)
  })
  announceRevision(room)
}

/** While the inbox is held; its agents are told that there is something to read again. */
async function changeTeams(
  inboxId: number, roomId: number, work: (tx: Queries) => Promise<number>,
): Promise<SupportTeam> {
  const { team, room } = await changeRoom(roomId, async (tx, held) => {
    const id = await work(tx)
    return { team: await requireTeam(tx, inboxId, id), room: await reviseRoom(tx, held) }
  })
  announceRevision(room)
  return team
}

async function setTeamAgents(tx: Queries, teamId: number, roomId: number, agents: number[]): Promise<void> {
  const able = new Set((await agentIdsOf(tx, [roomId])).get(roomId))
  if (!agents.every(id => able.has(id))) throw invalidField('agents', 'not_found')
  await tx.delete(supportTeamAgents).where(eq(supportTeamAgents.teamId, teamId))
  if (agents.length > 0) await tx.insert(supportTeamAgents).values(agents.map(userId => ({ teamId, userId })))
}

async function findTeam(id: number): Promise<{ inboxId: number, roomId: number }> {
  const { inboxId } = supportTeams
  const [row] = await chatDatabase().queries.select({ inboxId, roomId: supportInboxes.roomId }).from(supportTeams)
    .innerJoin(supportInboxes, and(eq(supportInboxes.id, inboxId), isNull(supportInboxes.deletedAt)))
    .where(eq(supportTeams.id, id))
  if (!row) throw new AppError('not_found')
  return row
}

async function requireTeam(tx: Queries, inboxId: number, id: number): Promise<SupportTeam> {
  const team = (await teamsOf([inboxId], tx)).get(inboxId)?.find(one => one.id === id)
  if (!team) throw new AppError('not_found')
  return team
}
