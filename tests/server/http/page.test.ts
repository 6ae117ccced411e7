import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { group, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { useServer, useWorld } from '../../support/world.ts'

const world = useWorld('page')
const page = (client: Client, path: string) => client.ask({ method: 'GET', path, headers: { accept: 'text/html' } })

test('a room comes with its last fifty messages in the page itself', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const said = await Promise.all(Array.from({ length: 60 }, (_, n) => ada.say(room.id, unique(`page${n}`))))
  const answer = await page(grace, `/rooms/${room.id}`)
  expect(answer.status).toBe(200)
  const markup = answer.text.replaceAll(/<script[\s\S]*?<\/script>/g, '')
  for (const { seq, body } of said) expect(markup.includes(body!), `message ${seq}`).toBe(seq > 10)
  expect(markup).toContain(room.name)
})

test('text is text, wherever it is shown', async () => {
  const { server, ada } = world
  const evil = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>'
  const room = await group(ada, [], 'public', evil)
  await ada.say(room.id, evil)
  await ada.say(room.id, 'javascript:alert(1) {{ 7 * 7 }}')
  for (const path of [`/rooms/${room.id}`, '/rooms']) {
    const { text } = await page(ada, path)
    expect(text).not.toContain('<img src=x')
    expect(text).not.toContain('<script>alert')
  }
  expect(server.exited).toBe(false)
})

test('outsiders get a 404 page that says nothing of the room', async () => {
  const { ada, mallory, gus } = world
  const room = await group(ada, [], 'private')
  await ada.say(room.id, 'behind closed doors')
  const nothing = await page(mallory, '/rooms/99999999')
  for (const client of [mallory, gus]) {
    const answer = await page(client, `/rooms/${room.id}`)
    expect(answer.status).toBe(404)
    expect(answer.text).not.toContain('behind closed doors')
    expect(answer.text).not.toContain(room.name)
  }
  expect(nothing.status).toBe(404)
  expect(world.server.readLog(), 'an ordinary refusal is no fault').not.toContain('[request error]')
})

test.each(['/rooms', '/rooms/1', '/settings'])('%s leads nobody to the door', async (path) => {
  const answer = await page(nobody(world.server), path)
  expect(answer.status).toBe(302)
  expect(answer.headers.location).toMatch(/^\/(?:login|$|\?)/)
})

test.each(['/', '/login', '/register'])('%s is open to nobody', async (path) => {
  const answer = await page(nobody(world.server), path)
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('<form')
  expect(answer.text).not.toContain('plaza_session')
})

test('pages that are rendered at the same time share nothing between people', async () => {
  const { server } = world
  const people = await Promise.all(Array.from({ length: 12 }, (_, n) => member(server, `person${n}`)))
  const rooms = await Promise.all(people.map(person => group(person, [], 'private', unique('secret'))))
  await Promise.all(people.map((person, n) => person.say(rooms[n]!.id, `only ${person.user.username} may read this`)))
  for (const path of ['/rooms', (n: number) => `/rooms/${rooms[n]!.id}`, '/settings'] as const) {
    const pages = await Promise.all(people.map((person, n) => page(person, typeof path === 'string' ? path : path(n))))
    pages.forEach((answer, n) => {
      expect(answer.status).toBe(200)
      people.forEach((other, m) => {
        if (m === n) return
        expect(answer.text).not.toContain(other.email)
        expect(answer.text).not.toContain(rooms[m]!.name)
        expect(answer.text).not.toContain(`only ${other.user.username}`)
      })
    })
  }
})

test('a page that does not exist is a 404', async () => {
  for (const path of ['/nothing', '/rooms/abc', '/rooms/1.5', '/rooms/0', '/%', '/%E0%A4%A', '/_nuxt/nothing.js']) {
    const answer = await page(world.ada, path)
    expect([400, 404], path).toContain(answer.status)
    expect(answer.text).not.toMatch(/node_modules|at .*:\d+:\d+/)
  }
})

test('files of the server are not served', async () => {
  for (const path of [
    '/../package.json', '/..%2f..%2fpackage.json', '/server/index.mjs', '/.env', '/drizzle/chat/schema.ts',
    '/_nuxt/../server/index.mjs',
  ]) {
    const answer = await page(nobody(world.server), path)
    expect([400, 404], path).toContain(answer.status)
  }
})

test('markup that costs too much comes as it was typed, and that of the others as ever', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  for (let n = 0; n < 20; n++) await ada.say(room.id, 'a*b*\n'.repeat(800))
  await ada.say(room.id, '**set** as ever')
  const costly = await page(grace, `/rooms/${room.id}`)
  expect(costly.text).toContain('<strong>set</strong> as ever')
  expect(costly.text).not.toContain('<em>')
  expect(costly.text).toContain('<p dir="auto">a*b*\na*b*\n')
  for (let n = 0; n < 20; n++) await ada.say(room.id, 'a*b*\n'.repeat(300))
  const many = await page(grace, `/rooms/${room.id}`)
  const set = many.text.split('<em>').length - 1
  expect(set).toBeGreaterThan(0)
  expect(set).toBeLessThan(2_000)
})

const limited = useServer('page-busy', { NUXT_LIMITS: 'on' })

test('more pages at once than the server can render are answered busy, by a page', async () => {
  // Connected before: all of them are on their way before a page is there, also where this process waits for its turn.
  const sockets = await Promise.all(Array.from({ length: 400 }, async () => {
    const socket = connect(limited.server.port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }))
  const answers = await Promise.all(sockets.map(socket =>
    new Promise<IncomingMessage & { body: string }>((resolve, reject) => {
      const options = { createConnection: () => socket, headers: { accept: 'text/html', connection: 'close' } }
      get(`${limited.server.origin}/`, options, async answer =>
        resolve(Object.assign(answer, { body: await textOf(answer) })),
      ).on('error', reject)
    }),
  ))
  const refused = answers.filter(answer => answer.statusCode !== 200)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThan(400)
  for (const { statusCode, headers, body } of refused) {
    expect(statusCode).toBe(503)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toMatch(/^<!DOCTYPE html>.*<h1>Too busy at the moment<\/h1>/s)
  }
  expect((await page(nobody(limited.server), '/')).status).toBe(200)
})
