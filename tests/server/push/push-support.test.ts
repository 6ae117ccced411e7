import { beforeEach, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { pushesSettled, subscribe, usePushWorld } from '../../support/push.ts'
import type { PushReceiver } from '../../support/pushService.ts'
import { bodyOf, caseOf, openCase, openInbox } from '../../support/support.ts'
import { expectNoChange, expectProblem } from '../../support/world.ts'

// Ada and Lin are agents of the inbox and away, Mallory of none.
const world = usePushWorld('push-support')
let lin: Client
let inbox: AdminInbox
let devices: Map<Client, PushReceiver>

beforeEach(async () => {
  lin = await member(world.server, 'lin')
  inbox = await openInbox(await firstAdmin(world.server), [world.ada, lin])
  devices = new Map()
  for (const client of [world.ada, lin, world.mallory]) {
    devices.set(client, world.push.device())
    await subscribe(client, devices.get(client)!)
  }
})

const heard = (client: Client) => world.push.of(devices.get(client)!).map(({ payload }) => payload)
const alerts = (client: Client, level: string, id = inbox.id) =>
  client.put(`/api/support/inboxes/${id}/notifications`, { level })

test('agents who are away hear of a case that is nobody\'s, and it opens at the desk', async () => {
  const { ada, mallory, server } = world
  const { id, roomId } = await openCase(server, inbox, { name: 'Vera', text: 'Hello?' })
  await pushesSettled(server)
  for (const agent of [ada, lin]) {
    expect(heard(agent)).toEqual([{
      type: 'message', roomId, seq: 1, title: inbox.name, body: 'Vera: Hello?', url: `/desk/${id}`,
      tag: `room-${roomId}`,
    }])
  }
  expect(heard(mallory)).toEqual([])
})

test('once somebody has it, the others hear nothing more of it', async () => {
  const { ada, server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { name: 'Vera' })
  const { version } = await caseOf(ada, id)
  expect((await ada.patch(`/api/support/cases/${id}`, { version, assigneeId: ada.id })).status).toBe(200)
  await customer.say(roomId, 'Hello?')
  await pushesSettled(server)
  expect(heard(ada)).toMatchObject([{ url: `/desk/${id}` }])
  expect(heard(lin)).toEqual([])
})

test('who does not want to hear of an inbox does not, and nobody else chooses that', async () => {
  const { ada, mallory, server } = world
  expectProblem(await alerts(ada, 'loud'), 400, 'invalid')
  await expectNoChange(world, async () => {
    expectProblem(await alerts(mallory, 'none'), 404, 'not_found')
    expectProblem(await alerts(ada, 'none', 999_999), 404, 'not_found')
  })
  expect((await alerts(lin, 'none')).status).toBe(204)
  const levels = bodyOf(await lin.get('/api/support/inboxes')).inboxes.map(one => one.notifications.level)
  expect(levels).toEqual(['none'])
  await openCase(server, inbox, { text: 'Hello?' })
  await pushesSettled(server)
  expect(heard(lin)).toEqual([])
  expect(heard(ada)).toHaveLength(1)
})
