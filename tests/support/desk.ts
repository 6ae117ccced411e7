import type { TestServer } from './server.ts'

interface Filled {
  inboxId: number
  cases: number
  customerId: number
  /** Each has the fifth part of the cases that are assigned. */
  agentIds: number[]
}

const rowsAtOnce = 1000
const states = ['open', 'waiting', 'snoozed', 'resolved', 'resolved'] as const

/** A desk with years of work in it, written past the server: a message each, and what happened to them. */
export async function fillDesk(server: TestServer, { inboxId, cases, customerId, agentIds }: Filled): Promise<void> {
  const [last] = await server.chat<{ id: number }>('SELECT COALESCE(MAX(id), 0) AS id FROM rooms')
  const [lastCase] = await server.chat<{ id: number }>('SELECT COALESCE(MAX(id), 0) AS id FROM support_cases')
  for (let start = 0; start < cases; start += rowsAtOnce) {
    const numbers = Array.from({ length: Math.min(rowsAtOnce, cases - start) }, (_, n) => start + n + 1)
    const at = (n: number) => `UTC_TIMESTAMP(3) - INTERVAL ${(cases - n) * 4} MINUTE`
    const room = (n: number) => Number(last?.id) + n
    const id = (n: number) => Number(lastCase?.id) + n
    const insert = (head: string, row: (n: number) => string) =>
      server.chat(`INSERT INTO ${head} VALUES ${numbers.map(n => `(${row(n)})`).join()}`)
    await insert('rooms (id, kind, visibility, name, topic, last_seq, rev, member_count, created_at, active_at)', n =>
      `${room(n)}, 'support', 'private', 'Help', 'Order ${n}', 1, 1, 1, ${at(n)}, ${at(n)}`)
    await insert('messages (room_id, seq, author_id, client_id, body, created_at)', n =>
      `${room(n)}, 1, ${customerId}, UNHEX(REPLACE(UUID(), '-', '')), 'Where is order ${n}?', ${at(n)}`)
    await insert('memberships (room_id, user_id, role, read_seq, joined_at)', n =>
      `${room(n)}, ${customerId}, 'member', 1, ${at(n)}`)
    await insert(`support_cases
      (id, inbox_id, room_id, customer_id, state, assignee_id, created_at, updated_at, waiting_since, seen_seq)`, n =>
      `${id(n)}, ${inboxId}, ${room(n)}, ${customerId}, '${states[n % 5]}',
        ${n % 2 ? 'NULL' : agentIds[n % agentIds.length]}, ${at(n)}, ${at(n)}, ${n % 5 ? 'NULL' : at(n)}, 1`)
    for (const kind of ['opened', 'answered', 'replied', 'replied']) {
      await insert('support_case_events (case_id, inbox_id, kind, actor_id, data, created_at)', n =>
        `${id(n)}, ${inboxId}, '${kind}', ${agentIds[n % agentIds.length]}, '{"before":null,"after":null}', ${at(n)}`)
    }
  }
  await server.chat('ANALYZE TABLE rooms, messages, memberships, support_cases, support_case_events')
}
