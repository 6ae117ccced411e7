import { expect, test } from 'vitest'
import type { AuditEntry } from '../../../../shared/protocol/admin/adminAudit'
import { english } from '../../../client/support/screen'
import { featureAuditLines } from '../../../../utils/admin/feature/featureAudit'

const { t, te } = english.global
const text = (key: string, values: Record<string, string | number> = {}) => t(key, values)
const audit = { t: text, te, user: () => undefined, nameOf: () => '', room: () => undefined }
const feature = {
  t: (key: string, values: Record<string, string | number> = {}, count?: number) =>
    count === undefined ? t(key, values) : t(key, values, count),
  te, user: (id: number) => id === 2 ? 'Grace' : undefined, room: () => undefined,
}
const lines = (before: AuditEntry['before'], after: AuditEntry['after']) => featureAuditLines({
  id: 'chat-1', createdAt: '', actor: null, address: 'job', action: 'feature.changed', targetKind: 'feature',
  targetId: 3, before, after,
}, audit, feature).map(({ label, before, after }) => [
  label, ...[before, after].map(value => value && ('iso' in value ? value.iso : value.text)),
])

test('a change of rules reads as in the history of the feature', () => {
  const rule = { conditions: [{ attribute: 'user', operator: 'in', values: [2] }], variant: 'on' }
  expect(lines({ key: 'calls', rules: [] }, { key: 'calls', rules: [rule], reason: 'for Grace' })).toEqual([
    ['Reason', undefined, 'for Grace'],
    ['Rule 1', undefined, 'Grace: on'],
  ])
})

test('what is not in the entry is not said', () => {
  expect(lines({ key: 'calls', enabled: true }, { key: 'calls', enabled: false })).toEqual([['State', 'On', 'Off']])
})

test('a new feature is told with its variants, its time and its ramp', () => {
  expect(lines(null, {
    key: 'calls', description: '', enabled: false, variants: { on: true },
    schedule: { on: '2026-12-01T10:00:00.000Z', ramp: [{ share: 5, minutes: 60 }, { share: 100, minutes: 0 }] },
  })).toEqual([
    ['Key', undefined, 'calls'],
    ['State', undefined, 'Off'],
    ['Variant on', undefined, 'true'],
    ['Turns on', undefined, '2026-12-01T10:00:00.000Z'],
    ['Ramp', undefined, '5\u00A0% (1 hour) → 100\u00A0%'],
  ])
})

test('a segment is told by its conditions', () => {
  const of = (...values: string[]) => [{ attribute: 'role', operator: 'in', values }]
  expect(lines(
    { segment: 'staff', description: 'All', conditions: of('admin') },
    { segment: 'staff', description: 'Staff', conditions: of('admin', 'agent') },
  )).toEqual([['Conditions', 'admins', 'admins or agents'], ['Description', 'All', 'Staff']])
})

test('a guard says what it saw', () => {
  expect(lines({ key: 'calls', enabled: true }, { key: 'calls', enabled: false, reason: 'faults', faults: 12 }))
    .toEqual([['Reason', undefined, 'faults'], ['Faults', undefined, '12'], ['State', 'On', 'Off']])
})
