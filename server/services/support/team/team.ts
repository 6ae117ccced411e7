import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { SupportTeam } from '#shared/protocol/admin/adminTeam'
import { memberships } from '../../../../drizzle/chat/schema'
import { supportInboxes, supportTeamAgents, supportTeams } from '../../../../drizzle/chat/support'
import { chatDatabase } from '../../../database/databases'
import type { Queries } from '../../../database/transaction'

/** The teams of these inboxes, by inbox. Who is no agent of the inbox any more is in none of them. */
export async function teamsOf(
  inboxIds: number[], queries: Queries = chatDatabase().queries,
): Promise<Map<number, SupportTeam[]>> {
  if (inboxIds.length === 0) return new Map()
  const { id, inboxId, name } = supportTeams
  const rows = await queries.select({ id, inboxId, name, userId: memberships.userId }).from(supportTeams)
    .innerJoin(supportInboxes, and(eq(supportInboxes.id, inboxId), isNull(supportInboxes.deletedAt)))
    .leftJoin(supportTeamAgents, eq(supportTeamAgents.teamId, id))
    .leftJoin(memberships, and(
      eq(memberships.roomId, supportInboxes.roomId), eq(memberships.userId, supportTeamAgents.userId),
    ))
    .where(inArray(inboxId, inboxIds)).orderBy(asc(id), asc(memberships.userId))
  const teams = [...Map.groupBy(rows, row => row.id).values()].flatMap(([first, ...others]) => first
    ? [{
        id: first.id, inboxId: first.inboxId, name: first.name,
        agents: [first, ...others].flatMap(({ userId }) => userId ?? []),
      }]
    : [])
  return Map.groupBy(teams, team => team.inboxId)
}
