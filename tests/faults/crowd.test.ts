import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { firstAdmin, group, member, nobody } from '../support/cast.ts'
import type { Answer, Client } from '../support/client.ts'
import { forgetConnections } from '../support/client.ts'
import { query } from '../support/database.ts'
import { DatabaseWire } from '../support/databaseWire.ts'
import { FaultyMariadb } from '../support/mariadb.ts'
import { at, Nodes } from '../support/nodes.ts'
import { until } from '../support/until.ts'
import { expectProblem, useNodes } from '../support/world.ts'

// A MariaDB of its own: InnoDB remembers the last deadlock of anybody who used it. The limits are on, and everybody
// comes from an address of their own, as a crowd does.
const mariadb = new FaultyMariadb('crowd')
const env = { NUXT_LIMITS: 'on', NUXT_TRUSTED_PROXIES: '1' }

beforeAll(() => mariadb.make(), 60_000)
afterAll(() => mariadb.remove(), 60_000)
beforeEach(forgetConnections)

let addresses = 0
const nextAddress = () => `10.${++addresses >> 16}.${addresses >> 8 & 255}.${addresses & 255}`
const many = (count: number) => Array.from({ length: count }, (_, n) => n)

/** Everybody at the same moment, in turn at one node and the next. */
function crowd(
  nodes: Nodes, count: number, attempt: (origin: string, n: number) => Promise<Answer>,
): Promise<Answer[]> {
  return Promise.all(many(count).map(n => attempt(nodes.origins[n % nodes.origins.length]!, n)))
}

function post(
  origin: string, path: string, body: unknown, client = nobody({ origin }), address = nextAddress(),
): Promise<Answer> {
  return client.ask({ method: 'POST', path, body, headers: { 'x-forwarded-for': address } })
}

async function expectNoDeadlock(): Promise<void> {
  const [row] = await query<{ Status: string }>(mariadb.url, 'SHOW ENGINE INNODB STATUS')
  expect(/LATEST DETECTED DEADLOCK[\s\S]{0,3000}/.exec(row!.Status)?.[0]).toBeUndefined()
}

/** Everybody is served; on a machine that is busy with other things, some after they were told when to come back. */
async function expectAll(status: number, answers: Answer[], again?: (n: number) => Promise<Answer>): Promise<void> {
  expect(
    answers
      .filter(answer => answer.status !== status && answer.status !== 429)
      .map(answer => `${answer.status} ${answer.text}`),
  ).toEqual([])
  for (const [n, answer] of answers.entries()) {
    if (answer.status !== 429) continue
    expect(again, answer.text).toBeDefined()
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    await until('to be let in', async () => (answers[n] = await again!(n)).status === status)
  }
  await expectNoDeadlock()
  forgetConnections()
}

function byStatus(answers: Answer[]): Record<number, number> {
  return Object.fromEntries(
    [...Map.groupBy(answers, answer => answer.status)].map(([status, list]) => [status, list.length]),
  )
}

/** The same answers, but that of who was told to come back is what they got in the end. */
function inTheEnd(answers: Answer[], again: (n: number) => Promise<Answer>): Promise<Answer[]> {
  const isFinal = ({ status }: Answer) => status !== 429 && status !== 503
  return Promise.all(answers.map(async (answer, n) => {
    let last = answer
    await until('to be let in', async () => isFinal(last) || isFinal(last = await again(n)))
    return last
  }))
}

describe.each([1, 2])('a crowd at %i node(s)', (count) => {
  const nodes = useNodes({
    name: `crowd-${count}`,
    count,
    env,
    database: mariadb.url,
    ...(count > 1 && { redis: 'plain' as const }),
  })

  /** Guests, each at one of the nodes. */
  async function guests(number: number, name: string): Promise<Client[]> {
    const clients = many(number).map(n => nobody({ origin: nodes.origins[n % nodes.origins.length]! }))
    const enter = (n: number) => post(clients[n]!.origin, '/api/guests', { username: `${name}${n}` }, clients[n])
    const answers = await Promise.all(many(number).map(enter))
    await expectAll(201, answers, enter)
    clients.forEach((client, n) => client.user = answers[n]!.body.user)
    return clients
  }

  test('200 guests with names alike all get in', async () => {
    const enter = (origin: string, n: number) =>
      post(origin, '/api/guests', { username: `player${String(n).padStart(3, '0')}` })
    await expectAll(201, await crowd(nodes, 200, enter), n => enter(nodes.last.origin, n))
  })

  test('200 guests with names of every kind all get in, and read what is said', async () => {
    const kinds = [
      (n: number) => `${n}th`,
      (n: number) => `мария${n}`,
      (n: number) => `山田${n}`,
      (n: number) => `zoë ${n}`,
      (n: number) => `O${n}0l1I`,
    ]
    const enter = (origin: string, n: number) => post(origin, '/api/guests', { username: kinds[n % kinds.length]!(n) })
    await expectAll(201, await crowd(nodes, 200, enter), n => enter(nodes.last.origin, n))
    const square = (await member(nodes.first, 'ada')).get('/api/rooms')
    expect((await square).body.rooms[0]!.memberCount).toBeGreaterThanOrEqual(401)
  })

  test('200 registrations at once all get an account, or are told when to come back', async () => {
    const register = (origin: string, n: number) => {
      const username = `member${String(n).padStart(3, '0')}`
      return post(origin, '/api/users', {
        email: `${username}@plaza.test`,
        username,
        password: `the long secret of ${username}`,
      })
    }
    await expectAll(201, await crowd(nodes, 200, register), n => register(nodes.last.origin, n))
  })

  test('200 people join one room at once', async () => {
    const owner = await member(nodes.first, 'owner')
    const room = await group(await admin(), [], 'open')
    const joiners = await guests(200, 'joiner')
    const join = (n: number) => joiners[n]!.put(`/api/rooms/${room.id}/membership`)
    await expectAll(200, await Promise.all(many(200).map(join)), join)
    expect((await owner.put(`/api/rooms/${room.id}/membership`)).body.room.memberCount).toBe(202)
  })

  test('50 create rooms at once', async () => {
    const ada = await member(nodes.first, 'ada')
    const clients = nodes.servers.map(server => at(server, ada))
    const create = (n: number) =>
      clients[n % clients.length]!.post('/api/rooms', { name: `room ${n}`, visibility: 'public' })
    await expectAll(201, await Promise.all(many(50).map(create)))
    expect(await ada.rooms()).toHaveLength(51)
  })

  test('50 guests claim their accounts at once', async () => {
    const claimers = await guests(50, 'claimer')
    const claim = (n: number) =>
      post(
        claimers[n]!.origin,
        '/api/guests/claim',
        { email: `${claimers[n]!.user.username}@plaza.test`, password: 'a long enough secret' },
        claimers[n],
      )
    await expectAll(200, await Promise.all(many(50).map(claim)), claim)
  })

  test('of 50 who take the same name at once one gets it, and the others are told that it is taken', async () => {
    const renamers = await guests(50, 'renamer')
    const rename = (n: number) => renamers[n]!.patch('/api/account', { username: 'The One' })
    const answers = await inTheEnd(await Promise.all(many(50).map(rename)), rename)
    expect(byStatus(answers)).toEqual({ 200: 1, 409: 49 })
    answers.filter(answer => answer.status === 409).forEach(answer => expectProblem(answer, 409, 'username_taken'))
    await expectNoDeadlock()
  })

  test('of 40 who enter with names that look the same one gets in', async () => {
    // Every mixture of two scripts is refused; these are of one each, in the case that they are written in.
    const alike = ['сор', 'cop', 'СОР', 'COP']
    const enter = (origin: string, n: number) => post(origin, '/api/guests', { username: alike[n % alike.length] })
    const answers = await inTheEnd(await crowd(nodes, 40, enter), n => enter(nodes.last.origin, n))
    expect(byStatus(answers)).toEqual({ 201: 1, 409: 39 })
    await expectNoDeadlock()
  })

  test('of two whom an admin gives names that look the same at once one gets it', async () => {
    const admins = await Promise.all(nodes.servers.map(async server => at(server, await admin())))
    for (const [n, pair] of [['аха', 'axa'], ['рохо', 'poxo'], ['ѕее', 'see'], ['хаос', 'xaoc']].entries()) {
      const both = await guests(2, `plain${n}x`)
      const rename = (side: number) => admins[side % admins.length]!
        .patch(`/api/admin/users/${both[side]!.id}`, { username: pair[side] })
      const answers = await inTheEnd(await Promise.all([0, 1].map(rename)), rename)
      expect(byStatus(answers), answers.map(answer => answer.text).join()).toEqual({ 200: 1, 409: 1 })
    }
    await expectNoDeadlock()
  })

  test('200 guests from one address: as many as one address may, and the others hear when to come back', async () => {
    const address = nextAddress()
    const answers = await crowd(nodes, 200, (origin, n) =>
      post(origin, '/api/guests', { username: `school ${n}` }, undefined, address),
    )
    expect(answers.filter(answer => answer.status === 201).length).toBeLessThanOrEqual(120)
    expect(answers.filter(answer => ![201, 429].includes(answer.status))).toEqual([])
    answers.filter(answer => answer.status === 429).forEach((answer) => {
      expectProblem(answer, 429, 'rate_limited')
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    })
    await expectNoDeadlock()
  })

  const admin = () => firstAdmin(nodes.first)
})

describe('a crowd before a database that takes its time', () => {
  const nodes = new Nodes()
  let wire: DatabaseWire

  beforeAll(async () => {
    wire = await DatabaseWire.to(mariadb.url)
    await nodes.start({ name: 'crowd-slow', count: 1, env, database: wire.url })
  }, 120_000)
  afterAll(async () => {
    await nodes.stop()
    wire.close()
  }, 120_000)

  /** Served, or sent away before anything of them was stored, with the time to come back. */
  async function expectServedOrLater(status: number, attempt: (n: number) => Promise<Answer>): Promise<void> {
    wire.delayMs = 5
    const answers = await Promise.all(many(200).map(attempt))
    wire.delayMs = 0
    expect(answers.filter(answer => answer.status === status).length).toBeGreaterThan(0)
    await expectAll(status, answers, attempt)
  }

  test('200 guests are let in, or told when to come back with the same name', async () => {
    await expectServedOrLater(201, n => post(nodes.first.origin, '/api/guests', { username: `slow${n}` }))
  })

  test('200 people who join one room hold up nobody elsewhere', async () => {
    const [root, mallory] = [await firstAdmin(nodes.first), await member(nodes.first, 'mallory')]
    const room = await group(root, [], 'open')
    const elsewhere = await group(mallory)
    const joiners = many(200).map(() => nobody(nodes.first))
    const enter = (n: number) => post(nodes.first.origin, '/api/guests', { username: `slowly${n}` }, joiners[n])
    await expectAll(201, await Promise.all(many(200).map(enter)), enter)
    let beside: Answer[] = []
    await expectServedOrLater(200, (n) => {
      if (n === 100) {
        void Promise.all(many(5).map(() => mallory.patch(`/api/rooms/${elsewhere.id}`, { topic: 'all is well' }))).then(
          answers => (beside = answers),
        )
      }
      return joiners[n]!.put(`/api/rooms/${room.id}/membership`)
    })
    expect(beside.map(answer => answer.status)).toEqual([200, 200, 200, 200, 200])
  })
})
