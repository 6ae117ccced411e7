import { beforeEach, expect, test } from 'vitest'
import type { AdminInbox } from '#shared/protocol/admin/adminInbox'
import { ada, grace } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const inboxOf = (id: number, fields: Partial<AdminInbox> = {}): AdminInbox => ({
  id, key: `inbox-${id}`, name: `Inbox ${id}`, sites: [], agents: [ada.id], greeting: '', colour: '#b0563a',
  form: { name: 'optional', email: 'optional', topic: 'optional' }, hours: null,
  targets: { firstAnswerMinutes: null, resolutionMinutes: null },
  assignment: { mode: 'manual', limit: null, returnMinutes: 10 }, typingPreview: false, listed: true,
  createdAt: '2026-01-02T03:00:00.000Z', ...fields,
})

let server: FakeServer
const names = () => useAdminInboxesStore().items.map(({ name }) => name)

beforeEach(async () => {
  server = openClient().server
  server.on('GET /api/admin/inboxes', () => ({ inboxes: [inboxOf(2), inboxOf(1)], users: [ada] }))
  await useAdminInboxesStore().load()
})

test('inboxes come with the people who answer', () => {
  expect(names()).toEqual(['Inbox 2', 'Inbox 1'])
  expect(useUsersStore().byId[ada.id]).toEqual(ada)
})

test('a new one comes first, and its secret is nowhere but in the answer', async () => {
  const inboxes = useAdminInboxesStore()
  server.on('POST /api/admin/inboxes', () =>
    ({ inbox: inboxOf(3, { agents: [grace.id] }), users: [grace], identitySecret: 'once' }))
  const { inbox, secret } = await inboxes.create({ name: 'Inbox 3', agents: [grace.id] })
  expect([inbox.id, secret]).toEqual([3, 'once'])
  expect(names()).toEqual(['Inbox 3', 'Inbox 2', 'Inbox 1'])
  expect(useUsersStore().byId[grace.id]).toEqual(grace)
  expect(JSON.stringify(inboxes.items)).not.toContain('once')
})

test('a change keeps the place of an inbox; only a renewal has a secret', async () => {
  const inboxes = useAdminInboxesStore()
  server.on('PATCH /api/admin/inboxes/1', ({ body }) => ({
    inbox: inboxOf(1, { name: 'Shop' }), users: [ada],
    ...((body as { newSecret?: true }).newSecret && { identitySecret: 'another' }),
  }))
  expect((await inboxes.save(1, { name: 'Shop' })).secret).toBe('')
  expect(names()).toEqual(['Inbox 2', 'Shop'])
  expect((await inboxes.save(1, { newSecret: true })).secret).toBe('another')
})

test('one that is deleted goes, one that could not be stays', async () => {
  const inboxes = useAdminInboxesStore()
  server.on('DELETE /api/admin/inboxes/1', () => undefined)
  await inboxes.remove(1)
  expect(names()).toEqual(['Inbox 2'])
  server.on('DELETE /api/admin/inboxes/2', () => { throw problem('confirmation_required', 403) })
  await expect(inboxes.remove(2)).rejects.toMatchObject({ status: 403 })
  expect(names()).toEqual(['Inbox 2'])
})
