import { and, count, eq, gte, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Overview } from '#shared/protocol/admin/adminOverview'
import { reports, rooms } from '../../../drizzle/chat/schema'
import { users } from '../../../drizzle/identity/schema'
import { chatDatabase, identityDatabase } from '../../database/databases'
import type { Database } from '../../database/databases'
import { selectRows } from '../../database/row'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const days = 14
const busiest = 5

export type Counted = Pick<
  Overview, 'accounts' | 'openReports' | 'newAccounts' | 'messages' | 'busiestRooms' | 'storage'
>

/** Asks both databases for everything at once. */
export async function countEverything(now: number): Promise<Counted> {
  const [accounts, openReports, newAccounts, messages, busiestRooms, storage] = await Promise.all([
    countAccounts(),
    countOpenReports(),
    countNewAccounts(now),
    countMessages(now),
    findBusiestRooms(now),
    measureStorage(),
  ])
  return { accounts, openReports, newAccounts, messages, busiestRooms, storage }
}

async function countAccounts(): Promise<Overview['accounts']> {
  const { queries } = identityDatabase()
  const present = isNull(users.deletedAt)
  const byKind = await queries.select({ kind: users.kind, users: count() }).from(users)
    .where(present).groupBy(users.kind)
  const [disabled] = await queries.select({ users: count() }).from(users)
    .where(and(present, isNotNull(users.disabledAt)))
  const of = (kind: string) => Number(byKind.find(row => row.kind === kind)?.users ?? 0)
  return { members: of('member'), guests: of('guest'), disabled: Number(disabled?.users ?? 0) }
}

async function countOpenReports(): Promise<number> {
  const [row] = await chatDatabase().queries.select({ reports: count() }).from(reports).where(isNull(reports.decidedAt))
  return Number(row?.reports ?? 0)
}

async function countNewAccounts(now: number): Promise<Overview['newAccounts']> {
  const first = new Date(Math.floor(now / dayMs) * dayMs - (days - 1) * dayMs)
  const day = sql<string>`DATE_FORMAT(${users.createdAt}, '%Y-%m-%d')`
  const rows = await identityDatabase().queries.select({ day, users: count() }).from(users)
    .where(gte(users.createdAt, first)).groupBy(day)
  const found = new Map(rows.map(row => [row.day, Number(row.users)]))
  return Array.from({ length: days }, (_, index) => {
    const key = new Date(first.getTime() + index * dayMs).toISOString().slice(0, 10)
    return { day: key, count: found.get(key) ?? 0 }
  })
}

async function countMessages(now: number): Promise<Overview['messages']> {
  const first = new Date(Math.floor(now / hourMs) * hourMs - 23 * hourMs)
  const rows = await run<{ hour: string, messages: number }>(sql`
    SELECT DATE_FORMAT(created_at, '%Y-%m-%dT%H') AS hour, COUNT(*) AS messages
    FROM messages FORCE INDEX (messages_created) WHERE created_at >= ${first} GROUP BY hour`)
  const found = new Map(rows.map(row => [row.hour, Number(row.messages)]))
  return Array.from({ length: 24 }, (_, index) => {
    const at = new Date(first.getTime() + index * hourMs).toISOString()
    return { hour: at, count: found.get(at.slice(0, 13)) ?? 0 }
  })
}

async function findBusiestRooms(now: number): Promise<Overview['busiestRooms']> {
  const rows = await run<{ room_id: number, messages: number }>(sql`
    SELECT room_id, COUNT(*) AS messages FROM messages FORCE INDEX (messages_created)
    WHERE created_at >= ${new Date(now - dayMs)} GROUP BY room_id ORDER BY messages DESC LIMIT 50`)
  const described: Overview['busiestRooms'] = []
  for (const { room_id: id, messages } of rows) {
    const [room] = await chatDatabase().queries.select({ name: rooms.name, kind: rooms.kind }).from(rooms)
      .where(and(eq(rooms.id, id), isNull(rooms.deletedAt)))
    if (room?.kind === 'group') described.push({ id: Number(id), name: room.name, count: Number(messages) })
    if (described.length === busiest) break
  }
  return described
}

async function measureStorage(): Promise<Overview['storage']> {
  const [identityBytes, chatBytes] = await Promise.all([sizeOf(identityDatabase()), sizeOf(chatDatabase())])
  return { identityBytes, chatBytes }
}

async function sizeOf({ queries }: Database): Promise<number> {
  const [row] = await selectRows<{ bytes: string | null }>(queries, sql`SELECT SUM(data_length + index_length) AS bytes
    FROM information_schema.tables WHERE table_schema = DATABASE()`)
  return Number(row?.bytes ?? 0)
}

function run<Row>(query: ReturnType<typeof sql>): Promise<Row[]> {
  return selectRows<Row>(chatDatabase().queries, query)
}
