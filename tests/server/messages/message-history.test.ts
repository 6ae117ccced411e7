import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Room } from '../../../shared/protocol/room.ts'
import { group } from '../../support/cast.ts'
import { expectClosedToOutsiders, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()
const count = 120
let room: Room

beforeAll(async () => {
  const { ada, grace } = world
  room = await group(ada, [grace])
  const [mine, hers] = await Promise.all([ada.connect(), grace.connect()])
  for (let n = 1; n <= count; n++) {
    const socket = n % 2 ? mine : hers
    socket.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body: `${n}` })
    await socket.waitFor('message.acked', ack => ack.seq === n)
  }
  await Promise.all([mine.close(), hers.close()])
})

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n)

async function read(query: string) {
  const answer = await world.ada.get(`/api/rooms/${room.id}/messages?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return {
    seqs: answer.body.messages.map(message => message.seq),
    more: answer.body.hasMore,
    users: answer.body.users.map(user => user.id).sort((a, b) => a - b),
  }
}

test.each([
  ['the newest 50 without a position', '', 71, 120, true],
  ['the newest by a limit', 'limit=3', 118, 120, true],
  ['everything that there is', 'limit=120', 1, 120, false],
  ['at most 200', 'limit=200', 1, 120, false],
  ['those before', 'before=71&limit=50', 21, 70, true],
  ['the oldest before', 'before=21', 1, 20, false],
  ['nothing before the first', 'before=1', 1, 0, false],
  ['those after', 'after=50&limit=10', 51, 60, true],
  ['the last after', 'after=110', 111, 120, false],
  ['nothing after the last', 'after=120', 1, 0, false],
  ['the very first after 0', 'after=0&limit=2', 1, 2, true],
  ['a page before a place that is not there yet', 'before=1000&limit=2', 119, 120, true],
])('history answers %s', async (_, query, from, to, more) => {
  const page = await read(query)
  expect(page.seqs).toEqual(range(from, to))
  expect(page.more).toBe(more)
})

test('a page around a message holds it with its neighbours', async () => {
  const page = await read('around=60&limit=11')
  expect(page.seqs).toEqual(range(page.seqs[0]!, page.seqs.at(-1)!))
  expect(page.seqs).toContain(60)
  expect(page.seqs.length).toBeLessThanOrEqual(11)
  expect(page.seqs[0]).toBeGreaterThanOrEqual(53)
  expect(page.seqs[0]).toBeLessThan(60)
  expect(page.more).toBe(true)
  const start = await read('around=2&limit=11')
  expect(start.seqs[0]).toBe(1)
  expect(start.more).toBe(false)
})

test('a page brings the authors it needs', async () => {
  const { ada, grace } = world
  expect((await read('')).users).toEqual([ada.id, grace.id].sort((a, b) => a - b))
  expect((await read('before=2')).users).toEqual([ada.id])
  expect((await read('before=1')).users).toEqual([])
})

test('walking back and forth sees every message once', async () => {
  const back: number[] = []
  for (let before: number | undefined = undefined, more = true; more;) {
    const page = await read(`limit=17${before ? `&before=${before}` : ''}`)
    back.unshift(...page.seqs)
    before = page.seqs[0]
    more = page.more
  }
  expect(back).toEqual(range(1, count))
  const forth: number[] = []
  for (let after = 0, more = true; more;) {
    const page = await read(`limit=17&after=${after}`)
    forth.push(...page.seqs)
    after = page.seqs.at(-1) ?? after
    more = page.more
  }
  expect(forth).toEqual(range(1, count))
})

test.each([
  'limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'before=-1', 'before=1.5', 'after=abc', 'around=1e3',
  'before=5&after=3', 'before=1&before=2',
])('%s is refused', async (query) => {
  expectProblem(await world.ada.get(`/api/rooms/${room.id}/messages?${query}`), 400, 'invalid')
})

test('outsiders read nothing', () =>
  expectClosedToOutsiders(world, client => client.get(`/api/rooms/${room.id}/messages`)))
