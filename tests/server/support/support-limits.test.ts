import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, nobody } from '../../support/cast.ts'
import { openCase, openInbox } from '../../support/support.ts'
import { until } from '../../support/until.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('support-limits', { NUXT_LIMITS: 'on' })
let inbox: AdminInbox
beforeAll(async () => {
  inbox = await openInbox(await firstAdmin(world.server), [world.ada])
})

test('who writes faster than anybody types is told how long to wait, and goes on then', async () => {
  const { customer, roomId } = await openCase(world.server, inbox)
  const socket = await customer.connect()
  for (let n = 0; n < 70; n++) {
    socket.send({ type: 'message.send', clientId: crypto.randomUUID(), roomId, body: `${n}` })
  }
  const { ref, code, retryAfter } = await socket.waitFor('command.failed')
  expect([ref, code, retryAfter]).toEqual(['message.send', 'rate_limited', expect.any(Number)])
  await until('a message to be taken again', async () => {
    const clientId = crypto.randomUUID()
    socket.send({ type: 'message.send', clientId, roomId, body: 'later' })
    const acked = socket.waitFor('message.acked', event => event.clientId === clientId).then(() => true)
    const failed = socket.waitFor('command.failed', event => event.clientId === clientId).then(() => false)
    failed.catch(() => undefined)
    return Promise.race([acked.catch(() => false), failed])
  })
  await socket.close()
})

test('over REST a customer has less than a member', async () => {
  const { customer, roomId } = await openCase(world.server, inbox)
  const statuses = new Map<number, number>()
  for (let n = 0; n < 125; n++) {
    const { status } = await customer.put(`/api/rooms/${roomId}/read`, { seq: 0 })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect(Object.fromEntries(statuses)).toEqual({ 204: 120, 429: 5 })
})

test('nobody fills a mailbox with links, whether they are anybody’s or not', async () => {
  const statuses = []
  for (let n = 0; n < 6; n++) {
    const input = { inbox: inbox.key, email: 'nobody@shop.test' }
    const { status, body } = await nobody(world.server).post('/api/support/resume', input)
    statuses.push(status === 429 ? body.code : status)
  }
  expect(statuses).toEqual([204, 204, 204, 204, 204, 'rate_limited'])
})
