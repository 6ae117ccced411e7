import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, nobody } from '../../support/cast.ts'
import { fillDesk } from '../../support/desk.ts'
import { explain, statementsOf } from '../../support/statements.ts'
import { bodyOf, caseOf, openCase, openInbox } from '../../support/support.ts'
import { useWorld } from '../../support/world.ts'

// 10,000 cases of one inbox, and some of another.
const world = useWorld('desk-speed')
const tables = ['rooms', 'messages', 'memberships', 'support_\\w+']
let inbox: AdminInbox
let customerId = 0
beforeAll(async () => {
  const { ada, grace, server } = world
  const root = await firstAdmin(server)
  // Nobody is there, and nothing moves for that while pages are read.
  const assignment = { returnMinutes: null }
  inbox = await openInbox(root, [ada, grace], { assignment })
  const { id } = await openCase(server, inbox)
  customerId = (await caseOf(ada, id)).customer.user.id
  const agentIds = [ada.id, grace.id]
  await fillDesk(server, { inboxId: inbox.id, cases: 10_000, customerId, agentIds })
  const other = await openInbox(root, [ada], { assignment })
  await fillDesk(server, { inboxId: other.id, cases: 500, customerId, agentIds })
}, 120_000)

const cases = '/api/support/cases'
const paths = () => [
  cases, `${cases}?view=mine`, `${cases}?view=unassigned`, `${cases}?view=open`, `${cases}?view=waiting`,
  `${cases}?view=resolved`, `${cases}?view=spam`, `${cases}?inbox=${inbox.id}`, `${cases}?customer=${customerId}`,
  `${cases}?label=refund`, `${cases}?team=1`, `${cases}?query=9999`, '/api/support/counts',
  `/api/support/counts?inbox=${inbox.id}`, '/api/support/inboxes', '/api/support/replies',
]

/** How long an answer takes, and how long one that costs next to nothing: so fast is the machine just now. */
async function timesOf(path: string): Promise<[ms: number, pace: number]> {
  const took: number[][] = [[], []]
  for (let n = 0; n < 5; n++) {
    for (const [which, one] of [path, '/api/session'].entries()) {
      const start = performance.now()
      expect((await world.ada.get(one)).status).toBe(200)
      took[which]!.push(performance.now() - start)
    }
  }
  return took.map(times => Math.round(times.sort((a, b) => a - b)[2]!)) as [number, number]
}

test('no list goes over a whole table, and each has its first page soon', async () => {
  const bad: string[] = []
  const slow: string[] = []
  for (const path of paths()) {
    for (const statement of await statementsOf(world.server, world.ada, path, tables)) {
      const plan = await explain(world.server, statement)
      for (const step of plan.filter(({ type, rows }) => type === 'ALL' && Number(rows) > 100)) {
        bad.push(`${path}: ${step.table} of ${statement.sql.slice(0, 300)}`)
      }
    }
  }
  for (const path of paths()) {
    const [ms, pace] = await timesOf(path)
    if (ms > Math.max(300, 60 * pace)) slow.push(`${path}: ${ms} ms, ${pace} ms for next to nothing`)
  }
  expect(bad).toEqual([])
  expect(slow).toEqual([])
}, 120_000)

test('counts are exact, and the pages of a list reach its end', async () => {
  const { counts } = bodyOf(await world.ada.get(`/api/support/counts?inbox=${inbox.id}`))
  expect(counts).toMatchObject({ open: 2001, waiting: 2000, snoozed: 2000, spam: 0 })
  const seen = new Set<number>()
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const query = `inbox=${inbox.id}&view=open&limit=200${cursor && `&cursor=${cursor}`}`
    const page = bodyOf(await world.ada.get(`${cases}?${query}`))
    for (const { id } of page.cases) seen.add(id)
    cursor = page.cursor
  }
  expect(seen.size).toBe(counts.open)
})

test('what strangers and customers ask for costs the same, however much was answered', async () => {
  const { server } = world
  const { customer, id } = await openCase(server, inbox)
  await server.chat(`UPDATE support_cases SET first_answered_at = created_at + INTERVAL 5 MINUTE
    WHERE inbox_id = ? AND state <> 'open'`, [inbox.id])
  await server.chat('ANALYZE TABLE support_cases')
  for (const [client, path] of [
    [nobody(server), `/api/support/inboxes/${inbox.key}`], [customer, `${cases}/${id}`],
  ] as const) {
    const plans = []
    for (const statement of await statementsOf(server, client, path, ['support_cases'])) {
      plans.push(...await explain(server, statement))
    }
    const queued = plans.filter(({ key }) => key === 'support_cases_queue')
    expect(queued.length, 'the queue was asked for').toBeGreaterThan(0)
    expect(queued.filter(({ Extra }) => String(Extra).includes('filesort'))).toEqual([])
  }
})

test('figures of 28 days of it are there soon', async () => {
  const [ms, pace] = await timesOf(`/api/support/figures?inbox=${inbox.id}`)
  expect(ms).toBeLessThan(Math.max(2_000, 400 * pace))
})

test('an agent of thousands of cases is removed, and an inbox of thousands deleted', async () => {
  const { ada, grace, server } = world
  const root = await firstAdmin(server)
  const old = await openInbox(root, [ada, grace], { assignment: { mode: 'manual', limit: null, returnMinutes: null } })
  await fillDesk(server, { inboxId: old.id, cases: 15_000, customerId, agentIds: [ada.id] })
  await server.chat('UPDATE support_cases SET assignee_id = ? WHERE inbox_id = ?', [ada.id, old.id])
  expect((await root.patch(`/api/admin/inboxes/${old.id}`, { agents: [grace.id] })).status).toBe(200)
  expect((await root.delete(`/api/admin/inboxes/${old.id}`)).status).toBe(204)
  const open = await server.chat(`SELECT COUNT(*) AS n FROM rooms r JOIN support_cases c ON c.room_id = r.id
    WHERE c.inbox_id = ? AND (r.archived_at IS NULL OR c.state <> 'resolved' AND c.assignee_id IS NOT NULL)`, [old.id])
  expect(open).toEqual([{ n: 0 }])
}, 120_000)
