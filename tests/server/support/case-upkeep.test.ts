import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { addOpenMinutes } from '../../../shared/support/hours.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { caseOf, openCase, openInbox, putCase } from '../../support/support.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('support-upkeep')
const cases = '/api/support/cases'
let root: Client
let inbox: AdminInbox
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada, world.grace])
})

test('agents are taken out of the rooms of what has been resolved for a day, and come back with it', async () => {
  const { ada, grace, server } = world
  const [one, two, fresh] = [
    await openCase(server, inbox, { text: 'first' }), await openCase(server, inbox, { text: 'second' }),
    await openCase(server, inbox),
  ]
  for (const { id } of [one, two, fresh]) {
    await putCase(ada, id, { assigneeId: ada.id })
    expect((await grace.put(`${cases}/${id}/watch`)).status).toBe(200)
    await ada.post(`${cases}/${id}/notes`, { clientId: crypto.randomUUID(), body: 'done' })
    await putCase(ada, id, { state: 'resolved' })
  }
  const { notesRoomId } = await caseOf(ada, one.id)
  await server.chat('UPDATE support_cases SET updated_at = updated_at - INTERVAL 25 HOUR WHERE id IN (?, ?)', [
    one.id, two.id,
  ])
  await server.restart()
  await until('the agents to be out', async () => (await server.chat(
    'SELECT user_id FROM memberships WHERE room_id IN (?, ?, ?)', [one.roomId, two.roomId, notesRoomId],
  )).length === 2)
  for (const agent of [ada, grace]) {
    expectProblem(await agent.get(`/api/rooms/${one.roomId}`), 404, 'not_found')
    expectProblem(await agent.get(`/api/rooms/${notesRoomId}`), 404, 'not_found')
    expect((await agent.room(fresh.roomId)).id).toBe(fresh.roomId)
  }
  expect((await one.customer.history(one.roomId)).map(({ body }) => body)).toEqual(['first'])
  const socket = await ada.connect()
  await one.customer.say(one.roomId, 'It is back.')
  await socket.waitFor('room.joined', ({ room }) => room.id === one.roomId)
  await socket.waitFor('room.joined', ({ room }) => room.id === notesRoomId)
  await putCase(grace, two.id, { state: 'open' })
  await socket.waitFor('room.joined', ({ room }) => room.id === two.roomId)
  expectProblem(await grace.get(`/api/rooms/${two.roomId}`), 404, 'not_found')
  await socket.close()
})

test('targets say until when, in business hours, and again when a case is opened again', async () => {
  const { ada, server } = world
  const hours = { timeZone: 'Europe/Madrid', spans: [{ day: 2, from: '09:00', to: '11:00' }] }
  const targets = { firstAnswerMinutes: 30, resolutionMinutes: 300 }
  const own = await openInbox(root, [ada], { hours, targets })
  const { customer, id, roomId } = await openCase(server, own, { text: 'hello' })
  const opened = await caseOf(ada, id)
  const after = (from: string, minutes: number) => addOpenMinutes(hours, new Date(from), minutes).toISOString()
  expect(opened).toMatchObject({
    firstAnswerDueAt: after(opened.createdAt, 30), resolutionDueAt: after(opened.createdAt, 300),
  })
  expect(await caseOf(ada, (await openCase(server, inbox)).id))
    .toMatchObject({ firstAnswerDueAt: null, resolutionDueAt: null })
  expect((await root.patch(`/api/admin/inboxes/${own.id}`, {
    hours: null, targets: { firstAnswerMinutes: null, resolutionMinutes: 60 },
  })).status).toBe(200)
  expect(await putCase(ada, id, { state: 'resolved' })).toMatchObject({ resolutionDueAt: opened.resolutionDueAt })
  const message = await customer.say(roomId, 'again')
  const again = await until('the case to be open', async () => {
    const now = await caseOf(ada, id)
    return now.state === 'open' ? now : undefined
  })
  const due = new Date(Date.parse(message.createdAt) + 60 * 60_000).toISOString()
  expect(again).toMatchObject({ firstAnswerDueAt: opened.firstAnswerDueAt, resolutionDueAt: due })
})
