import { expect, test } from 'vitest'
import { group, nobody } from '../../support/cast.ts'
import { pick, seeded } from '../../support/random.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('hostile-input')

const values: unknown[] = [
  null, true, 0, -1, 1, 1.5, 1e20, '', ' ', 'x', '1', '%', '\0', '\uD800', '\u202E', 'x'.repeat(5_000), '🙂'.repeat(300),
  '../../etc/passwd', '\' OR 1=1 -- ', '${7*7}', [], ['x'], [[]], {}, { toString: 'x' }, { length: 5 }, { $ne: null },
  '2020-01-01', 'ada@plaza.test', '00000000-0000-0000-0000-000000000000', 'owner', 'public',
]
const fields = [
  'email', 'username', 'password', 'displayName', 'login', 'name', 'topic', 'visibility', 'role', 'clientId', 'body',
  'replyTo', 'seq', 'userId', 'currentPassword', 'newPassword', 'token', '__proto__', 'constructor', 'then', 'toJSON',
]
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

test.each([1, 2, 3])('nothing that can be sent is a fault of the server (seed %i)', async (seed) => {
  const { ada, gus, server } = world
  const random = seeded(seed)
  const room = await group(ada)
  const ids = [
    room.id, ada.id, 0, -1, '1.5', '1e9', 'x', '%00', '%F0%9F%99%82', '99999999999999999999', '..', '[]', '%2e%2e%2f',
  ]
  const paths = [
    'users', 'users/ID', 'session', 'guests', 'guests/claim', 'account', 'account/password', 'setup', 'rooms',
    'rooms/directory', 'rooms/ID', 'rooms/ID/membership', 'rooms/ID/members', 'rooms/ID/members/ID',
    'rooms/ID/messages', 'rooms/ID/messages/ID', 'rooms/ID/read', 'directs', 'square', 'features', 'health/live',
  ]
  const queries = ['', '', '', 'query=', 'limit=', 'cursor=', 'before=', 'after=', 'around=', 'x=']
  for (let round = 0; round < 400; round++) {
    const path = `/api/${pick(random, paths)}`.replaceAll('ID', () => String(pick(random, ids)))
    const query = pick(random, queries)
    const search = query
      && `?${query}${encodeURIComponent(String(pick(
        random,
        values.filter(value => value !== '\uD800' && typeof value !== 'object'),
      )))}`
    const method = pick(random, methods)
    const body = method === 'GET' || method === 'HEAD'
      ? undefined
      : Object.fromEntries(Array.from({ length: 4 }, () => [pick(random, fields), pick(random, values)]))
    // A sacrificial guest may delete itself; ada keeps her session.
    const client = pick(random, [ada, gus, nobody(server)])
    if (client === ada && (path.startsWith('/api/account') || path === '/api/session')) continue
    const answer = await client.ask({ method, path: path + search, body: body && JSON.stringify(body) })
    expect(
      answer.status,
      `seed ${seed}: ${method} ${path}${search} ${JSON.stringify(body)?.slice(0, 300)} → ${answer.text.slice(0, 300)}`,
    ).toBeLessThan(500)
    if (answer.status >= 400 && method !== 'HEAD') {
      expect(answer.headers['content-type'], `${method} ${path}`).toContain('application/problem+json')
    }
  }
  server.assertNothingUnhandled()
})

test.each([4, 5])('nothing that can be said on a socket breaks it for others (seed %i)', async (seed) => {
  const { ada, grace, server } = world
  const random = seeded(seed)
  const room = await group(ada, [grace])
  const calm = await grace.connect()
  const socket = await ada.connect()
  const types = [
    'message.send', 'sync', 'room.read', 'room.typing', 'presence.watch', 'presence.activity', 'features.seen', 'ping',
    'x', 'toString',
    '__proto__',
  ]
  for (let round = 0; round < 600; round++) {
    const command = Object.fromEntries([
      ['type', pick(random, types)],
      ...Array.from({ length: 4 }, () => [
        pick(random, [
          'roomId', 'clientId', 'body', 'replyTo', 'seq', 'cursors', 'userIds', 'version', 'id', '__proto__',
        ]),
        pick(random, [...values, room.id, { [room.id]: { seq: 0, rev: 0 } }, [room.id]]),
      ]),
    ]) as object
    socket.sendRaw(JSON.stringify(command))
  }
  await socket.settle()
  await ada.say(room.id, 'all is well')
  await calm.waitFor('message.created', event => event.message.body === 'all is well')
  expect(socket.of('command.failed').filter(event => ['internal', 'unavailable'].includes(event.code))).toEqual([])
  server.assertNothingUnhandled()
  await Promise.all([socket.close(), calm.close()])
})
