import type { SupportInbox } from '#shared/protocol/supportCase'
import { chatDatabase } from '../../../database/databases'
import { getProfiles } from '../../users/profile'
import { agentIdsOf, inboxesOf } from '../agent'
import { teamsOf } from '../team/team'

/** The inboxes that somebody is an agent of, with the place of each in its changes. */
export async function listOwnInboxes(userId: number): Promise<SupportInbox[]> {
  const inboxes = await inboxesOf(userId)
  const agents = await agentIdsOf(chatDatabase().queries, inboxes.map(inbox => inbox.roomId))
  const [profiles, teams] = await Promise.all([
    getProfiles([...agents.values()].flat()), teamsOf(inboxes.map(({ id }) => id)),
  ])
  return inboxes.map(({ id, key, name, roomId, rev, notification }) => ({
    id, key: String(key), name, roomId, rev,
    agents: (agents.get(roomId) ?? []).flatMap(agentId => profiles.get(agentId) ?? []),
    teams: (teams.get(id) ?? []).map(({ inboxId: _, ...team }) => team),
    notifications: { level: notification === 'none' ? 'none' as const : 'all' as const },
  }))
}
