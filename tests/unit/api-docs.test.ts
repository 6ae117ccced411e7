import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ClientCommand } from '../../shared/protocol/command.ts'
import type { ErrorCode } from '../../shared/protocol/problem.ts'
import type { ServerEventType } from '../../shared/protocol/event.ts'
import { Bindings } from '../support/apiDocs/bindings.ts'
import { differences, isLikeText } from '../support/apiDocs/compare.ts'
import type { Example } from '../support/apiDocs/parse.ts'
import { parsePage } from '../support/apiDocs/parse.ts'
import { routeOf, routes } from '../support/apiDocs/routes.ts'
import { realPath } from '../support/apiDocs/translate.ts'
import { root } from '../support/paths.ts'

// Every route, command, event and error code is in docs/api: who adds one writes its example. The type check fails for
// a table that lacks one of its union.
const commands = {
  'message.send': true, 'sync': true, 'room.read': true, 'room.typing': true, 'presence.watch': true,
  'presence.activity': true, 'case.viewing': true, 'case.draft': true, 'features.seen': true, 'ping': true,
} satisfies Record<ClientCommand['type'], true>

const events = {
  'ready': true, 'message.acked': true, 'message.created': true, 'message.deleted': true, 'synced': true,
  'room.gap': true, 'room.joined': true, 'room.left': true, 'room.hidden': true, 'room.updated': true,
  'room.notifications': true, 'room.unread': true, 'block.changed': true,
  'room.read': true, 'room.typing': true, 'member.joined': true, 'member.left': true, 'member.changed': true,
  'user.updated': true, 'presence.changed': true, 'features.changed': true, 'feature.guarded': true,
  'site.changed': true, 'case.state': true, 'case.changed': true, 'case.viewers': true, 'case.draft': true,
  'case.filters': true,
  'account.presence': true, 'account.warned': true, 'account.muted': true, 'pong': true, 'command.failed': true,
} satisfies Record<ServerEventType, true>

/** A guard needs more people than a page has. */
const silent: ServerEventType[] = ['feature.guarded']

const codes = {
  bad_field: true, bad_host: true, bad_json: true, busy: true, client_id_reused: true,
  confirmation_required: true, conflict: true, email_taken: true, feature_off: true, foreign_host: true,
  forbidden: true, internal: true, invalid: true, last_admin: true, last_owner: true,
  messages_are_immutable: true, method_not_allowed: true, name_reserved: true, not_found: true,
  password_required: true, rate_limited: true, storage_full: true, too_large: true, unauthenticated: true,
  unavailable: true, unknown_type: true, unsupported_media_type: true, username_reserved: true, username_taken: true,
} satisfies Record<ErrorCode, true>

const files = globSync('docs/api/**/*.md', { cwd: root })
const pages = new Map(files.map(page => [page, readFileSync(join(root, page), 'utf8')]))
const examples: Example[] = [...pages.values()].flatMap(parsePage)
const steps = examples.flatMap(example => example.kind === 'socket' ? example.steps : [])
const typesOf = (direction: '→' | '←') => new Set(steps.filter(step => step.direction === direction)
  .map(({ text }) => /^\{\s*"type": "([\w.]+)"/.exec(text)?.[1]))

describe('docs/api', () => {
  test('has an example of every route of the API', () => {
    const all = routes()
    const requests = examples.filter(example => example.kind === 'http')
    const shown = new Set(requests.map(({ method, path }) => routeOf(method, path, all)))
    const missing = all.filter(route => !route.path.startsWith('/forms/') && !shown.has(route))
    expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  })

  test('names every form', () => {
    const text = pages.get(join('docs', 'api', 'forms.md')) ?? ''
    const missing = routes().filter(({ path }) => path.startsWith('/forms/') && !text.includes(`\`${path}\``))
    expect(missing.map(({ path }) => path)).toEqual([])
  })

  test('has an example of every command', () => {
    const shown = typesOf('→')
    expect(Object.keys(commands).filter(type => !shown.has(type))).toEqual([])
  })

  test('has an example of every event that there is a cause for, and names the others', () => {
    const shown = typesOf('←')
    expect(Object.keys(events).filter(type => !shown.has(type)).sort()).toEqual([...silent].sort())
    const text = [...pages.values()].join()
    expect(silent.filter(type => !text.includes(`\`${type}\``))).toEqual([])
  })

  test('explains every error code', () => {
    const text = pages.get(join('docs', 'api', 'errors.md')) ?? ''
    expect(Object.keys(codes).filter(code => !text.includes(`\`${code}\``))).toEqual([])
  })

  test('lists every page in its index', () => {
    const index = pages.get(join('docs', 'api', 'README.md')) ?? ''
    const names = files.map(file => file.replace(/^docs.api./, '')).filter(name => name !== 'README.md')
    expect(names.filter(name => !index.includes(`(${name})`))).toEqual([])
  })
})

describe('an example is compared', () => {
  const faults = (expected: unknown, actual: unknown, byType: string[] = [], bindings = new Bindings()) =>
    differences(expected as never, actual as never, bindings, byType)

  test('by its keys: one too few and one too many are faults', () => {
    expect(faults({ name: 'a' }, { name: 'a' })).toEqual([])
    expect(faults({ name: 'a', topic: '' }, { name: 'a' })).toEqual(['the answer lacks topic'])
    expect(faults({ name: 'a' }, { name: 'a', topic: '' })).toEqual(['the answer also has topic'])
  })

  test('by its values, and by type where they differ from run to run', () => {
    expect(faults({ online: 1 }, { online: 2 })).toEqual(['the answer.online is 2, the page says 1'])
    expect(faults({ online: 1 }, { online: 2 }, ['online'])).toEqual([])
    expect(faults({ online: 1 }, { online: '2' }, ['online'])).toHaveLength(1)
    expect(faults({ state: 'ok' }, { state: 'ok', hint: 'slow' }, ['hint?'])).toEqual([])
    expect(faults({ createdAt: '2026-11-21T09:00:00.000Z' }, { createdAt: '2027-01-02T10:11:12.345Z' })).toEqual([])
    expect(faults({ createdAt: '2026-11-21T09:00:00.000Z' }, { createdAt: null })).toHaveLength(1)
    expect(faults({ agent: 'Mozilla/…' }, { agent: 'Mozilla/5.0' })).toEqual([])
  })

  test('with ids of its own, which mean the same throughout a page', () => {
    const bindings = new Bindings()
    expect(faults({ room: { id: 12 } }, { room: { id: 7 } }, [], bindings)).toEqual([])
    expect(realPath('/api/rooms/12/messages?author=2', routeOf('GET', '/api/rooms/12/messages', routes()), bindings))
      .toBe('/api/rooms/7/messages?author=2')
    expect(faults({ message: { roomId: 12 } }, { message: { roomId: 7 } }, [], bindings)).toEqual([])
    expect(faults({ message: { roomId: 12 } }, { message: { roomId: 8 } }, [], bindings)).toHaveLength(1)
    expect(faults({ message: { roomId: 13 } }, { message: { roomId: 7 } }, [], bindings)).toHaveLength(1)
  })

  test('to the end of a list, unless it goes on with "…"', () => {
    expect(faults({ tags: ['a'] }, { tags: ['a', 'b'] })).toEqual(['the answer.tags has 2 items, the page says 1'])
    expect(faults({ tags: ['a', '…'] }, { tags: ['a', 'b'] })).toEqual([])
  })

  test('as text where it is no JSON', () => {
    expect(isLikeText('plaza_session=…; Path=/', 'plaza_session=abc; Path=/')).toBe(true)
    expect(isLikeText('Retry-After: 3', 'Retry-After: 20')).toBe(true)
    expect(isLikeText('Path=/', 'Path=/rooms')).toBe(false)
  })
})

test('a block that is no example is a fault of the page', () => {
  expect(() => parsePage('```http\nGET api\n```\n')).toThrow('line 1: no request')
  expect(() => parsePage('```http\nGET /api/rooms as grace\n```\n')).toThrow('line 1: no answer')
  expect(() => parsePage('\n```ws\n{}\n```\n')).toThrow('line 2: no step')
})
