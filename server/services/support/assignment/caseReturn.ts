import { and, eq, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { SupportAssignment } from '#shared/protocol/admin/adminInbox'
import { memberships } from '../../../../drizzle/chat/schema'
import { supportAgents, supportCases } from '../../../../drizzle/chat/support'
import { chatDatabase } from '../../../database/databases'
import { selectCases } from '../case'
import { decideCase } from '../caseDecision'
import { recordCaseEvent } from '../caseEvent'
import type { InboxRow } from '../inbox'
import type { AgentPresence } from './agentPresence'

const atOnce = 200
const minuteMs = 60_000

/** Without a connection for so long, on any node; an agent to whom it was given meanwhile has as long to come. */
export async function returnCases(
  inbox: InboxRow, { returnMinutes }: SupportAssignment, { connected }: AgentPresence,
): Promise<void> {
  if (returnMinutes === null) return
  const since = new Date(Date.now() - returnMinutes * minuteMs)
  const gone = (await unseenSince(inbox, since)).filter(userId => !connected.has(userId))
  if (gone.length === 0) return
  const { assigneeId, assignedAt, createdAt, state, waitingSince, inboxId } = supportCases
  const left = and(
    eq(inboxId, inbox.id), inArray(assigneeId, gone), eq(state, 'open'), isNotNull(waitingSince),
    lte(sql`COALESCE(${assignedAt}, ${createdAt})`, sql.param(since, createdAt)),
  )
  for (const found of await selectCases(chatDatabase().queries).where(left).limit(atOnce)) {
    await decideCase(found, async (tx, row) => {
      if (row.assigneeId !== found.row.assigneeId || row.version !== found.row.version) return undefined
      await recordCaseEvent(tx, row, { kind: 'assigned', actorId: null, before: row.assigneeId })
      return { fields: { assigneeId: null, assignedAt: null } }
    })
  }
}

async function unseenSince({ roomId }: InboxRow, since: Date): Promise<number[]> {
  const { userId } = memberships
  const rows = await chatDatabase().queries.select({ userId }).from(memberships)
    .leftJoin(supportAgents, eq(supportAgents.userId, userId))
    .where(and(eq(memberships.roomId, roomId), or(isNull(supportAgents.seenAt), lte(supportAgents.seenAt, since))))
  return rows.map(row => row.userId)
}
