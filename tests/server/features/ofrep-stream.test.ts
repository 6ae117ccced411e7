import { connect } from 'node:net'
import { once } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { changeFeature, makeFeature, onFor } from '../../support/features.ts'
import { readMetrics } from '../../support/metrics.ts'
import { bearer, EventReader, evaluate, flagsOf, makeToken, ofrepBody, streamUrl } from '../../support/ofrep.ts'
import { until } from '../../support/until.ts'
import { useNodes } from '../../support/world.ts'

const nodes = useNodes({ name: 'ofrep-stream', count: 2, redis: 'plain' })
let root: Client
let token: string
beforeAll(async () => {
  root = await firstAdmin(nodes.first)
  token = (await makeToken(root)).token
})

const person = { targetingKey: 'a' }

test('all flags come with the address of a stream that says when to ask again, on every node', async () => {
  const feature = await makeFeature(root)
  const answer = await evaluate(nodes.first, token, person)
  expect(ofrepBody(answer).eventStreams).toEqual(
    [
      {
        type: 'sse', url: expect.stringMatching(`^${nodes.first.origin}/ofrep/v1/changes\\?ticket=`),
        inactivityDelaySec: 120,
      },
    ],
  )
  const readers = await Promise.all(nodes.servers.map(async server => EventReader.open(await streamUrl(server, token))))
  for (const { status, response } of readers) {
    expect({ status, type: response.headers['content-type'], cache: response.headers['cache-control'] })
      .toEqual({ status: 200, type: 'text/event-stream', cache: 'no-store, no-transform' })
  }
  const { version } = await changeFeature(root, feature.key, { rules: onFor() })
  for (const [n, reader] of readers.entries()) {
    await reader.reach(version)
    expect(reader.events.at(-1)).toEqual(
      { id: String(version), data: { type: 'refetchEvaluation', etag: String(version) } },
    )
    expect(
      (await flagsOf(nodes.servers[n]!, token, person)).find(({ key }) => key === feature.key),
    ).toMatchObject({ value: true })
    reader.close()
  }
})

test('who comes back is told of what happened meanwhile, and only then', async () => {
  const { key } = await makeFeature(root)
  const url = await streamUrl(nodes.first, token)
  const first = await EventReader.open(url)
  await until('the first event', () => first.events.length > 0)
  const { id } = first.events.at(-1)!
  first.close()
  const quiet = await EventReader.open(url, { 'last-event-id': id })
  const { version } = await changeFeature(root, key, { description: 'changed' })
  await quiet.reach(version)
  expect(quiet.events.map(event => event.id)).toEqual([String(version)])
  quiet.close()
  const late = await EventReader.open(url, { 'last-event-id': id })
  await late.reach(version)
  late.close()
})

test('a node that has not heard of a version yet waits for it before it answers who has', async () => {
  const { key } = await makeFeature(root)
  await flagsOf(nodes.last, token, person)
  for (const wire of nodes.wires) wire.freeze()
  const { version } = await changeFeature(root, key, { rules: onFor() })
  const path = `/ofrep/v1/evaluate/flags?flagConfigEtag=${version}`
  const answer = await nobody(nodes.last).ask(
    { method: 'POST', path, body: { context: person }, headers: bearer(token) },
  )
  expect(ofrepBody(answer).flags.find(flag => flag.key === key)).toMatchObject({ value: true })
  for (const wire of nodes.wires) wire.mend()
})

test('a stream ends when its token is revoked, here and on another node', async () => {
  const { token: other, details } = await makeToken(root)
  const urls = await Promise.all(nodes.servers.map(server => streamUrl(server, other)))
  const readers = await Promise.all(urls.map(url => EventReader.open(url)))
  const mine = await EventReader.open(await streamUrl(nodes.first, token))
  expect(readers.map(({ status }) => status)).toEqual([200, 200])
  for (const wire of nodes.wires) wire.freeze()
  const began = performance.now()
  await root.delete(`/api/admin/tokens/${details.id}`)
  await Promise.all(readers.map(reader => reader.end()))
  expect(performance.now() - began).toBeLessThan(15_000)
  for (const wire of nodes.wires) wire.mend()
  for (const url of urls) expect((await EventReader.open(url)).status).toBe(401)
  expect(mine.ended).toBe(false)
  mine.close()
})

test('and when it expires, or its admin is one no longer', async () => {
  const eve = await member(nodes.first, 'eve')
  await root.patch(`/api/admin/users/${eve.id}`, { role: 'admin' })
  await eve.post('/api/session', { login: eve.email, password: eve.password })
  const [demoted, expired] = [
    await makeToken(eve), await makeToken(root, { expiresAt: new Date(Date.now() + 10_000).toISOString() }),
  ]
  const readers = await Promise.all(
    [demoted, expired].map(async issued => EventReader.open(await streamUrl(nodes.last, issued.token))),
  )
  await root.patch(`/api/admin/users/${eve.id}`, { role: 'user' })
  await Promise.all(readers.map(reader => reader.end()))
})

test.each(
  ['', 'x', '1.2.3', '1.99999999999.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
)('the ticket "%s" opens nothing', async (ticket) => {
  const answer = await nobody(nodes.first).get(`/ofrep/v1/changes?ticket=${ticket}`)
  expect({ status: answer.status, body: answer.body }).toEqual(
    { status: 401, body: { errorCode: 'GENERAL', errorDetails: expect.any(String) } },
  )
})

test('a ticket is bound to its token and its time, and opens nothing else', async () => {
  const url = new URL(await streamUrl(nodes.first, token))
  const [id, until, signature] = url.searchParams.get('ticket')!.split('.')
  expect(Number(until) * 1000 - Date.now()).toBeGreaterThan(29 * 60_000)
  expect(Number(until) * 1000 - Date.now()).toBeLessThanOrEqual(60 * 60_000)
  const { details } = await makeToken(root)
  for (const forged of [`${details.id}.${until}.${signature}`, `${id}.${Number(until) + 1800}.${signature}`]) {
    expect((await nobody(nodes.first).get(`/ofrep/v1/changes?ticket=${forged}`)).status).toBe(401)
  }
  const ticket = `${id}.${until}.${signature}`
  expect((await evaluate(nodes.first, ticket, person)).status).toBe(401)
  expect((await nobody(nodes.first).get('/ofrep/v1/changes')).status).toBe(401)
  expect(
    (await nobody(nodes.first).ask({ method: 'GET', path: '/ofrep/v1/changes', headers: bearer(token) })).status,
  ).toBe(401)
  expect((await nobody(nodes.first).ask({ method: 'HEAD', path: url.pathname + url.search })).status).toBe(200)
})

test('a reader who takes nothing holds up nobody', async () => {
  const { key } = await makeFeature(root)
  const url = new URL(await streamUrl(nodes.last, token))
  const open = async () => (await readMetrics(nodes.last)).get('plaza_feature_streams')
  const socket = connect(Number(url.port), url.hostname)
  socket.pause().on('error', () => {})
  await once(socket, 'connect')
  socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`)
  const reader = await EventReader.open(String(url))
  await until('both to be there', async () => await open() === 2)
  const { version } = await changeFeature(root, key, { description: 'for those who listen' })
  await reader.reach(version)
  socket.destroy()
  reader.close()
  await until('nobody to be left', async () => await open() === 0)
})

test('a node that stops ends its streams at once, and they go on with another', async () => {
  const reader = await EventReader.open(await streamUrl(nodes.last, token))
  await until('the first event', () => reader.events.length > 0)
  const began = performance.now()
  await nodes.last.terminate()
  expect(reader.ended).toBe(true)
  expect(performance.now() - began).toBeLessThan(4000)
  await nodes.last.start()
})
