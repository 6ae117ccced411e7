import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeatureDefinition, FeatureRule } from '../../shared/protocol/admin/adminFeature.ts'
import { compileConditions } from '../../server/services/features/condition.ts'
import { compileFeature } from '../../server/services/features/evaluate.ts'
import type { StoredFeature } from '../../server/services/features/featureRow.ts'
import { changedKeys, registerProvider } from '../../server/services/features/openFeatureProvider.ts'

const plain: FeatureDefinition = {
  description: '', owner: '', type: 'release', enabled: true, variants: { on: true, off: false }, defaultVariant: 'on',
  offVariant: 'off', applyMode: 'live', rules: [], prerequisites: [], schedule: null, staleAfter: null, hidden: false,
  guard: null, note: null,
}
const now = new Date()

function stored(key: string, definition: Partial<FeatureDefinition> = {}, version = 1): StoredFeature {
  return {
    id: 1, key, definition: {
      ...plain, ...definition,
    }, salt: 'salt', hashVersion: 1, ramp: undefined, killed: undefined,
    evaluatedAt: null, version, createdAt: now, updatedAt: now,
  }
}

const rule = (fields: Partial<FeatureRule>): FeatureRule => ({ conditions: [], variant: 'on', ...fields })
const team = [{ attribute: 'email', operator: 'contains' as const, values: ['@plaza.test'] }]
const segments = new Map([['team', compileConditions(team, new Map())]])

/** The features of a process, and the changes of them. */
const source = {
  stored: [] as StoredFeature[],
  listeners: [] as (() => void)[],
  currentFeatures: () => (
    { stored: source.stored, compiled: new Map(source.stored.map(one => [one.key, compileFeature(one, segments)])) }
  ),
  onFeaturesChanged: (listener: () => void) => void source.listeners.push(listener),
  become(...features: StoredFeature[]) {
    source.stored = features
    for (const listener of source.listeners) listener()
  },
}
const client = OpenFeature.getClient()
const context = { targetingKey: '7', email: 'ada@plaza.test' }

beforeAll(async () => {
  source.become(
    stored('flag', {}, 4),
    stored('text', { variants: { a: 'A', b: 'B' }, defaultVariant: 'a', offVariant: 'b', enabled: false }),
    stored('size', { variants: { small: 1, large: 2.5 }, defaultVariant: 'large', offVariant: 'small' }),
    stored(
      'look',
      { variants: { old: {}, new: { colour: 'red', sizes: [1, null] } }, defaultVariant: 'new', offVariant: 'old' },
    ),
    stored(
      'staff',
      {
        defaultVariant: 'off',
        rules: [rule({ conditions: [{ attribute: 'segment', operator: 'in', values: ['team'] }] })],
      },
    ),
    stored('half', { defaultVariant: 'off', rules: [rule({ share: 50 })] }),
    stored(
      'late',
      {
        rules: [
          rule({
            conditions: [{ attribute: 'born', operator: 'before', values: ['2000-01-01T00:00:00Z'] }], variant: 'off',
          }),
        ],
      },
    ),
    stored('needy', { prerequisites: [{ key: 'text' }] }),
  )
  await registerProvider(source)
})
afterAll(() => OpenFeature.close())

test('every type of value is answered as it is', async () => {
  expect(await client.getBooleanValue('flag', false, context)).toBe(true)
  expect(await client.getStringValue('text', 'x', context)).toBe('B')
  expect(await client.getNumberValue('size', 0, context)).toBe(2.5)
  expect(await client.getObjectValue('look', {}, context)).toEqual({ colour: 'red', sizes: [1, null] })
})

test.each([
  ['flag', 'on', 'DEFAULT'],
  ['staff', 'on', 'TARGETING_MATCH'],
  ['needy', 'off', 'DISABLED'],
])('%s is %s because of %s', async (key, variant, reason) => {
  expect(await client.getBooleanDetails(key, false, context)).toMatchObject(
    { variant, reason, flagMetadata: { version: expect.any(Number) } },
  )
})

test('a feature that is off, and one that is given by share, say so', async () => {
  expect(
    await client.getStringDetails('text', 'x', context),
  ).toMatchObject({ value: 'B', variant: 'b', reason: 'DISABLED' })
  const keys = Array.from({ length: 200 }, (_, n) => String(n))
  const details = await Promise.all(keys.map(targetingKey => client.getBooleanDetails('half', false, { targetingKey })))
  expect(
    new Set(details.map(({ value, reason }) => `${value} ${reason}`)),
  ).toEqual(new Set(['true SPLIT', 'false DEFAULT']))
})

test('a date of a context is compared as a time', async () => {
  expect(await client.getBooleanValue('late', true, { born: new Date('1815-12-10') })).toBe(false)
  expect(await client.getBooleanValue('late', true, { born: new Date('2015-12-10') })).toBe(true)
})

test('what cannot be answered is the fallback, with the code of OpenFeature', async () => {
  expect(await client.getBooleanDetails('nowhere', true, context)).toMatchObject(
    { value: true, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
  )
  expect(await client.getStringDetails('flag', 'x', context)).toMatchObject({ value: 'x', errorCode: 'TYPE_MISMATCH' })
  expect(
    await client.getBooleanDetails('look', true, context),
  ).toMatchObject({ value: true, errorCode: 'TYPE_MISMATCH' })
  expect(
    await client.getBooleanDetails('half', true, { email: 'x' }),
  ).toMatchObject({ value: true, errorCode: 'TARGETING_KEY_MISSING' })
  expect(
    await client.getBooleanDetails('__proto__', true, context),
  ).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' })
})

test('a change is announced with what it may have changed', async () => {
  const heard = new Promise(
    resolve => client.addHandler(ProviderEvents.ConfigurationChanged, details => resolve(details?.flagsChanged)),
  )
  const [flag, text, ...others] = source.stored
  source.become(flag!, { ...text!, version: 9 }, ...others)
  expect(await heard).toEqual(['needy', 'text'])
})

test('new and deleted features are changes, and a segment changes those that name it', () => {
  const [one, two] = [stored('one'), stored('two', { prerequisites: [{ key: 'staff' }] })]
  const staff = stored(
    'staff', { rules: [rule({ conditions: [{ attribute: 'segment', operator: 'in', values: ['team'] }] })] },
  )
  expect(changedKeys([one], [one, two])).toEqual(['two'])
  expect(changedKeys([one, two], [two])).toEqual(['one'])
  expect(changedKeys([one, two, staff], [one, two, staff])).toEqual(['staff', 'two'])
})
