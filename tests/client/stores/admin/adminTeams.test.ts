import { beforeEach, expect, test } from 'vitest'
import type { SupportTeam } from '#shared/protocol/admin/adminTeam'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const optics: SupportTeam = { id: 1, inboxId: 5, name: 'Optics', agents: [1] }
const tickets: SupportTeam = { id: 2, inboxId: 6, name: 'Tickets', agents: [] }
let server: FakeServer
const names = (inboxId: number) => useAdminTeamsStore().ofInbox(inboxId).map(({ name }) => name)

beforeEach(async () => {
  server = openClient().server
  server.on('GET /api/admin/teams', () => ({ teams: [optics, tickets] }))
  await useAdminTeamsStore().load()
})

test('each inbox has its own, in the order in which they were made', async () => {
  server.on('POST /api/admin/teams', ({ body }) => ({ team: { id: 3, ...body as object } }))
  await useAdminTeamsStore().create(5, { name: 'Brass', agents: [] })
  expect(server.requestsOf('POST /api/admin/teams')[0]?.body).toEqual({ inboxId: 5, name: 'Brass', agents: [] })
  server.on('PATCH /api/admin/teams/1', () => ({ team: { ...optics, name: 'Lenses' } }))
  await useAdminTeamsStore().save(1, { name: 'Lenses', agents: [1] })
  expect([names(5), names(6)]).toEqual([['Lenses', 'Brass'], ['Tickets']])
})

test('one that is deleted goes, one that could not be stays', async () => {
  server.on('DELETE /api/admin/teams/1', () => undefined)
  server.on('DELETE /api/admin/teams/2', () => { throw problem('unavailable', 503) })
  await useAdminTeamsStore().remove(1)
  await expect(useAdminTeamsStore().remove(2)).rejects.toMatchObject({ code: 'unavailable' })
  expect([names(5), names(6)]).toEqual([[], ['Tickets']])
})
