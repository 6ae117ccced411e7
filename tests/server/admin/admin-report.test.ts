import { beforeAll, expect, test } from 'vitest'
import type { Report } from '../../../shared/protocol/admin/adminReport.ts'
import { auditOf, body, jobEnd } from '../../support/admin.ts'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectClosedToOutsiders, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-report')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

/** A message of a new author that ada reports. */
async function reported(author?: Client) {
  const grumpy = author ?? await member(world.server, 'grumpy')
  const room = await group(world.ada, [grumpy])
  await grumpy.say(room.id, 'something nasty')
  expect(
    (await world.ada.put(`/api/rooms/${room.id}/messages/1/report`, { reason: 'abuse', note: 'look' })).status,
  ).toBe(204)
  return { grumpy, room, report: await queued(room.id) }
}

async function queued(roomId: number): Promise<Report> {
  const found = body(await root.get('/api/admin/reports?limit=200')).reports.find(report => report.roomId === roomId)
  if (!found) throw new Error('the report is not in the queue')
  return found
}

const decide = (report: Report, decision: object) => root.patch(`/api/admin/reports/${report.id}`, decision)

test('a member reports a message, once, and an admin sees it with what stands around', async () => {
  const { grumpy, room, report } = await reported()
  expect((await world.ada.put(`/api/rooms/${room.id}/messages/1/report`, { reason: 'spam' })).status).toBe(204)
  expect(report).toMatchObject({
    reason: 'abuse',
    note: 'look',
    body: 'something nasty',
    author: { id: grumpy.id },
    reporter: { id: world.ada.id },
    decision: null,
  })
  const shown = body(await root.get(`/api/admin/reports/${report.id}`))
  expect(shown.messages.map(message => message.body)).toEqual(['something nasty'])
  expect(shown.users.map(user => user.id)).toEqual([grumpy.id])
  await expectClosedToOutsiders(world, client =>
    client.put(`/api/rooms/${room.id}/messages/1/report`, { reason: 'spam' }),
  )
  expectProblem(await grumpy.put(`/api/rooms/${room.id}/messages/1/report`, { reason: 'spam' }), 409, 'conflict')
  expectProblem(await world.ada.put(`/api/rooms/${room.id}/messages/9/report`, { reason: 'spam' }), 404, 'not_found')
  expectProblem(await world.ada.put(`/api/rooms/${room.id}/messages/1/report`, { reason: 'boring' }), 400, 'invalid')
})

test('a report that is dismissed leaves the message; who decided is kept, the copy of the text is not', async () => {
  const { room, report } = await reported()
  const decided = body(await decide(report, { decision: 'dismiss', note: 'fine' })).report
  expect(decided).toMatchObject({ decision: 'dismiss', decidedNote: 'fine', decidedBy: { id: root.id }, body: null })
  expect((await world.ada.history(room.id))[0]?.body).toBe('something nasty')
  expectProblem(await decide(report, { decision: 'delete' }), 409, 'conflict')
  expect((await auditOf(root, 'report', report.id))[0]).toMatchObject({
    action: 'report.decided',
    before: { decision: null, reason: 'abuse' },
    after: { decision: 'dismiss', note: 'fine' },
  })
  expect(body(await root.get('/api/admin/reports?state=decided')).reports.map(one => one.id)).toContain(report.id)
})

test('of two admins who decide at once one does, and every report of the message is settled', async () => {
  const { grumpy, room } = await reported()
  const other = await member(world.server, 'witness')
  await other.put(`/api/rooms/${room.id}/membership`)
  await other.put(`/api/rooms/${room.id}/messages/1/report`, { reason: 'other' })
  const all = body(await root.get('/api/admin/reports?limit=200')).reports.filter(report => report.roomId === room.id)
  expect(all).toHaveLength(2)
  const answers = await Promise.all(all.map(report => decide(report, { decision: 'delete' })))
  expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
  expect((await grumpy.history(room.id))[0]).toMatchObject({ seq: 1, body: null })
  expect(
    body(await root.get('/api/admin/reports?limit=200')).reports.filter(report => report.roomId === room.id),
  ).toEqual([])
})

test('a warning is shown to the person until they have read it', async () => {
  const { grumpy, report } = await reported()
  const [theirs, outside] = [await grumpy.connect(), await world.mallory.connect()]
  expectProblem(await decide(report, { decision: 'warn' }), 400, 'invalid')
  expect((await decide(report, { decision: 'warn', note: 'Be kind.' })).status).toBe(200)
  expect((await theirs.waitFor('account.warned')).warning.text).toBe('Be kind.')
  expect(await outside.settled('account.warned')).toEqual([])
  const [warning] = body(await grumpy.get('/api/account/warnings')).warnings
  expectProblem(await world.mallory.delete(`/api/account/warnings/${warning?.id}`), 404, 'not_found')
  expectProblem(await nobody(world.server).get('/api/account/warnings'), 401, 'unauthenticated')
  expect((await grumpy.delete(`/api/account/warnings/${warning?.id}`)).status).toBe(204)
  expect(body(await grumpy.get('/api/account/warnings')).warnings).toEqual([])
  await Promise.all([theirs.close(), outside.close()])
})

test('who is muted cannot write anywhere for that time; the others can', async () => {
  const { grumpy, room, report } = await reported()
  expectProblem(await decide(report, { decision: 'mute' }), 400, 'invalid')
  const own = await group(grumpy)
  expect((await decide(report, { decision: 'mute', hours: 2 })).status).toBe(200)
  const answer = await grumpy.post(`/api/rooms/${room.id}/messages`, { clientId: crypto.randomUUID(), body: 'but' })
  expectProblem(answer, 403, 'forbidden')
  expect(answer.body.detail).toBe('muted')
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(7_000)
  const socket = await grumpy.connect()
  socket.send({ type: 'message.send', roomId: room.id, clientId: crypto.randomUUID(), body: 'but' })
  expect(await socket.waitFor('command.failed')).toMatchObject({ code: 'forbidden', detail: 'muted' })
  await world.ada.say(room.id, 'peace')
  const elsewhere = [
    await grumpy.post('/api/rooms', { name: 'but here', visibility: 'public' }),
    await grumpy.patch('/api/account', { displayName: 'but so' }),
    await grumpy.patch(`/api/rooms/${own.id}`, { topic: 'but there' }),
    await grumpy.put(`/api/rooms/${own.id}/members/${world.mallory.id}`),
  ]
  for (const refused of elsewhere) expect([refused.status, refused.body.detail], refused.text).toEqual([403, 'muted'])
  await root.patch(`/api/admin/users/${grumpy.id}`, { mutedUntil: null })
  await grumpy.say(room.id, 'sorry')
  await socket.close()
})

test('a mute that is decided about a report is told to the person alone, too', async () => {
  const { grumpy, report } = await reported()
  const [mine, theirs] = [await grumpy.connect(), await world.ada.connect()]
  expect((await decide(report, { decision: 'mute', hours: 1 })).status).toBe(200)
  const { mutedUntil } = await mine.waitFor('account.muted')
  expect((await grumpy.get('/api/session')).body.user.mutedUntil).toBe(mutedUntil)
  expect(await theirs.settled('account.muted')).toEqual([])
  await Promise.all([mine.close(), theirs.close()])
})

test('a mute is told to the person alone, when it begins and when it is lifted', async () => {
  const grumpy = await member(world.server, 'grumpy')
  const room = await group(world.ada, [grumpy])
  const [mine, theirs] = [await grumpy.connect(), await world.ada.connect()]
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const own = async () => (await grumpy.get('/api/session')).body.user
  expect(await own()).not.toHaveProperty('mutedUntil')
  await root.patch(`/api/admin/users/${grumpy.id}`, { mutedUntil: until })
  expect(await mine.waitFor('account.muted')).toEqual({ type: 'account.muted', mutedUntil: until })
  expect((await own()).mutedUntil).toBe(until)
  const again = await grumpy.connect()
  expect((await again.waitFor('ready')).user.mutedUntil).toBe(until)
  // Renaming tells everybody who the person is now: not this.
  await root.patch(`/api/admin/users/${grumpy.id}`, { displayName: 'Still here' })
  expect((await theirs.waitFor('user.updated')).user).not.toHaveProperty('mutedUntil')
  mine.clear()
  await root.patch(`/api/admin/users/${grumpy.id}`, { mutedUntil: null })
  expect(await mine.waitFor('account.muted')).toEqual({ type: 'account.muted', mutedUntil: null })
  expect(await own()).not.toHaveProperty('mutedUntil')
  await grumpy.say(room.id, 'thanks')
  await theirs.waitFor('message.created')
  expect(theirs.of('account.muted')).toEqual([])
  for (const path of [`/api/users/${grumpy.id}`, `/api/rooms/${room.id}/members`, `/api/rooms/${room.id}/messages`]) {
    expect((await world.ada.get(path)).text).not.toContain('mutedUntil')
  }
  for (const socket of [mine, theirs, again]) await socket.close()
})

test('a mute that is over is not told any more', async () => {
  const grumpy = await member(world.server, 'grumpy')
  await root.patch(`/api/admin/users/${grumpy.id}`, { mutedUntil: new Date(Date.now() - 1_000).toISOString() })
  expect((await grumpy.get('/api/session')).body.user).not.toHaveProperty('mutedUntil')
})

test('a guest is banned and wiped in one step: out, no word left, and no way in until the ban is lifted', async () => {
  const neighbour = await guest(world.server, 'neighbour')
  const spammer = await guest(world.server, 'spammer')
  const { square } = spammer
  const words = [await spammer.say(square.id, 'buy this'), await spammer.say(square.id, 'and that')]
  await world.ada.put(`/api/rooms/${square.id}/messages/${words[0]?.seq}/report`, { reason: 'spam' })
  const socket = await spammer.connect()
  const report = await queued(square.id)
  expect((await decide(report, { decision: 'wipe', hours: 1 })).status).toBe(200)
  await world.ada.say(square.id, 'are they gone?')
  expect((await socket.closed).code).toBe(4401)
  expect(socket.of('message.created')).toEqual([])
  const [job] = body(await root.get('/api/admin/jobs?limit=1')).jobs
  expect(await jobEnd(root, job!.id)).toMatchObject({ kind: 'content_wipe', state: 'done' })
  const left = (await world.ada.history(square.id)).filter(message => message.authorId === spammer.id)
  expect(left.map(message => message.body)).toEqual([null, null])
  const visitor = nobody(world.server)
  const again = await visitor.post('/api/guests', { username: 'back_again' })
  expectProblem(again, 403, 'forbidden')
  expectProblem(
    await visitor.post('/api/session', { login: world.ada.email, password: world.ada.password }),
    403, 'forbidden',
  )
  const claim = { email: `${unique('claimer')}@plaza.test`, password: 'a long enough secret' }
  expectProblem(await neighbour.post('/api/guests/claim', claim), 403, 'forbidden')
  const { bans } = body(await root.get('/api/admin/bans'))
  expect(bans[0]).toMatchObject({ address: '127.0.0.1', user: { id: spammer.id }, expiresAt: expect.any(String) })
  expect((await root.delete(`/api/admin/bans/${bans[0]?.id}`)).status).toBe(204)
  expect((await visitor.post('/api/guests', { username: 'back_again' })).status).toBe(201)
  const actions = [
    ...await auditOf(root, 'ban'),
    ...await auditOf(root, 'user', spammer.id),
    ...await auditOf(root, 'job', job!.id),
  ].map(entry => entry.action)
  expect(actions).toEqual(['ban.lifted', 'ban.created', 'user.disabled', 'job.created'])
})

test('a report shows of a direct room what was there when it was made, and nothing once it is decided', async () => {
  const grumpy = await member(world.server, 'grumpy')
  const direct = (await world.ada.post('/api/directs', { userId: grumpy.id })).body.room
  await grumpy.say(direct.id, 'nasty')
  await world.ada.put(`/api/rooms/${direct.id}/messages/1/report`, { reason: 'abuse' })
  const report = await queued(direct.id)
  await world.ada.say(direct.id, 'and now something private')
  const shown = await root.get(`/api/admin/reports/${report.id}`)
  expect(body(shown).messages.map(message => message.body)).toEqual(['nasty'])
  expect((await decide(report, { decision: 'dismiss' })).status).toBe(200)
  const after = await root.get(`/api/admin/reports/${report.id}`)
  expect(body(after)).toMatchObject({ messages: [], users: [] })
  expect(after.text).not.toMatch(/nasty|private/)
})

test('a later, milder decision shortens neither a mute nor a ban', async () => {
  const { grumpy, report } = await reported()
  const another = await reported(grumpy)
  const muteEnd = async () =>
    new Date(body(await root.get(`/api/admin/users/${grumpy.id}`)).user.mutedUntil ?? 0).getTime()
  await decide(report, { decision: 'mute', hours: 100 })
  const long = await muteEnd()
  expect((await decide(another.report, { decision: 'mute', hours: 1 })).status).toBe(200)
  expect(await muteEnd()).toBe(long)
  await root.patch(`/api/admin/users/${grumpy.id}`, { mutedUntil: null })
  expect(await muteEnd()).toBe(0)
  const ends: (string | null | undefined)[] = []
  const [first, second, third, fourth] = [await reported(), await reported(), await reported(), await reported()]
  for (const [one, hours] of [[first, 50], [second, 1], [third, undefined], [fourth, 2]] as const) {
    expect(body(await decide(one.report, { decision: 'ban', ...(hours && { hours }) }))).toMatchObject({
      bannedAddresses: 1,
    })
    ends.push(body(await root.get('/api/admin/bans')).bans[0]?.expiresAt)
  }
  expect(ends[0]).toEqual(expect.any(String))
  expect(ends.slice(1)).toEqual([ends[0], null, null])
  expect((await auditOf(root, 'ban')).filter(entry => entry.action === 'ban.created').length).toBe(2 + 1)
  for (const { id } of body(await root.get('/api/admin/bans')).bans) await root.delete(`/api/admin/bans/${id}`)
})

test('a ban meets the address of who has logged out; when none is known the answer says so', async () => {
  const [gone, unknown] = [await reported(), await reported()]
  await gone.grumpy.delete('/api/session')
  expect(body(await decide(gone.report, { decision: 'ban', hours: 1 }))).toMatchObject({ bannedAddresses: 1 })
  const { bans } = body(await root.get('/api/admin/bans'))
  expect(bans).toMatchObject([{ address: '127.0.0.1', user: { id: gone.grumpy.id } }])
  await root.delete(`/api/admin/bans/${bans[0]?.id}`)
  await unknown.grumpy.delete('/api/session')
  await world.server.identity('UPDATE past_addresses SET ended_at = NOW(3) - INTERVAL 8 DAY WHERE user_id = ?', [
    unknown.grumpy.id,
  ])
  expect(body(await decide(unknown.report, { decision: 'ban', hours: 1 }))).toMatchObject({ bannedAddresses: 0 })
  expect(body(await root.get('/api/admin/bans')).bans).toEqual([])
  await root.delete(`/api/admin/users/${gone.grumpy.id}`)
  expect(await world.server.identity('SELECT * FROM past_addresses WHERE user_id = ?', [gone.grumpy.id])).toEqual([])
})

test('the last admin cannot be banned by a report, and the report is open again', async () => {
  const room = await group(root, [world.ada])
  await root.say(room.id, 'I rule')
  await world.ada.put(`/api/rooms/${room.id}/messages/1/report`, { reason: 'other' })
  const report = await queued(room.id)
  expectProblem(await decide(report, { decision: 'ban' }), 409, 'last_admin')
  expect(await queued(room.id)).toMatchObject({ id: report.id, decision: null, body: 'I rule' })
})
