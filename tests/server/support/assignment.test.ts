import { beforeAll, expect, test } from 'vitest'
import type { Client } from '../../support/client.ts'
import { firstAdmin, member } from '../../support/cast.ts'
import { choose } from '../../support/presence.ts'
import { bodyOf, caseOf, casesSettled, openCase, openInbox, putCase } from '../../support/support.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

// Ada, Grace and Linus are agents, of whom Linus is never there.
const world = useWorld('support-assignment', { NUXT_PRESENCE_GRACE: '1' })
let root: Client
let linus: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
  linus = await member(world.server, 'linus')
})

const inboxOf = (assignment: object, fields: object = {}) =>
  openInbox(root, [world.ada, world.grace, linus], { assignment, ...fields })
const assigneeOf = async (id: number) => (await caseOf(world.ada, id)).assignee?.id
const given = (id: number) => until(`case ${id} to be given to somebody`, () => assigneeOf(id))
const assignments = async (id: number) => bodyOf(await world.ada.get(`/api/support/cases/${id}/timeline`)).entries
  .flatMap(entry => entry.kind === 'event' && entry.event.kind === 'assigned'
    ? [[entry.event.actorId, entry.event.before, entry.event.after]]
    : [])

/** Both are connected while it runs. */
async function present(work: () => Promise<void>): Promise<void> {
  const sockets = await Promise.all([world.ada, world.grace].map(agent => agent.connect()))
  await work().finally(() => Promise.all(sockets.map(socket => socket.close())))
}

test('in turn to those who are there, who follow what they are given', () => present(async () => {
  const { ada, grace, server } = world
  const inbox = await inboxOf({ mode: 'round_robin' })
  const got = []
  for (let n = 0; n < 4; n++) {
    const { id, roomId } = await openCase(server, inbox)
    const userId = await given(id)
    got.push(userId)
    expect(await assignments(id)).toEqual([[null, null, userId]])
    expect((await (userId === ada.id ? ada : grace).room(roomId)).id).toBe(roomId)
  }
  const [first, second] = [ada.id, grace.id].sort((a, b) => a - b)
  expect(got).toEqual([first, second, first, second])
}))

test('to whoever has the fewest, and to nobody above the limit', () => present(async () => {
  const { ada, grace, server } = world
  const inbox = await inboxOf({ mode: 'load', limit: 2 })
  const cases = []
  for (let n = 0; n < 4; n++) {
    const { id } = await openCase(server, inbox)
    await given(id)
    cases.push(id)
  }
  const loads = Object.groupBy(await Promise.all(cases.map(assigneeOf)), userId => String(userId))
  expect(Object.values(loads).map(list => list?.length)).toEqual([2, 2])
  const waits = await openCase(server, inbox)
  const witness = await openCase(server, await inboxOf({ mode: 'round_robin' }))
  await given(witness.id)
  expect(await assigneeOf(waits.id), 'all have as many as they may').toBeUndefined()
  const done = cases.at(0)!
  const freed = await assigneeOf(done)
  await putCase(ada, done, { state: 'resolved' })
  expect(await given(waits.id)).toBe(freed)
  expect([ada.id, grace.id]).toContain(freed)
}))

test('of a team to its agents alone, and not to who does not want to be disturbed', () => present(async () => {
  const { ada, grace, server } = world
  const inbox = await inboxOf({ mode: 'round_robin' })
  const make = async (agents: Client[]) => bodyOf(await root.post('/api/admin/teams', {
    inboxId: inbox.id, name: 'Team', agents: agents.map(({ id }) => id),
  })).team.id
  const [theirs, nobodys] = [await make([grace]), await make([linus])]
  await choose(ada, { status: 'dnd' })
  await choose(grace, { hidden: true })
  const cases = [await openCase(server, inbox), await openCase(server, inbox), await openCase(server, inbox)]
  const [of, other, any] = cases.map(({ id }) => id) as [number, number, number]
  await putCase(ada, of, { teamId: theirs })
  await putCase(ada, other, { teamId: nobodys })
  await choose(grace, { status: 'auto', hidden: false })
  expect(await given(of)).toBe(grace.id)
  expect(await given(any), 'ada is not to be disturbed').toBe(grace.id)
  expect(await assigneeOf(other)).toBeUndefined()
  await choose(ada, { status: 'auto' })
}))

test('by hand nothing is given, and nothing to who is there when the inbox is of others', () => present(async () => {
  const { ada, server } = world
  const byHand = await openCase(server, await openInbox(root, [ada]))
  const theirs = await openInbox(root, [ada, linus], { assignment: { mode: 'load', limit: 1 } })
  const foreign = await openCase(server, theirs)
  expect(await given(foreign.id)).toBe(ada.id)
  expect(await assigneeOf(byHand.id)).toBeUndefined()
  const { version } = await caseOf(ada, foreign.id)
  await putCase(ada, foreign.id, { assigneeId: linus.id })
  expect((await caseOf(ada, foreign.id)).version).toBe(version + 1)
  expectProblem(await root.patch(`/api/admin/inboxes/${theirs.id}`, { assignment: { mode: 'fate' } }), 400, 'invalid')
}))

test('what waits for an agent who is gone goes back to the queue', async () => {
  const { ada, grace, server } = world
  const inbox = await inboxOf({ returnMinutes: 3 })
  const [unanswered, answered, never] = [
    await openCase(server, inbox, { text: 'hello?' }), await openCase(server, inbox, { text: 'hello?' }),
    await openCase(server, await inboxOf({ returnMinutes: null }), { text: 'hello?' }),
  ]
  const socket = await grace.connect()
  const hers = await openCase(server, inbox, { text: 'hello?' })
  for (const { id } of [unanswered, answered, never]) await putCase(grace, id, { assigneeId: ada.id })
  await putCase(grace, hers.id, { assigneeId: grace.id })
  await ada.say(answered.roomId, 'Hello.')
  await casesSettled(server)
  await server.chat('UPDATE support_cases SET assigned_at = assigned_at - INTERVAL 5 MINUTE')
  // As if it had been as long since they were seen: of who is there that is not true, and counts for nothing.
  await until('the case to be nobody’s', async () => {
    await server.chat('UPDATE support_agents SET seen_at = seen_at - INTERVAL 5 MINUTE')
    return (await assigneeOf(unanswered.id)) === undefined
  })
  expect((await assignments(unanswered.id)).at(-1)).toEqual([null, ada.id, null])
  expect(await assigneeOf(answered.id), 'it waits for the customer').toBe(ada.id)
  expect(await assigneeOf(never.id)).toBe(ada.id)
  expect(await assigneeOf(hers.id), 'she is there').toBe(grace.id)
  await answered.customer.say(answered.roomId, 'Still there?')
  await until('the case to be nobody’s', async () => (await assigneeOf(answered.id)) === undefined)
  await socket.close()
})
