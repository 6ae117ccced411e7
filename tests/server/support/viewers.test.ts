import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import type { Socket } from '../../support/socket.ts'
import { openCase, openInbox } from '../../support/support.ts'
import { useWorld } from '../../support/world.ts'

// Ada and Grace are agents of the inbox; Mallory and the admin are none.
const world = useWorld('support-viewers')
let root: Client
let inbox: AdminInbox
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada, world.grace])
})

type Doing = 'viewing' | 'answering' | 'left'
const say = (socket: Socket, caseId: number, doing: Doing) => socket.send({ type: 'case.viewing', caseId, doing })
const sees = (socket: Socket, caseId: number, viewers: [Client, string][]) =>
  socket.waitFor('case.viewers', event => event.caseId === caseId
    && JSON.stringify(event.viewers) === JSON.stringify(viewers
      .map(([{ id: userId }, doing]) => ({ userId, doing })).sort((a, b) => a.userId - b.userId)))

test('agents who have a case open are told who else has, and who answers', async () => {
  const { ada, grace, server } = world
  const { id } = await openCase(server, inbox)
  const [one, two, other] = [await ada.connect(), await grace.connect(), await grace.connect()]
  say(one, id, 'viewing')
  await sees(one, id, [[ada, 'viewing']])
  say(two, id, 'viewing')
  for (const socket of [one, two]) await sees(socket, id, [[ada, 'viewing'], [grace, 'viewing']])
  say(two, id, 'answering')
  for (const socket of [one, two]) await sees(socket, id, [[ada, 'viewing'], [grace, 'answering']])
  one.clear()
  say(other, id, 'viewing')
  await sees(other, id, [[ada, 'viewing'], [grace, 'answering']])
  say(two, id, 'answering')
  await two.settle()
  expect(await one.settled('case.viewers'), 'nothing has changed for her').toEqual([])
  say(two, id, 'left')
  await sees(one, id, [[ada, 'viewing'], [grace, 'viewing']])
  two.clear()
  await other.close()
  await sees(one, id, [[ada, 'viewing']])
  expect(await two.settled('case.viewers'), 'who left hears no more').toEqual([])
  await Promise.all([one.close(), two.close()])
})

test('nobody else may, and nobody else is told', async () => {
  const { ada, grace, mallory, server } = world
  const { customer, id } = await openCase(server, inbox)
  const outsiders = await Promise.all([mallory, root, customer].map(client => client.connect()))
  const [agent, colleague] = [await ada.connect(), await grace.connect()]
  for (const socket of outsiders) {
    say(socket, id, 'viewing')
    await socket.waitFor('command.failed', ({ ref, code }) => ref === 'case.viewing' && code === 'not_found')
  }
  say(agent, id, 'viewing')
  await sees(agent, id, [[ada, 'viewing']])
  for (const socket of [...outsiders, colleague]) expect(await socket.settled('case.viewers')).toEqual([])
  await Promise.all([...outsiders, agent, colleague].map(socket => socket.close()))
})

test('who is no agent any more is gone, and hears no more', async () => {
  const { ada, grace, server } = world
  const own = await openInbox(root, [ada, grace])
  const { id } = await openCase(server, own)
  const [one, two] = [await ada.connect(), await grace.connect()]
  for (const socket of [one, two]) say(socket, id, 'viewing')
  await sees(one, id, [[ada, 'viewing'], [grace, 'viewing']])
  await sees(two, id, [[ada, 'viewing'], [grace, 'viewing']])
  expect((await root.patch(`/api/admin/inboxes/${own.id}`, { agents: [ada.id] })).status).toBe(200)
  await sees(one, id, [[ada, 'viewing']])
  two.clear()
  say(one, id, 'answering')
  await sees(one, id, [[ada, 'answering']])
  say(two, id, 'viewing')
  await two.waitFor('command.failed', ({ code }) => code === 'not_found')
  expect(await two.settled('case.viewers')).toEqual([])
  await Promise.all([one.close(), two.close()])
})
