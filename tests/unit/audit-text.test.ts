import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { featureEvents } from '../../drizzle/chat/features.ts'
import type { AuditEntry } from '../../shared/protocol/admin/adminAudit.ts'
import { featureDefinitionSchema } from '../../shared/schemas/admin/adminFeature.ts'
import { adminRoomPatchSchema, adminRoomSchema } from '../../shared/schemas/admin/adminRoom.ts'
import { adminUserPatchSchema, adminUserSchema } from '../../shared/schemas/admin/adminUser.ts'
import { auditListSchema } from '../../shared/schemas/admin/adminAudit.ts'
import { invitationSchema } from '../../shared/schemas/admin/adminInvitation.ts'
import { jobSchema } from '../../shared/schemas/admin/adminJob.ts'
import { settingsPatchSchema } from '../../shared/schemas/admin/adminSettings.ts'
import type { Profile } from '../../shared/protocol/user.ts'
import { auditAction, auditLines, auditTarget } from '../../utils/auditText.ts'
import type { AuditWords } from '../../utils/auditText.ts'

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../i18n/${path}`, import.meta.url), 'utf8')) as Record<string, unknown>
const texts = { ...read('locales/en.json'), admin: read('admin/en.json') }
const textOf = (key: string) =>
  key.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], texts)
const has = (key: string) => typeof textOf(key) === 'string'

const ada: Profile = {
  id: 5,
  kind: 'member',
  role: 'user',
  username: 'ada',
  displayName: 'Ada',
  avatarUrl: null,
  createdAt: '',
}
const words: AuditWords = {
  te: has,
  t: (key, values = {}) =>
    has(key) ? String(textOf(key)).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])) : `missing ${key}`,
  nameOf: profile => profile.displayName,
  user: id => id === ada.id ? ada : id === 6 ? { ...ada, id, username: '', displayName: '', deleted: true } : undefined,
  room: id =>
    id === 7 ? { id, kind: 'group', name: 'Lobby' } : id === 8 ? { id, kind: 'direct', name: null } : undefined,
}

const kinds = [...auditListSchema.shape.targetKind.unwrap().options, 'segment']
const isAction = new RegExp(`^(?:${kinds.join('|')})\\.[a-z_]+$`)

/** Every `recordAudit` of the server: the actions it may write, and the fields that are written out there. */
function recorded(): { actions: Set<string>, fields: Set<string> } {
  const found = { actions: new Set<string>(), fields: new Set<string>() }
  const folder = new URL('../../server/', import.meta.url)
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))) {
    const text = readFileSync(new URL(path, folder), 'utf8')
    if (!text.includes('recordAudit(')) continue
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
    source.forEachChild(top => walk(top, (node) => {
      const event = ts.isPropertyAssignment(node.parent) && ['kind', 'type'].includes(node.parent.name.getText())
      if (
        ts.isStringLiteral(node)
        && !event
        && isAction.test(node.text)
      ) {
        found.actions.add(node.text)
      }
      if (ts.isCallExpression(node) && node.expression.getText() === 'recordAudit') {
        walk(node, inner => noteFields(inner, found.fields))
      }
    }))
  }
  return found
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  node.forEachChild(child => walk(child, visit))
}

function noteFields(node: ts.Node, fields: Set<string>): void {
  if (
    !ts.isPropertyAssignment(node)
    || !['before', 'after'].includes(node.name.getText())
    || !ts.isObjectLiteralExpression(node.initializer)
  ) {
    return
  }
  for (const property of node.initializer.properties) if (property.name) fields.add(property.name.getText())
}

test('every action of the log has a text', () => {
  const { actions } = recorded()
  expect(actions.size).toBeGreaterThan(25)
  for (const kind of featureEvents.kind.enumValues) actions.add(`feature.${kind}`)
  for (const action of actions) expect(has(`admin.audit.action.${action.replace('.', '_')}`), action).toBe(true)
  for (const kind of auditListSchema.shape.targetKind.unwrap().options) {
    expect(has(`admin.audit.kind.${kind}`), kind).toBe(true)
  }
})

test('every field of the log has a text', () => {
  const { fields } = recorded()
  expect(fields.size).toBeGreaterThan(20)
  const written = [
    adminRoomSchema, adminRoomPatchSchema, adminUserSchema, adminUserPatchSchema, settingsPatchSchema, invitationSchema,
    featureDefinitionSchema,
  ].flatMap(schema => Object.keys(schema.shape))
  // What these become in the log: columns, or parts of an object.
  const others: Record<string, string[]> = {
    disabled: ['disabledAt'],
    archived: ['archivedAt'],
    password: [],
    days: [],
    brand: ['brand_name', 'brand_hue', 'brand_logo'],
    banner: ['banner', 'banner_text', 'banner_tone'],
  }
  const jobs = jobSchema.options
    .flatMap(option => Object.keys(option.shape))
    .flatMap(key =>
      key === 'filter'
        ? ['query', 'room', 'author', 'from', 'to', 'everywhere'].map(name => `filter_${name}`)
        : key === 'confirm'
          ? []
          : key,
    )
  for (const field of [...fields, ...written.flatMap(key => others[key] ?? key), ...jobs, 'cutoff', 'before']) {
    expect(has(`admin.audit.field.${field}`), field).toBe(true)
  }
})

const entry = (fields: Partial<AuditEntry>): AuditEntry => ({
  id: 'chat-1',
  createdAt: '',
  actor: null,
  address: 'job',
  action: 'x.y',
  targetKind: 'user',
  targetId: null,
  before: null,
  after: null,
  ...fields,
})
const said = (fields: Partial<AuditEntry>) =>
  auditLines(entry(fields), words).map(({ label, before, after }) => [
    label,
    ...[before, after].map(value => value && ('iso' in value ? value.iso : value.text)),
  ])

test.each<[Partial<AuditEntry>, unknown[]]>([
  [
    { targetKind: 'room', after: { userId: 5, role: 'owner' } },
    [
      ['Person', undefined, 'Ada'],
      ['Role', undefined, 'Owner'],
    ],
  ],
  [
    { targetKind: 'room', before: { userId: 5, role: 'member' }, after: { userId: 5, role: 'owner' } },
    [
      ['Person', undefined, 'Ada'],
      ['Role', 'Member', 'Owner'],
    ],
  ],
  [{ before: { role: 'user' }, after: { role: 'admin' } }, [['Role', 'User', 'Admin']]],
  [
    { targetKind: 'inbox', before: { agents: [] }, after: { agents: [5, 6] } },
    [['Agents', 'none', 'Ada, Deleted user']],
  ],
  [{ after: { role: 'user', email: null, name: '', topic: [] } }, [['Role', undefined, 'User']]],
  [
    {
      targetKind: 'message',
      before: { roomId: 7, seq: 3, authorId: 6, deleted: false },
      after: { roomId: 7, seq: 3, deleted: true },
    },
    [
      ['Author', 'Deleted user', undefined],
      ['Deleted', 'no', 'yes'],
    ],
  ],
  [
    {
      targetKind: 'job',
      after: {
        kind: 'message_deletion',
        messages: [
          { roomId: 7, seq: 3 },
          { roomId: 7, seq: 4 },
          { roomId: 8, seq: 1 },
        ],
        total: 3,
      },
    },
    [
      ['Kind', undefined, 'Deleting messages'],
      ['Messages', undefined, '3, 4 in Lobby; 1 in a direct conversation'],
      ['Total', undefined, '3'],
    ],
  ],
  [
    {
      targetKind: 'job',
      after: {
        kind: 'message_deletion',
        filter: { query: 'spam', room: 7, author: 5, to: '2026-11-21T10:00:00.000Z' },
      },
    },
    [
      ['Kind', undefined, 'Deleting messages'],
      ['Text', undefined, 'spam'],
      ['Group', undefined, 'Lobby'],
      ['Author', undefined, 'Ada'],
      ['To', undefined, '2026-11-21T10:00:00.000Z'],
    ],
  ],
  [
    { targetKind: 'job', before: { state: 'running', done: 3 }, after: { state: 'cancelled' } },
    [
      ['State', 'Running', 'Stopped'],
      ['Done', '3', undefined],
    ],
  ],
  [
    {
      targetKind: 'report',
      before: { roomId: 9, decision: null, reason: 'abuse' },
      after: { decision: 'ban', hours: 3, note: '' },
    },
    [
      ['Group', 'a deleted group', undefined],
      ['Decision', 'none', 'Banned'],
      ['Reason', 'Abuse', undefined],
      ['Hours', undefined, '3'],
      ['Note', undefined, 'none'],
    ],
  ],
  [
    {
      targetKind: 'settings',
      before: { registration: 'open', banner: null },
      after: { registration: 'closed', banner: { text: 'Hi', tone: 'info' } },
    },
    [
      ['New accounts', 'Anybody can create one', 'Nobody; admins create them'],
      ['Announcement', 'none', undefined],
      ['Announcement', undefined, 'Hi'],
      ['Announcement type', undefined, 'Information'],
    ],
  ],
  [
    { targetKind: 'room', before: { visibility: 'public' }, after: { visibility: 'private' } },
    [['Visibility', 'Anyone with an account', 'By invitation only']],
  ],
  [
    { after: { somethingNew: [{ deep: { er: 1 } }], other_thing: ['a', 'b'] } },
    [
      ['Something new', undefined, 'Deep er 1'],
      ['Other thing', undefined, 'a, b'],
    ],
  ],
])('%j is told in words', (fields, lines) => expect(said(fields)).toEqual(lines))

test.each<[Partial<AuditEntry>, string | undefined]>([
  [{ targetKind: 'user', targetId: 5 }, 'Person Ada'],
  [{ targetKind: 'user', targetId: 6, before: { username: 'grumpy' } }, 'Person grumpy'],
  [{ targetKind: 'user', targetId: 99 }, 'Person Deleted user'],
  [{ targetKind: 'room', targetId: 7 }, 'Group Lobby'],
  [{ targetKind: 'room', targetId: 9, before: { name: 'Old' } }, 'Group Old'],
  [{ targetKind: 'message', targetId: 3, before: { roomId: 7 } }, 'Message 3 in Lobby'],
  [{ targetKind: 'report', targetId: 3 }, 'Report #3'],
  [{ targetKind: 'invitation', targetId: 3, after: { note: 'Grace' } }, 'Invitation Grace'],
  [{ targetKind: 'ban', targetId: 3, after: { address: '203.0.113.9' } }, 'Ban 203.0.113.9'],
  [{ targetKind: 'job', targetId: 3, after: { kind: 'guest_tidy' } }, 'Background job: Deleting inactive guests'],
  [{ targetKind: 'job', targetId: 3 }, 'Background job #3'],
  [{ targetKind: 'settings', targetId: null }, undefined],
  [{ targetKind: 'feature', targetId: null, after: { segment: 'beta' } }, 'Segment beta'],
  [{ targetKind: 'token', targetId: 3, after: { name: 'The shop' } }, 'API token The shop'],
])('what %j is about is called by its name', (fields, name) => expect(auditTarget(entry(fields), words)).toBe(name))

test('an action that has no text yet is written out all the same', () => {
  expect(auditAction('user.muted', words)).toBe('Muted a person')
  expect(auditAction('user.sent_home', words)).toBe('User sent home')
})
