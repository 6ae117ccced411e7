import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bodyOf, caseOf, casesSettled, openCase, openInbox, putCase } from '../../support/support.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

// Ada and Grace are agents of the inbox, Mallory of none.
const world = useWorld('support-desk')
const cases = '/api/support/cases'
let root: Client
let inbox: AdminInbox
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada, world.grace])
})

const countsOf = async (agent: Client, inboxId: number) =>
  bodyOf(await agent.get(`/api/support/counts?inbox=${inboxId}`)).counts
const ids = async (agent: Client, query: string) =>
  bodyOf(await agent.get(`${cases}?${query}`)).cases.map(({ id }) => id)

test('counts are what the lists have', async () => {
  const { ada, grace, server } = world
  const own = await openInbox(root, [ada, grace])
  const opened = []
  for (let n = 0; n < 7; n++) opened.push(await openCase(server, own))
  const snoozedUntil = new Date(Date.now() + 3_600_000).toISOString()
  const patches = [
    { assigneeId: ada.id }, { assigneeId: grace.id, state: 'waiting' }, { snoozedUntil, assigneeId: ada.id },
    { state: 'resolved', assigneeId: ada.id }, { state: 'spam', assigneeId: ada.id }, { state: 'waiting' },
  ]
  for (const [n, patch] of patches.entries()) await putCase(ada, opened[n]!.id, patch)
  expect(await countsOf(ada, own.id)).toEqual({ mine: 2, unassigned: 2, open: 2, waiting: 2, snoozed: 1, spam: 1 })
  for (const agent of [ada, grace]) {
    for (const [view, count] of Object.entries(await countsOf(agent, own.id))) {
      expect([view, (await ids(agent, `inbox=${own.id}&view=${view}`)).length]).toEqual([view, count])
    }
  }
})

test('a case is given to a team, found by it, and without it when the team is gone', async () => {
  const { ada, grace, mallory, server } = world
  const other = await openInbox(root, [ada])
  const make = (fields: object) => root.post('/api/admin/teams', { name: 'Telescopes', ...fields })
  expectProblem(await make({ inboxId: inbox.id, agents: [mallory.id] }), 400, 'invalid')
  expectProblem(await make({ inboxId: 999_999, agents: [] }), 400, 'invalid')
  const answer = await make({ inboxId: inbox.id, agents: [grace.id] })
  expect(answer.status).toBe(201)
  const { team } = bodyOf(answer)
  expect(team).toEqual({ id: team.id, inboxId: inbox.id, name: 'Telescopes', agents: [grace.id] })
  const theirs = bodyOf(await make({ inboxId: other.id })).team
  const teamsOf = async (agent: Client) =>
    bodyOf(await agent.get('/api/support/inboxes')).inboxes.find(({ id }) => id === inbox.id)?.teams
  expect(await teamsOf(ada)).toEqual([{ id: team.id, name: 'Telescopes', agents: [grace.id] }])
  const { id } = await openCase(server, inbox)
  const { version } = await caseOf(ada, id)
  expectProblem(await ada.patch(`${cases}/${id}`, { version, teamId: theirs.id }), 400, 'invalid')
  expect(await putCase(ada, id, { teamId: team.id })).toMatchObject({ teamId: team.id, version: version + 1 })
  expect(await ids(grace, `team=${team.id}`)).toEqual([id])
  const { entries } = bodyOf(await ada.get(`${cases}/${id}/timeline`))
  expect(entries.at(-1)).toMatchObject({ event: { kind: 'team', actorId: ada.id, before: null, after: team.id } })
  const socket = await ada.connect()
  const changed = await root.patch(`/api/admin/teams/${team.id}`, { name: 'Lenses', agents: [ada.id, grace.id] })
  expect(bodyOf(changed).team).toMatchObject({ name: 'Lenses', agents: [ada.id, grace.id].sort((a, b) => a - b) })
  await socket.waitFor('room.updated', ({ room }) => room.kind === 'support')
  expect((await root.patch(`/api/admin/inboxes/${inbox.id}`, { agents: [grace.id] })).status).toBe(200)
  expect((await root.patch(`/api/admin/inboxes/${inbox.id}`, { agents: [ada.id, grace.id] })).status).toBe(200)
  expect((await teamsOf(grace))?.map(({ agents }) => agents), 'who left the inbox left the team').toEqual([[grace.id]])
  expect((await root.delete(`/api/admin/teams/${team.id}`)).status).toBe(204)
  expect((await caseOf(ada, id)).teamId).toBeNull()
  expectProblem(await root.patch(`/api/admin/teams/${team.id}`, { name: 'x' }), 404, 'not_found')
  expect(bodyOf(await root.get('/api/admin/teams')).teams).toEqual([theirs])
  await socket.close()
})

test('two cases are linked for the team, and their customers see nothing of it', async () => {
  const { ada, grace, server } = world
  const [one, two] = [await openCase(server, inbox, { topic: 'first' }), await openCase(server, inbox)]
  const foreign = await openCase(server, await openInbox(root, [ada]))
  const [socket, customer] = [await grace.connect(), await one.customer.connect()]
  const before = await one.customer.room(one.roomId)
  const link = (other: number, agent = ada) => agent.put(`${cases}/${one.id}/links/${other}`)
  expect(bodyOf(await link(two.id)).case.links).toEqual([{ id: two.id, topic: '', state: 'open' }])
  for (const { id } of [one, two]) {
    const told = await socket.waitFor('case.changed', event => event.case.id === id)
    expect(told.case).toEqual(await caseOf(grace, id))
  }
  expect((await caseOf(grace, two.id)).links).toEqual([{ id: one.id, topic: 'first', state: 'open' }])
  const { entries } = bodyOf(await ada.get(`${cases}/${two.id}/timeline`))
  expect(entries.at(-1)).toMatchObject({ event: { kind: 'linked', after: one.id } })
  await expectNoChange(world, async () => {
    expect((await link(two.id)).status, 'idempotent').toBe(200)
    expectProblem(await link(one.id), 409, 'conflict')
    expectProblem(await link(foreign.id), 409, 'conflict')
    expectProblem(await link(foreign.id, grace), 404, 'not_found')
    expectProblem(await link(999_999), 404, 'not_found')
  })
  expect(bodyOf(await ada.delete(`${cases}/${two.id}/links/${one.id}`)).case.links).toEqual([])
  expect((await caseOf(grace, one.id)).links).toEqual([])
  expect(await one.customer.room(one.roomId)).toEqual(before)
  expect(await customer.settled('case.changed')).toEqual([])
  await Promise.all([socket.close(), customer.close()])
})

test('earlier cases of a customer are found, in one’s own inboxes only', async () => {
  const { ada, grace, mallory, server } = world
  const own = await openInbox(root, [ada])
  const { customer, id } = await openCase(server, own)
  await putCase(ada, id, { state: 'resolved' })
  const second = bodyOf(await customer.post(cases, { inbox: own.key })).case.id
  await openCase(server, own)
  const { user } = (await caseOf(ada, id)).customer
  expect((await ids(ada, `customer=${user.id}`)).sort((a, b) => a - b)).toEqual([id, second])
  expect(await ids(ada, `customer=${user.id}&view=open`)).toEqual([second])
  expect(await ids(grace, `customer=${user.id}`)).toEqual([])
  expectProblem(await mallory.get(`${cases}?customer=${user.id}`), 404, 'not_found')
})

test('a case is found by its room and by that of its notes, by the agents of its inbox alone', async () => {
  const { ada, mallory, server } = world
  const other = await openInbox(root, [mallory])
  const { id, roomId } = await openCase(server, inbox)
  const note = await ada.post(`${cases}/${id}/notes`, { clientId: crypto.randomUUID(), body: 'between us' })
  await putCase(ada, id, { state: 'resolved' })
  for (const room of [roomId, note.body.message.roomId]) {
    expect(await ids(ada, `room=${room}`)).toEqual([id])
    expect(await ids(mallory, `room=${room}`)).toEqual([])
    expectProblem(await ada.get(`${cases}?room=${room}&inbox=${other.id}`), 404, 'not_found')
  }
})

test('who does not follow a case is told that its last message is gone, and of no earlier one', async () => {
  const { ada, grace, mallory, server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { text: 'earlier' })
  await customer.say(roomId, 'what I should not have said')
  await casesSettled(server)
  const revOf = async () => bodyOf(await ada.get('/api/support/inboxes')).inboxes.find(one => one.id === inbox.id)!.rev
  const before = await revOf()
  const [agent, other, stranger] = [await ada.connect(), await grace.connect(), await mallory.connect()]
  expect((await customer.delete(`/api/rooms/${roomId}/messages/1`)).status).toBe(204)
  expect((await customer.delete(`/api/rooms/${roomId}/messages/2`)).status).toBe(204)
  for (const socket of [agent, other]) {
    const { rev } = await socket.waitFor('case.changed', event =>
      event.case.id === id && event.case.lastMessage?.seq === 2 && event.case.lastMessage.body === null)
    expect(rev, 'the first deletion changed no list').toBe(before + 1)
  }
  expect(await stranger.settled('case.changed')).toEqual([])
  await Promise.all([agent.close(), other.close(), stranger.close()])
})
