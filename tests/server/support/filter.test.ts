import { beforeAll, expect, test } from 'vitest'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bodyOf, openCase, openInbox } from '../../support/support.ts'
import { expectClosedToOutsiders, expectProblem, useWorld } from '../../support/world.ts'

// Ada and Grace answer the same inbox.
const world = useWorld('support-filter')
const filters = '/api/support/filters'
let root: Client
let inbox: Awaited<ReturnType<typeof openInbox>>
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada, world.grace])
})

const make = (agent: Client, fields: object = {}) =>
  agent.post(filters, { name: 'Mine', filter: { view: 'mine' }, ...fields })
const all = async (agent: Client) => bodyOf(await agent.get(filters)).filters
const names = async (agent: Client) => (await all(agent)).map(({ name }) => name)

test('a filter is kept as it is, in the order that was chosen', async () => {
  const { ada } = world
  const filter = { view: 'waiting', inbox: inbox.id, team: 4, label: 'Telescope', query: 'lens' }
  const answer = await make(ada, { name: 'Lenses', filter })
  expect(answer.status).toBe(201)
  const { filter: saved } = bodyOf(answer)
  expect(saved).toEqual({ id: saved.id, name: 'Lenses', filter })
  await make(ada, { name: 'Second', filter: { label: ' urgent ' } })
  const third = bodyOf(await make(ada, { name: 'Third' })).filter
  expect((await all(ada))[1]?.filter).toEqual({ view: 'all', label: 'urgent' })
  const at = (id: number) => `${filters}/${id}`
  expect(bodyOf(await ada.patch(at(third.id), { position: 0 })).filter).toEqual(third)
  expect(await names(ada)).toEqual(['Third', 'Lenses', 'Second'])
  await ada.patch(at(third.id), { position: 29 })
  expect(await names(ada)).toEqual(['Lenses', 'Second', 'Third'])
  const renamed = bodyOf(await ada.patch(at(saved.id), { name: 'Glass' })).filter
  expect(renamed).toEqual({ ...saved, name: 'Glass' })
  expect(bodyOf(await ada.patch(at(saved.id), { filter: { view: 'spam' } })).filter.filter).toEqual({ view: 'spam' })
  expect((await ada.delete(at(saved.id))).status).toBe(204)
  expect(await names(ada)).toEqual(['Second', 'Third'])
})

test('filters are of one agent alone, and their other screens are told', async () => {
  const { ada, grace } = world
  const [own, other] = [await ada.connect(), await grace.connect()]
  const { filter } = bodyOf(await make(ada, { name: 'Private' }))
  const { filters: told } = await own.waitFor('case.filters')
  expect(told).toEqual(await all(ada))
  for (const attempt of [
    () => grace.patch(`${filters}/${filter.id}`, { name: 'x' }), () => grace.delete(`${filters}/${filter.id}`),
  ]) expectProblem(await attempt(), 404, 'not_found')
  expect(await names(grace)).toEqual([])
  expect(await names(ada)).toContain('Private')
  expect(await other.settled('case.filters')).toEqual([])
  await Promise.all([own.close(), other.close()])
})

test('what is no filter is refused, and the thirty-first', async () => {
  const { grace } = world
  for (const fields of [
    { name: ' ' }, { name: 'x'.repeat(81) }, { filter: { view: 'own' } }, { filter: { inbox: '1' } },
    { filter: { label: 'x'.repeat(41) } }, { filter: { query: 'x'.repeat(101) } }, { filter: null },
  ]) expectProblem(await make(grace, fields), 400, 'invalid')
  for (let n = 0; n < 29; n++) expect((await make(grace, { name: `Filter ${n}` })).status).toBe(201)
  const last = await Promise.all(['a', 'b', 'c'].map(name => make(grace, { name })))
  expect(last.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  expectProblem(await make(grace), 409, 'conflict')
  expect(await all(grace)).toHaveLength(30)
})

test('nobody who is no agent has to do with them', async () => {
  const { filter } = bodyOf(await make(world.ada))
  const { customer } = await openCase(world.server, inbox)
  for (const attempt of [
    (client: Client) => client.get(filters), make, (client: Client) => client.delete(`${filters}/${filter.id}`),
    (client: Client) => client.patch(`${filters}/${filter.id}`, { name: 'x' }),
  ]) {
    await expectClosedToOutsiders(world, attempt)
    for (const client of [customer, root]) expectProblem(await attempt(client), 404, 'not_found')
  }
  expect(await all(world.ada)).toContainEqual(filter)
})

test('they go with the account', async () => {
  const { ada, server } = world
  const rows = () => server.chat('SELECT id FROM support_filters WHERE user_id = ?', [ada.id])
  expect(await rows()).not.toEqual([])
  await root.delete(`/api/admin/users/${ada.id}`)
  expect(await rows()).toEqual([])
})
