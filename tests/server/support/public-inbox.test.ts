import { beforeAll, expect, test } from 'vitest'
import type { PublicInbox } from '../../../shared/protocol/supportInbox.ts'
import { firstAdmin, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bodyOf, openCase, openInbox } from '../../support/support.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('public-inbox')
const shop = 'https://shop.example'
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const at = (key: string) => `/api/support/inboxes/${key}`
const describe = async (client: Client, key: string) =>
  ((await client.get(at(key))).body as unknown as { inbox: PublicInbox }).inbox

test('anybody is told what an inbox is, and nothing of the team', async () => {
  const { server, ada, mallory, gus } = world
  const form = { name: 'required', email: 'optional', topic: 'off' }
  const inbox = await openInbox(root, [ada], { sites: [shop], greeting: 'Hello', form, typingPreview: true })
  for (const client of [nobody(server), mallory, gus, (await openCase(server, inbox, { name: 'Vera' })).customer]) {
    expect(await describe(client, inbox.key)).toEqual({
      key: inbox.key, name: inbox.name, greeting: 'Hello', colour: inbox.colour, form, typingPreview: true, open: true,
      emailReplies: false,
    })
  }
  expectProblem(await nobody(server).get(at('nothing')), 404, 'not_found')
  expect((await root.delete(`/api/admin/inboxes/${inbox.id}`)).status).toBe(204)
  expectProblem(await nobody(server).get(at(inbox.key)), 404, 'not_found')
})

test('who is not listed is found by key alone', async () => {
  const { server, ada } = world
  const inbox = await openInbox(root, [ada])
  const listed = async () => bodyOf(await nobody(server).get('/api/support/directory')).inboxes.map(({ key }) => key)
  expect(inbox.listed).toBe(true)
  expect(await listed()).toContain(inbox.key)
  const changed = await root.patch(`/api/admin/inboxes/${inbox.id}`, { listed: false })
  expect(bodyOf(changed).inbox.listed).toBe(false)
  expect(await listed()).not.toContain(inbox.key)
  expect((await describe(nobody(server), inbox.key)).name).toBe(inbox.name)
  const { key } = await openInbox(root, [ada], { listed: false })
  expect(await listed()).not.toContain(key)
  expect((await openCase(server, { key }, { text: 'hello' })).id).toBeGreaterThan(0)
})

test('outside of its hours it says when it opens', async () => {
  const day = (later: number) => (new Date().getUTCDay() + 6 + later) % 7 + 1
  const spans = [{ day: day(2), from: '09:00', to: '17:00' }]
  const inbox = await openInbox(root, [world.ada], { hours: { timeZone: 'UTC', spans } })
  const said = await describe(nobody(world.server), inbox.key)
  const opening = new Date()
  opening.setUTCDate(opening.getUTCDate() + 2)
  opening.setUTCHours(9, 0, 0, 0)
  expect(said).toMatchObject({ open: false, opensAt: opening.toISOString(), timeZone: 'UTC' })
  const always = [1, 2, 3, 4, 5, 6, 7].map(one => ({ day: one, from: '00:00', to: '24:00' }))
  expect((await root.patch(`/api/admin/inboxes/${inbox.id}`, { hours: { timeZone: 'UTC', spans: always } })).status)
    .toBe(200)
  expect(await describe(nobody(world.server), inbox.key)).toMatchObject({ open: true, timeZone: 'UTC' })
})

test('the wait to expect is what the last ones waited, once there are enough and somebody is there', async () => {
  const { server, ada } = world
  const inbox = await openInbox(root, [ada])
  for (const seconds of [10, 20, 30, 40]) await answered(inbox, seconds)
  expect((await describe(nobody(server), inbox.key)).expectedWaitSeconds).toBeUndefined()
  await answered(inbox, 600)
  expect((await describe(nobody(server), inbox.key)).expectedWaitSeconds).toBe(30)
  const spans = [{ day: (new Date().getUTCDay() + 1) % 7 + 1, from: '09:00', to: '17:00' }]
  await root.patch(`/api/admin/inboxes/${inbox.id}`, { hours: { timeZone: 'UTC', spans } })
  expect((await describe(nobody(server), inbox.key)).expectedWaitSeconds).toBeUndefined()
})

test('only pages of its own sites are told', async () => {
  const { server } = world
  const inbox = await openInbox(root, [], { sites: [shop] })
  await openInbox(root, [], { sites: ['https://other.example'] })
  const ask = (origin: string, method = 'GET') =>
    nobody(server).ask({ method, path: at(inbox.key), headers: { origin, 'sec-fetch-site': 'cross-site' } })
  const answer = await ask(shop)
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, shop])
  expect((await ask(shop, 'OPTIONS')).headers['access-control-allow-methods']).toContain('GET')
  expectProblem(await ask('https://other.example'), 403, 'forbidden')
  const stranger = await ask('https://evil.example')
  expectProblem(stranger, 403, 'forbidden')
  expect(stranger.headers['access-control-allow-origin']).toBeUndefined()
})

/** A case of an inbox that was answered after so long. */
async function answered(inbox: { key: string }, seconds: number): Promise<void> {
  const { id } = await openCase(world.server, inbox)
  await world.server.chat(
    'UPDATE support_cases SET first_answered_at = created_at + INTERVAL ? SECOND, state = \'waiting\' WHERE id = ?',
    [seconds, id],
  )
}
