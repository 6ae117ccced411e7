import { describe, expect, test } from 'vitest'
import { auditExportSchema, auditListSchema } from '../../../shared/schemas/admin/adminAudit.ts'
import { invitationSchema } from '../../../shared/schemas/admin/adminInvitation.ts'
import { jobSchema } from '../../../shared/schemas/admin/adminJob.ts'
import { adminMessageListSchema, contextSchema } from '../../../shared/schemas/admin/adminMessage.ts'
import { reportDecisionSchema, reportListSchema } from '../../../shared/schemas/admin/adminReport.ts'
import {
  adminMemberSchema, adminRoomListSchema, adminRoomPatchSchema, adminRoomSchema,
} from '../../../shared/schemas/admin/adminRoom.ts'
import { settingsPatchSchema } from '../../../shared/schemas/admin/adminSettings.ts'
import { adminUserListSchema, adminUserPatchSchema, adminUserSchema } from '../../../shared/schemas/admin/adminUser.ts'
import { expectRefused, expectTaken, refusals } from '../../support/schema.ts'

const instant = '2026-01-02T03:04:05.678Z'
const date = new Date(instant)

describe('the audit log', () => {
  test('is filtered by actor, action and target', () => {
    const query = { actor: '1', action: 'room.deleted_all', targetKind: 'room', targetId: '7' }
    expect(auditListSchema.parse(query)).toEqual({ ...query, actor: 1, targetId: 7, query: '', limit: 50 })
    expectTaken(auditListSchema, {}, { action: 'room' })
    for (const targetKind of ['user', 'room', 'message', 'report', 'settings', 'invitation', 'ban', 'job']) {
      expectTaken(auditListSchema, { targetKind })
    }
    expectRefused(auditListSchema, { targetKind: 'session' }, { actor: 'ada' }, { targetId: '0' })
    const odd = ['', 'Room', 'room.', '.room', 'a.b.c', 'room deleted', 'room.Deleted', 'a'.repeat(65), 'a1']
    for (const action of odd) {
      expectRefused(auditListSchema, { action })
    }
    expect(refusals(auditListSchema, { action: '%' })).toEqual(['action: action'])
  })

  test('is exported as CSV unless asked otherwise', () => {
    expect(auditExportSchema.parse({}).format).toBe('csv')
    expect(auditExportSchema.parse({ format: 'jsonl' }).format).toBe('jsonl')
    expectRefused(auditExportSchema, { format: 'xlsx' })
  })
})

test('an invitation is for one person and a week unless said otherwise', () => {
  expect(invitationSchema.parse({})).toEqual({ note: '', maxUses: 1, days: 7 })
  expectTaken(invitationSchema, { note: 'n'.repeat(80), maxUses: 10_000, days: 365 }, { maxUses: 1, days: 1 })
  expectRefused(invitationSchema, { note: 'n'.repeat(81) }, { maxUses: 0 }, { maxUses: 10_001 }, { maxUses: 1.5 },
    { days: 0 }, { days: 366 }, { days: 1.5 })
})

describe('a job', () => {
  const deletion = (fields: object) => ({ kind: 'message_deletion', ...fields })

  test('deletes what a filter finds, and the filter is narrow', () => {
    expect(jobSchema.parse(deletion({ filter: { query: ' spam ', from: instant, to: instant } })))
      .toEqual({ kind: 'message_deletion', filter: { query: 'spam', from: date, to: date } })
    expectTaken(jobSchema, deletion({ filter: { room: 1 } }), deletion({ filter: { author: 1 } }),
      deletion({ filter: { query: 'q'.repeat(200) } }))
    expect(refusals(jobSchema, deletion({ filter: {} }))).toEqual(['filter: narrow'])
    expect(refusals(jobSchema, deletion({ filter: { from: instant } }))).toEqual(['filter: narrow'])
    expectRefused(jobSchema, deletion({ filter: { query: 'q'.repeat(201) } }), deletion({ filter: { room: 0 } }),
      deletion({ filter: { room: 1, from: 'yesterday' } }))
  })

  test('a text that nobody can see is a mistake, not the wish to delete everything', () => {
    const unseen = deletion({ filter: { query: ' \u200B ', room: 1 } })
    expect(refusals(jobSchema, unseen)).toEqual(['filter.query: required'])
  })

  test('deletes the messages that are named, or what a filter finds, not both and not neither', () => {
    const messages = (count: number) => Array.from({ length: count }, (_, index) => ({ roomId: 1, seq: index + 1 }))
    expectTaken(jobSchema, deletion({ messages: messages(1) }), deletion({ messages: messages(200), confirm: 200 }))
    expectRefused(jobSchema, deletion({ messages: [] }), deletion({ messages: messages(201) }),
      deletion({ messages: [{ roomId: 1, seq: 0 }] }), deletion({ messages: [{ roomId: 1 }] }))
    expect(refusals(jobSchema, deletion({}))).toEqual([': one_choice'])
    expect(refusals(jobSchema, deletion({ messages: messages(1), filter: { room: 1 } }))).toEqual([': one_choice'])
  })

  test('tidies guests that were not there for days', () => {
    expectTaken(jobSchema, { kind: 'guest_tidy', days: 1 }, { kind: 'guest_tidy', days: 3650, confirm: 0 })
    expectRefused(jobSchema, { kind: 'guest_tidy' }, { kind: 'guest_tidy', days: 0 },
      { kind: 'guest_tidy', days: 3651 }, { kind: 'guest_tidy', days: 1, confirm: -1 },
      { kind: 'guest_tidy', days: 1, confirm: 1.5 }, { kind: 'other' })
  })
})

test('messages are looked for by text, room, author and time', () => {
  const query = { query: ' spam ', room: '1', author: '2', from: instant, to: instant, cursor: 'c', limit: '5' }
  expect(adminMessageListSchema.parse(query))
    .toEqual({ query: 'spam', room: 1, author: 2, from: date, to: date, cursor: 'c', limit: 5 })
  expect(adminMessageListSchema.parse({ query: ' \u200B' })).toEqual({ query: undefined, limit: 50 })
  expectTaken(adminMessageListSchema, { query: 'q'.repeat(200) })
  expectRefused(adminMessageListSchema, { query: 'q'.repeat(201) }, { room: 'lobby' }, { author: '0' })
  expect(refusals(adminMessageListSchema, { from: 'yesterday' })).toEqual(['from: instant'])
  expect(contextSchema.parse({})).toEqual({ limit: 50 })
})

describe('a report', () => {
  test('is listed while it is open', () => {
    expect(reportListSchema.parse({}).state).toBe('open')
    expectTaken(reportListSchema, { state: 'decided' })
    expectRefused(reportListSchema, { state: 'all' })
  })

  test('is decided in one of six ways', () => {
    expect(reportDecisionSchema.parse({ decision: 'dismiss' })).toEqual({ decision: 'dismiss', note: '' })
    for (const decision of ['delete', 'warn', 'mute', 'ban', 'wipe']) expectTaken(reportDecisionSchema, { decision })
    expectTaken(reportDecisionSchema, { decision: 'mute', hours: 1 },
      { decision: 'ban', hours: 8_760, note: 'n'.repeat(1_000) })
    expectRefused(reportDecisionSchema, {}, { decision: 'forgive' }, { decision: 'mute', hours: 0 },
      { decision: 'mute', hours: 8_761 }, { decision: 'mute', hours: 1.5 },
      { decision: 'warn', note: 'n'.repeat(1_001) })
  })
})

describe('groups', () => {
  test('are listed with the most active first', () => {
    expect(adminRoomListSchema.parse({})).toEqual({ query: '', limit: 50, sort: 'active' })
    for (const sort of ['name', 'members', 'newest']) expectTaken(adminRoomListSchema, { sort })
    expect(adminRoomListSchema.parse({ archived: 'true' }).archived).toBe(true)
    expect(adminRoomListSchema.parse({ archived: 'false' }).archived).toBe(false)
    expectRefused(adminRoomListSchema, { sort: 'size' }, { archived: '1' }, { archived: '' })
    for (const visibility of ['open', 'public', 'private']) expectTaken(adminRoomListSchema, { visibility })
    expect(refusals(adminRoomListSchema, { visibility: 'secret' })).toHaveLength(1)
  })

  test('are not joined by default unless said so', () => {
    const room = { name: 'Garden', visibility: 'public' }
    expect(adminRoomSchema.parse(room)).toEqual({ ...room, topic: '', isDefault: false })
    expect(adminRoomPatchSchema.parse({})).toEqual({})
    expectTaken(adminRoomPatchSchema, { archived: true, isDefault: false, name: 'Garden' })
    expectRefused(adminRoomPatchSchema, { archived: 'true' }, { isDefault: 1 }, { name: '' })
  })

  test('take people as members unless said otherwise', () => {
    expect(adminMemberSchema.parse({})).toEqual({ role: 'member' })
    expectTaken(adminMemberSchema, { role: 'owner' }, { role: 'moderator' })
    expectRefused(adminMemberSchema, { role: 'admin' })
  })
})

describe('settings', () => {
  test('change one at a time or together', () => {
    expect(settingsPatchSchema.parse({})).toEqual({})
    for (const registration of ['open', 'invitation', 'closed']) expectTaken(settingsPatchSchema, { registration })
    expectTaken(settingsPatchSchema, { guests: false, landingGlimpse: true })
    expectRefused(settingsPatchSchema, { registration: 'maybe' }, { guests: 'no' }, { landingGlimpse: 1 })
  })

  test('keep messages for a number of days or for ever', () => {
    expectTaken(settingsPatchSchema, { retentionDays: null }, { retentionDays: 1 }, { retentionDays: 36_500 })
    expectRefused(settingsPatchSchema, { retentionDays: 0 }, { retentionDays: 36_501 }, { retentionDays: 1.5 })
  })

  test('filter up to 500 words, which stay short when they are normalised', () => {
    const refusalsOf = (...filteredWords: string[]) => refusals(settingsPatchSchema, { filteredWords })
    const words = Array.from({ length: 500 }, () => 'word')
    expect(refusalsOf(...words)).toEqual([])
    expect(refusalsOf(...words, 'word')).toEqual(['filteredWords: too_many'])
    expect(refusalsOf('\u200B')).toEqual(['filteredWords.0: required'])
    expect(refusalsOf('ﷺ'.repeat(11))).toEqual([])
    expect(refusalsOf('ﷺ'.repeat(12))).toEqual(['filteredWords.0: too_long'])
    expect(refusalsOf('w'.repeat(101))).toEqual(['filteredWords.0: too_long'])
  })

  test('show a banner that says something, or none', () => {
    expectTaken(settingsPatchSchema, { banner: null }, { banner: { text: 't'.repeat(500), tone: 'info' } },
      { banner: { text: 'x', tone: 'warning' } })
    expect(refusals(settingsPatchSchema, { banner: { text: ' ', tone: 'info' } })).toEqual(['banner.text: required'])
    expectRefused(settingsPatchSchema, { banner: { text: 't'.repeat(501), tone: 'info' } },
      { banner: { text: 'x', tone: 'loud' } })
  })

  test('give Plaza a name, a colour and a picture', () => {
    const brand = (fields: object) => ({ brand: { name: 'Plaza', hue: null, logo: null, ...fields } })
    expectTaken(settingsPatchSchema, brand({}), brand({ hue: 0 }), brand({ hue: 359 }), brand({ name: 'n'.repeat(40) }))
    for (const kind of ['png', 'webp', 'jpeg']) {
      for (const data of ['AAAA', 'AB+/', 'AAA=', 'AA==']) {
        expectTaken(settingsPatchSchema, brand({ logo: `data:image/${kind};base64,${data}` }))
      }
    }
    expect(refusals(settingsPatchSchema, brand({ name: '\u200B' }))).toEqual(['brand.name: required'])
    const bare = 'data:image/png;base64,'
    const others = ['https://evil.example/x.png', 'data:image/svg+xml;base64,AAAA']
    for (const logo of [...others, bare, `${bare}===`, `${bare}A===`, `x${bare}AAAA`, `${bare}AAAA"`]) {
      expect(refusals(settingsPatchSchema, brand({ logo }))).toEqual(['brand.logo: picture'])
    }
    const longest = `${bare}${'A'.repeat(48 * 1024 - bare.length)}`
    expectTaken(settingsPatchSchema, brand({ logo: longest }))
    expect(refusals(settingsPatchSchema, brand({ logo: `${longest}A` }))).toEqual(['brand.logo: too_long'])
    expectRefused(settingsPatchSchema, brand({ hue: 360 }), brand({ hue: -1 }), brand({ hue: 1.5 }),
      brand({ name: 'n'.repeat(41) }))
  })
})

describe('accounts', () => {
  test('are listed with the newest first', () => {
    expect(adminUserListSchema.parse({})).toEqual({ query: '', limit: 50, sort: 'newest' })
    for (const sort of ['oldest', 'username']) expectTaken(adminUserListSchema, { sort })
    for (const kind of ['member', 'guest', 'bot', 'customer']) expectTaken(adminUserListSchema, { kind })
    for (const role of ['user', 'agent', 'admin']) expectTaken(adminUserListSchema, { role })
    for (const state of ['active', 'disabled', 'muted', 'deleted']) expectTaken(adminUserListSchema, { state })
    expectRefused(adminUserListSchema, { sort: 'seen' }, { kind: 'robot' }, { role: 'owner' }, { state: 'banned' })
  })

  const account = { email: 'ada@plaza.test', username: 'ada', password: 'long enough' }

  test('are users\' unless said otherwise', () => {
    expect(adminUserSchema.parse(account)).toEqual({ ...account, role: 'user' })
    expectTaken(adminUserSchema, { ...account, role: 'admin', displayName: 'Ada' })
    for (const field of Object.keys(account)) expectRefused(adminUserSchema, { ...account, [field]: undefined })
    expectRefused(adminUserSchema, { ...account, role: 'owner' }, { ...account, displayName: ' ' })
  })

  test('change field by field', () => {
    expect(adminUserPatchSchema.parse({})).toEqual({})
    expect(adminUserPatchSchema.parse({ mutedUntil: instant })).toEqual({ mutedUntil: date })
    expectTaken(adminUserPatchSchema, { mutedUntil: null }, { disabled: true }, { role: 'agent' }, account)
    expectRefused(adminUserPatchSchema, { mutedUntil: 'soon' }, { disabled: 'yes' }, { role: 'owner' }, { email: '' })
    expect(adminUserPatchSchema.parse(account)).not.toHaveProperty('password')
  })
})
