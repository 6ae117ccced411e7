import { expect, test } from 'vitest'
import { group, member, nobody } from '../../support/cast.ts'
import { expectProblem, useServer } from '../../support/world.ts'

const open = useServer('metrics')
const closed = useServer('metrics-token', { NUXT_METRICS_TOKEN: 'the scraper knows' })

const read = async (at: { server: { origin: string } }, headers = {}) =>
  nobody(at.server as never).ask({ method: 'GET', path: '/metrics', headers })
const value = (text: string, name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])

test('this machine reads what the server did, and no text of anybody', async () => {
  const ada = await member(open.server, 'ada')
  const room = await group(ada)
  const socket = await ada.connect()
  await ada.say(room.id, 'not to be measured')
  await socket.waitFor('message.created')
  const { status, headers, text } = await read(open)
  expect(status).toBe(200)
  expect(headers['content-type']).toContain('text/plain')
  expect(value(text, 'plaza_connections')).toBe(1)
  expect(value(text, 'plaza_messages_total')).toBe(1)
  expect(value(text, 'plaza_deliveries_total')).toBeGreaterThan(0)
  expect(value(text, 'plaza_ack_seconds_count')).toBe(1)
  expect(value(text, 'plaza_bus_ok')).toBe(1)
  for (const name of [
    'plaza_batch_messages_count', 'plaza_writer_queue_length', 'plaza_slow_readers_cut_total',
    'plaza_gaps_repaired_total', 'plaza_pool_chat_lent', 'plaza_nodejs_eventloop_lag_p99_seconds',
  ]) {
    expect(value(text, name), name).not.toBeNaN()
  }
  expect(text).not.toContain('not to be measured')
  expect(text).not.toContain(ada.user.username)
  await socket.close()
})

test.each([
  ['whom a proxy speaks for', { 'X-Forwarded-For': '203.0.113.7' }],
  ['who asks for another name', { Host: 'chat.example.org' }],
])('for somebody %s there are none', async (_, headers) => {
  expectProblem(await read(open, headers), 404, 'not_found')
})

test('with a token only its bearer reads them', async () => {
  expectProblem(await read(closed), 404, 'not_found')
  expectProblem(await read(closed, { Authorization: 'Bearer a guess' }), 404, 'not_found')
  expect((await read(closed, { Authorization: 'Bearer the scraper knows' })).status).toBe(200)
})
