import { eq, isNull, sql } from 'drizzle-orm'
import { memberships } from '../../../../drizzle/chat/schema'
import { supportAgents, supportInboxes } from '../../../../drizzle/chat/support'
import { chatDatabase } from '../../../database/databases'
import { presenceChoices } from '../../users/presence'

const writeMs = 10_000
let writtenAt = -Infinity

/** Of these people those who are connected to a node, and whether they are at their device. */
export type FindPresent = (userIds: number[]) => Promise<{
  here: Map<number, 'active' | 'idle'>
  elsewhere: Map<number, 'active' | 'idle'>
}>

export interface AgentPresence {
  /** Connected to any node, as far as can be known. */
  connected: Set<number>
  /** Those whom a case may be given to. */
  available: Set<number>
}

/**
 * Who of all agents is there. Writes down whom this node sees: that is left to go by when a node dies, or Redis.
 * Who has chosen to be away, hidden or not disturbed is given nothing.
 */
export async function lookForAgents(findPresent: FindPresent): Promise<AgentPresence> {
  const userIds = await agentIds()
  if (userIds.length === 0) return { connected: new Set(), available: new Set() }
  const { here, elsewhere } = await findPresent(userIds)
  await writeSeen([...here.keys()])
  const active = userIds.filter(id => here.get(id) === 'active' || elsewhere.get(id) === 'active')
  const choices = await presenceChoices(active)
  return {
    connected: new Set([...here.keys(), ...elsewhere.keys()]),
    available: new Set(active.filter(id => choices.get(id)?.status === 'auto' && !choices.get(id)?.hidden)),
  }
}

async function agentIds(): Promise<number[]> {
  const rows = await chatDatabase().queries.selectDistinct({ userId: memberships.userId }).from(supportInboxes)
    .innerJoin(memberships, eq(memberships.roomId, supportInboxes.roomId)).where(isNull(supportInboxes.deletedAt))
  return rows.map(({ userId }) => userId)
}

async function writeSeen(userIds: number[]): Promise<void> {
  if (userIds.length === 0 || performance.now() < writtenAt + writeMs) return
  writtenAt = performance.now()
  const seenAt = new Date()
  await chatDatabase().queries.insert(supportAgents).values(userIds.map(userId => ({ userId, seenAt })))
    .onDuplicateKeyUpdate({ set: { seenAt: sql`GREATEST(${supportAgents.seenAt}, VALUES(${supportAgents.seenAt}))` } })
}
