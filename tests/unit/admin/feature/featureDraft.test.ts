import { describe, expect, test } from 'vitest'
import { featureOf } from '../../../client/support/features'
import {
  changeValueKind, definitionOf, fromDraft, mergeDraft, newRule, patchOf, renameVariant, toDraft,
} from '../../../../utils/admin/feature/featureDraft'

const ofAdmins = { attribute: 'role', operator: 'in' as const, values: ['admin'] }
const rules = [{ conditions: [ofAdmins], share: 33.333, variant: 'on' }]

describe('a draft', () => {
  test.each([
    ['truth values', { on: true, off: false }],
    ['texts', { on: 'a', off: '' }],
    ['numbers', { on: 1.5, off: 0 }],
    ['objects', { on: { a: [1, null] }, off: {} }],
  ])('of %s becomes the definition it was made of', (_, variants) => {
    const feature = featureOf({ variants, rules, note: { en: { title: 'New', body: 'Look' } } })
    expect(fromDraft(toDraft(feature))).toEqual({ definition: definitionOf(feature), errors: [] })
  })

  test('does not change the feature it was made of', () => {
    const feature = featureOf({ rules })
    const draft = toDraft(feature)
    draft.rules[0]!.conditions[0]!.values.push('agent')
    expect(feature.rules[0]?.conditions[0]?.values).toEqual(['admin'])
  })

  test.each([
    ['number', 'ten', 'number'], ['object', '{', 'json'], ['object', '[1]', 'json'],
  ] as const)('of a %s that is %s says so at its variant', (kind, text, code) => {
    const draft = toDraft(featureOf())
    changeValueKind(draft, kind)
    draft.variants[0]!.text = text
    expect(fromDraft(draft).errors).toEqual([{ path: 'variants.on', code }])
  })

  test('with two variants of one name says so', () => {
    const draft = toDraft(featureOf())
    draft.variants[1]!.name = 'on'
    expect(fromDraft(draft).errors).toContainEqual({ path: 'variants.on', code: 'duplicate' })
  })
})

test('a patch has what changed and nothing else', () => {
  const draft = toDraft(featureOf())
  draft.owner = 'grace'
  draft.rules.push(newRule(draft))
  expect(patchOf(definitionOf(featureOf()), fromDraft(draft).definition))
    .toEqual({ owner: 'grace', rules: [{ conditions: [], variant: 'on' }] })
})

test('a variant is renamed wherever it is used', () => {
  const draft = toDraft(featureOf({ rules: [...rules, { conditions: [], split: [{ variant: 'on', weight: 1 }] }] }))
  renameVariant(draft, 'off', 'none')
  renameVariant(draft, 'on', 'blue')
  const { definition } = fromDraft(draft)
  expect(definition.variants).toEqual({ blue: true, none: false })
  expect(definition).toMatchObject({ defaultVariant: 'none', offVariant: 'none' })
  expect(definition.rules.map(rule => rule.variant ?? rule.split?.[0]?.variant)).toEqual(['blue', 'blue'])
})

test('what was changed here stays on top of what somebody else changed meanwhile', () => {
  const draft = toDraft(featureOf())
  draft.owner = 'grace'
  const theirs = { description: 'Finds even more', variants: { on: 'x', off: 'y' } }
  const merged = mergeDraft(draft, featureOf(), featureOf({ version: 8, owner: 'alan', ...theirs }))
  expect(fromDraft(merged).definition).toMatchObject({ owner: 'grace', ...theirs })
})
