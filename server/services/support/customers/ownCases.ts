import { and, eq, inArray } from 'drizzle-orm'
import type { CustomerCase } from '#shared/protocol/supportCase'
import { memberships } from '../../../../drizzle/chat/schema'
import { chatDatabase } from '../../../database/databases'
import { lastMessages, toCustomerCase } from '../case'
import type { FoundCase } from '../case'

/** Cases as a list of their customer shows them: with what is new in each. */
export async function describeOwnCases(customerId: number, found: FoundCase[]): Promise<CustomerCase[]> {
  if (found.length === 0) return []
  const rooms = found.map(({ room }) => room)
  const { roomId, readSeq, userId } = memberships
  const [last, rows] = await Promise.all([
    lastMessages(rooms),
    chatDatabase().queries.select({ roomId, readSeq }).from(memberships)
      .where(and(eq(userId, customerId), inArray(roomId, rooms.map(room => room.id)))),
  ])
  const read = new Map(rows.map(row => [row.roomId, row.readSeq]))
  return found.map((one) => {
    const { id, lastSeq } = one.room
    const lastMessage = last.get(id)
    const unread = Math.max(0, lastSeq - (read.get(id) ?? lastSeq))
    return { ...toCustomerCase(one), unread, ...(lastMessage && { lastMessage }) }
  })
}
