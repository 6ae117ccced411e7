import type { ParsedMail } from 'mailparser'
import { expect, test } from 'vitest'
import type { Room } from '../../../shared/protocol/room.ts'
import { firstAdmin, group, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { mailsDueNow, mailsSettled, refusals, useMailWorld } from '../../support/mailbox.ts'
import { tokenIn } from '../../support/smtpServer.ts'
import { until } from '../../support/until.ts'
import { expectProblem } from '../../support/world.ts'

const world = useMailWorld('mail-digest', { NUXT_MAIL_DIGEST_AFTER: '0.3' })

interface Case {
  lin: Client
  /** Of lin and ada; with `direct`, theirs alone. */
  room: Room
}

/** What ada says to lin, where nothing else is said; and what happens before lin is told. */
interface Way {
  direct?: true
  says?: (lin: Client) => string
  happens?: (one: Case) => Promise<unknown>
  told: boolean
}

const hour = () => new Date(Date.now() + 3_600_000).toISOString()
const change = (sql: string) => ({ lin }: Case) =>
  world.server.identity(`UPDATE users SET ${sql} WHERE id = ?`, [lin.id])

const ways: Record<string, Way> = {
  'a mention': { told: true },
  'a direct message': { direct: true, told: true },
  '@everyone': { says: () => '@everyone, supper', told: true },
  '@here, for those who are there': { says: () => '@here, supper', told: false },
  'words to nobody in particular': { says: () => 'supper', told: false },
  'read': { happens: ({ lin, room }) => lin.put(`/api/rooms/${room.id}/read`, { seq: 1 }), told: false },
  'deleted': { happens: ({ room }) => world.ada.delete(`/api/rooms/${room.id}/messages/1`), told: false },
  'author blocked': { happens: ({ lin }) => lin.put(`/api/blocks/${world.ada.id}`), told: false },
  'author blocked, direct': { direct: true, happens: ({ lin }) => lin.put(`/api/blocks/${world.ada.id}`), told: false },
  'removed': { happens: ({ lin, room }) => world.ada.delete(`/api/rooms/${room.id}/members/${lin.id}`), told: false },
  'left': { happens: ({ lin, room }) => lin.delete(`/api/rooms/${room.id}/membership`), told: false },
  'room deleted': { happens: ({ room }) => world.ada.delete(`/api/rooms/${room.id}`), told: false },
  'hidden': { direct: true, happens: ({ lin, room }) => lin.put(`/api/rooms/${room.id}/hidden`), told: false },
  'muted': {
    happens: ({ lin, room }) =>
      lin.put(`/api/rooms/${room.id}/notifications`, { level: 'all', mutedUntil: hour() }),
    told: false,
  },
  'wants to hear nothing': {
    happens: ({ lin, room }) => lin.put(`/api/rooms/${room.id}/notifications`, { level: 'none' }), told: false,
  },
  'wants mentions only, direct': {
    direct: true,
    happens: ({ lin, room }) => lin.put(`/api/rooms/${room.id}/notifications`, { level: 'mentions' }), told: false,
  },
  'digest off': { happens: ({ lin }) => lin.put('/api/account/digest', { digest: 'off' }), told: false },
  'address not verified': { happens: change('email_verified_at = NULL'), told: false },
  'disabled': { happens: change('disabled_at = UTC_TIMESTAMP(3)'), told: false },
}

async function setUp({ direct, says }: Way): Promise<Case> {
  const { server, ada } = world
  const lin = await member(server, 'lin')
  // Told a moment ago: nothing is queued until the test wants it.
  const told = 'UPDATE users SET email_verified_at = UTC_TIMESTAMP(3), digest_at = UTC_TIMESTAMP(3) WHERE id = ?'
  await server.identity(told, [lin.id])
  const room = direct ? (await ada.post('/api/directs', { userId: lin.id })).body.room : await group(ada, [lin])
  await ada.say(room.id, says?.(lin) ?? (direct ? 'are you there?' : `@${lin.user.username}, are you there?`))
  return { lin, room }
}

/** As if the last digest, and the proof of the address, were days ago. */
async function release(people: Client[]): Promise<void> {
  const ids = people.map(({ id }) => id).join()
  await world.server.identity(
    `UPDATE users SET digest_at = digest_at - INTERVAL 2 DAY, email_verified_at = email_verified_at - INTERVAL 2 DAY
     WHERE id IN (${ids})`,
  )
}

const digestsOf = (lin: Client): ParsedMail[] =>
  world.mailbox.of(lin).filter(({ subject }) => /messages? missed/.test(subject ?? ''))
const outcome = (cases: [string, Case][]) =>
  Object.fromEntries(cases.map(([name, { lin }]) => [name, digestsOf(lin).length > 0]))
const expected = Object.fromEntries(Object.entries(ways).map(([name, { told }]) => [name, told]))
const setUpAll = () => Promise.all(
  Object.entries(ways).map(async ([name, way]): Promise<[string, Case]> => [name, await setUp(way)]),
)

/** Whoever comes last is looked at last: when she is told, everybody else was looked at. */
async function lookedAt(): Promise<void> {
  const last = await setUp({ told: true })
  await release([last.lin])
  await until('the last one to be told', () => digestsOf(last.lin).length > 0, 20_000)
}

test('who is told of what, when it is so before anybody looks', async () => {
  const cases = await setUpAll()
  for (const [name, one] of cases) await ways[name]!.happens?.(one)
  await release(cases.map(([, { lin }]) => lin))
  await lookedAt()
  await mailsSettled(world.server)
  expect(outcome(cases)).toEqual(expected)
}, 120_000)

test('who is told of what, when it comes to be so before the e-mail goes', async () => {
  const { server, mailbox } = world
  const cases = (await setUpAll()).filter(([name]) => ways[name]!.told || ways[name]!.happens)
  for (const [, { lin }] of cases) mailbox.manners.set(lin.email, 450)
  await release(cases.map(([, { lin }]) => lin))
  await until('all of them to be held back', () => refusals(server, '"digest"') >= cases.length, 20_000)
  for (const [name, one] of cases) await ways[name]!.happens?.(one)
  mailbox.manners.clear()
  await mailsDueNow(server)
  await mailsSettled(server)
  expect(outcome(cases)).toEqual(Object.fromEntries(cases.map(([name]) => [name, ways[name]!.told])))
}, 120_000)

test('a digest says who wrote what and where, leads there, and is nothing but text', async () => {
  const { server, ada } = world
  const { lin, room } = await setUp({ says: ({ user }) => `@${user.username} <img src=x> & more`, told: true })
  const direct = (await ada.post('/api/directs', { userId: lin.id })).body.room
  await ada.say(direct.id, `come ${'and see '.repeat(100)}`)
  await release([lin])
  const mail = await until('the digest', () => digestsOf(lin)[0], 20_000)
  expect(mail.subject).toBe('2 messages missed · Plaza')
  expect(mail.text).toContain(`${ada.user.displayName} in ${room.name}:\n> @${lin.user.username} <img src=x> & more`)
  expect(mail.text).toContain(`${server.origin}/rooms/${room.id}?seq=1`)
  expect(mail.text).toMatch(/> come and see .{150,200}…\n/)
  expect(mail.html).toContain('&lt;img src=x&gt; &amp; more')
  expect(mail.html).not.toMatch(/<img|src="|url\(/)
})

test('at most one a day, and nothing twice', async () => {
  const { server, ada } = world
  const { lin, room } = await setUp({ told: true })
  await release([lin])
  await until('the digest', () => digestsOf(lin)[0], 20_000)
  await ada.say(room.id, `@${lin.user.username}, and now?`)
  await lookedAt()
  expect(digestsOf(lin)).toHaveLength(1)
  for (const table of ['messages', 'mentions']) {
    const past = `UPDATE ${table} SET created_at = created_at - INTERVAL 3 DAY`
    await server.chat(`${past} WHERE room_id = ? AND seq = 1`, [room.id])
  }
  // Last: from then on the next one may go.
  await server.identity('UPDATE users SET digest_at = digest_at - INTERVAL 2 DAY WHERE id = ?', [lin.id])
  const second = await until('the next digest', () => digestsOf(lin)[1], 20_000)
  expect(second.subject).toContain('1 message missed')
  expect(second.text).toContain('and now?')
  expect(second.text).not.toContain('are you there?')
})

test('who was here a moment ago is not told', async () => {
  const { server } = world
  const [here, asked] = [await setUp({ told: false }), await setUp({ told: false })]
  const later = 'UTC_TIMESTAMP(3) + INTERVAL 1 HOUR'
  await server.identity(`UPDATE users SET last_seen_at = ${later} WHERE id = ?`, [here.lin.id])
  await server.identity(`UPDATE sessions SET seen_at = ${later} WHERE user_id = ?`, [asked.lin.id])
  await release([here.lin, asked.lin])
  await lookedAt()
  expect([here, asked].map(({ lin }) => digestsOf(lin).length)).toEqual([0, 0])
})

test('one click ends them, in the e-mail program or on the page, and opening a link does not', async () => {
  const { server } = world
  const { lin } = await setUp({ told: true })
  await release([lin])
  const mail = await until('the digest', () => digestsOf(lin)[0], 20_000)
  const digest = async () => (await lin.get('/api/session')).body.user.digest
  const lines = mail.headerLines.map(({ line }) => line.replace(/\r?\n\s*/g, ' '))
  expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  const [url = ''] = lines.flatMap(line => /^List-Unsubscribe: <(.*)>$/.exec(line)?.[1] ?? [])
  const { pathname, search } = new URL(url)
  const click = (path: string) => nobody(server).ask({
    method: 'POST', path, body: 'List-Unsubscribe=One-Click',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  const opened = await nobody(server).get(`${pathname}${search}`)
  expect(opened.headers.location).toBe(`/unsubscribe${search}`)
  expect((await nobody(server).get(`/unsubscribe${search}`)).text).toContain('action="/forms/unsubscribe"')
  expectProblem(await click(`${pathname}${search.slice(0, -2)}`), 404, 'not_found')
  expectProblem(await click(pathname), 400, 'invalid')
  expect(await digest()).toBeUndefined()
  for (let n = 0; n < 2; n++) expect((await click(`${pathname}${search}`)).status).toBe(204)
  expect(await digest()).toBe('off')
  expect((await lin.put('/api/account/digest', { digest: 'daily' })).body.user.digest).toBeUndefined()
  const form = await nobody(server).ask({
    method: 'POST', path: '/forms/unsubscribe', body: search.slice(1),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(form.headers.location).toBe('/unsubscribe?done=off')
  expect(await digest()).toBe('off')
})

test('the link that ends them outlives a new password', async () => {
  const { server, mailbox } = world
  const { lin } = await setUp({ told: true })
  await release([lin])
  const mail = await until('the digest', () => digestsOf(lin)[0], 20_000)
  const before = mailbox.of(lin).length
  await nobody(server).post('/api/password', { email: lin.email })
  const token = tokenIn(await mailbox.arrived(lin, before + 1), 'reset')
  expect((await nobody(server).put('/api/password', { token, password: 'a lantern on the hill' })).status).toBe(204)
  expect((await nobody(server).post(`/api/unsubscribe?token=${tokenIn(mail, 'unsubscribe')}`, {})).status).toBe(204)
})

test('only the person chooses', async () => {
  const { server, gus } = world
  const root = await firstAdmin(server)
  expectProblem(await nobody(server).put('/api/account/digest', { digest: 'off' }), 401, 'unauthenticated')
  expectProblem(await gus.put('/api/account/digest', { digest: 'weekly' }), 400, 'invalid')
  expect((await root.get(`/api/admin/users/${gus.id}`)).text).not.toMatch(/digest|emailVerified/)
})
