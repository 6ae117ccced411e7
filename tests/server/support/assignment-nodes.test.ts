import { beforeAll, describe, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { at } from '../../support/nodes.ts'
import { bodyOf, caseOf, openCase, openInbox, putCase } from '../../support/support.ts'
import { until } from '../../support/until.ts'
import { useNodes } from '../../support/world.ts'

// Ada is at the first node, Grace at the last one, which dies.
describe('on two nodes with Redis', () => {
  const nodes = useNodes({ name: 'support-nodes', count: 2, redis: 'plain' })
  let root: Client
  let ada: Client
  let grace: Client
  let inbox: AdminInbox
  beforeAll(async () => {
    root = await firstAdmin(nodes.first)
    ada = await member(nodes.first, 'ada')
    grace = at(nodes.last, await member(nodes.first, 'grace'))
    inbox = await openInbox(root, [ada, grace], { assignment: { mode: 'round_robin', returnMinutes: 1 } })
  })

  test('cases are given once each, to agents of both', async () => {
    const sockets = [await ada.connect(), await grace.connect()]
    const cases = await Promise.all(Array.from({ length: 8 }, (_, n) =>
      openCase(n % 2 ? nodes.first : nodes.last, inbox)))
    const got = []
    for (const { id } of cases) {
      got.push(await until('the case to be given', async () => (await caseOf(ada, id)).assignee?.id))
      const events = bodyOf(await ada.get(`/api/support/cases/${id}/timeline`)).entries
      expect(events.filter(entry => entry.kind === 'event' && entry.event.kind === 'assigned')).toHaveLength(1)
    }
    expect(got.filter(id => id === ada.id)).toHaveLength(4)
    expect(got.filter(id => id === grace.id)).toHaveLength(4)
    for (const { id } of cases) await putCase(ada, id, { state: 'resolved' })
    await Promise.all(sockets.map(socket => socket.close()))
  })

  test('when a node dies, what its agents have not answered is given to others, and nobody views it', async () => {
    const sockets = [await ada.connect(), await grace.connect()]
    const { id } = await openCase(nodes.first, inbox, { text: 'hello?' })
    await until('the case to be given', async () => (await caseOf(ada, id)).assignee)
    await putCase(ada, id, { assigneeId: grace.id })
    sockets[0]!.send({ type: 'case.viewing', caseId: id, doing: 'viewing' })
    sockets[1]!.send({ type: 'case.viewing', caseId: id, doing: 'answering' })
    const viewers = [{ userId: ada.id, doing: 'viewing' }, { userId: grace.id, doing: 'answering' }]
    for (const socket of sockets) {
      await socket.waitFor('case.viewers', event => JSON.stringify(event.viewers)
        === JSON.stringify(viewers.sort((a, b) => a.userId - b.userId)))
    }
    await nodes.last.kill()
    const [seen] = await nodes.first.chat<{ ago: number }>(
      'SELECT TIMESTAMPDIFF(SECOND, seen_at, UTC_TIMESTAMP()) AS ago FROM support_agents WHERE user_id = ?', [grace.id],
    )
    expect(Number(seen?.ago), 'she was there').toBeLessThan(30)
    // Two minutes later.
    await nodes.first.chat('UPDATE support_cases SET assigned_at = assigned_at - INTERVAL 2 MINUTE WHERE id = ?', [id])
    await nodes.first.chat('UPDATE support_agents SET seen_at = seen_at - INTERVAL 2 MINUTE')
    await until('the case to be with ada', async () => (await caseOf(ada, id)).assignee?.id === ada.id, 40_000)
    const { entries } = bodyOf(await ada.get(`/api/support/cases/${id}/timeline`))
    const events = entries.flatMap(entry => entry.kind === 'event' && entry.event.kind === 'assigned'
      ? [[entry.event.actorId, entry.event.before, entry.event.after]]
      : [])
    expect(events.slice(-2)).toEqual([[null, grace.id, null], [null, null, ada.id]])
    sockets[0]!.send({ type: 'case.viewing', caseId: id, doing: 'viewing' })
    await sockets[0]!.waitFor('case.viewers', ({ viewers }) => viewers.length === 1, 40_000)
    await sockets[0]!.close()
  }, 120_000)
})
