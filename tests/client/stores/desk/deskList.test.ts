import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { SupportCase } from '#shared/protocol/supportCase'
import { caseStates } from '#shared/protocol/supportCase'
import { ada, grace } from '../../support/cast'
import { openClient } from '../../support/client'
import { caseOf, minute } from '../../support/desk'
import type { FakeServer } from '../../support/transport'

let server: FakeServer
/** What the server would answer. */
let stored: Map<number, SupportCase>

beforeEach(() => {
  server = openClient().server
  stored = new Map()
  server.on('GET /api/support/cases', ({ query = {} }) => {
    const found = [...stored.values()].filter(one => isListed(one, deskFilterOf(query), ada.id)).sort(byChange)
    const from = Number(query.cursor ?? 0)
    const page = found.slice(from, from + Number(query.limit))
    return { cases: page, ...(found.length > from + page.length && { cursor: String(from + page.length) }) }
  })
})

const put = (...cases: SupportCase[]) => cases.forEach(one => stored.set(one.id, one))
const ids = () => useDeskListStore().ids

test('has the cases of a view, the last change first, page by page', async () => {
  put(...Array.from({ length: 70 }, (_, index) => caseOf(index + 1)))
  const list = useDeskListStore()
  await list.load({ view: 'all' })
  expect(ids()).toEqual(Array.from({ length: 30 }, (_, index) => 70 - index))
  await list.loadMore()
  await list.loadMore()
  expect(ids()).toHaveLength(70)
  expect(list.cursor).toBeUndefined()
  await list.loadMore()
  expect(server.requestsOf('GET /api/support/cases')).toHaveLength(3)
})

test('a case comes, moves to the front and goes, however often it is told', async () => {
  put(caseOf(1), caseOf(2))
  const [list, cases] = [useDeskListStore(), useDeskCasesStore()]
  await list.load({ view: 'unassigned' })
  const happens = (one: SupportCase) => {
    cases.receive(one)
    list.receive(cases.byId[one.id]!)
    list.receive(cases.byId[one.id]!)
  }
  happens(caseOf(3, { updatedAt: minute(10) }))
  expect(ids()).toEqual([3, 2, 1])
  happens(caseOf(1, { updatedAt: minute(11), version: 2 }))
  expect(ids()).toEqual([1, 3, 2])
  happens(caseOf(3, { updatedAt: minute(12), version: 2, assignee: grace }))
  expect(ids()).toEqual([1, 2])
  happens(caseOf(3, { updatedAt: minute(10) }))
  expect(ids(), 'what is older than what is known').toEqual([1, 2])
})

test('a page that was loaded and what happened since equal a fresh page', async () => {
  const [list, cases] = [useDeskListStore(), useDeskCasesStore()]
  let seed = 7
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  put(...Array.from({ length: 25 }, (_, index) => caseOf(index + 1)))
  let step = 0
  for (const view of ['all', 'mine', 'unassigned', 'waiting', 'resolved'] as const) {
    await list.load({ view })
    const late: SupportCase[] = []
    for (const end = step + 200; step < end; step++) {
      const before = stored.get(1 + random(28)) ?? caseOf(26 + random(3), { version: 0 })
      const next = {
        ...before, version: before.version + 1, updatedAt: minute(100 + step),
        state: caseStates[random(5)]!, assignee: [null, ada, grace][random(3)]!,
      }
      put(next)
      late.push(next)
      // Events of different nodes come in different orders, and some come twice.
      if (random(3) > 0) continue
      for (const one of [...late.splice(0).reverse(), next]) {
        cases.receive(one)
        list.receive(cases.byId[one.id]!)
      }
    }
    for (const one of late) {
      cases.receive(one)
      list.receive(cases.byId[one.id]!)
    }
    const shown = list.list.map(one => `${one.id} ${one.version} ${one.state}`)
    await list.load({ view })
    expect(shown, view).toEqual(list.list.map(one => `${one.id} ${one.version} ${one.state}`))
  }
})

test('what only the server can judge is asked for again, once for all that happens', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  put(caseOf(1))
  const list = useDeskListStore()
  await list.load({ view: 'all', query: 'telescope' })
  for (let n = 0; n < 20; n++) list.receive(caseOf(2))
  await vi.advanceTimersByTimeAsync(3_000)
  expect(server.requestsOf('GET /api/support/cases')).toHaveLength(2)
})

test('a list that is narrowed to a team or an inbox takes no other cases in', async () => {
  const [list, cases] = [useDeskListStore(), useDeskCasesStore()]
  await list.load({ view: 'all', inbox: 5, team: 3 })
  for (const one of [caseOf(1), caseOf(2, { teamId: 3, inboxId: 6 }), caseOf(3, { teamId: 3 })]) {
    cases.receive(one)
    list.receive(one)
  }
  expect(ids()).toEqual([3])
})

test('the answer of a view that was left changes nothing', async () => {
  put(caseOf(1), caseOf(2, { state: 'spam' }))
  const list = useDeskListStore()
  const slow = list.load({ view: 'all' })
  await list.load({ view: 'spam' })
  await slow
  expect(ids()).toEqual([2])
})
