import { describe, expect, test } from 'vitest'
import { apiTokenSchema, featureSimulationSchema, newFeatureSchema } from '../../shared/schemas/admin/adminFeature.ts'

const codesOf = (error: { issues: { path: PropertyKey[], message: string }[] } | undefined) =>
  error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)

test('a prerequisite that is a key alone is what it is when it is read again', () => {
  const given = ['base', { key: 'middle', variant: 'on' }]
  const { prerequisites } = newFeatureSchema.parse({ key: 'top', prerequisites: given })
  expect(prerequisites).toStrictEqual([{ key: 'base' }, { key: 'middle', variant: 'on' }])
})

describe('__proto__ is refused, never left out without a word', () => {
  test.each([
    ['as a variant', '{"variants":{"on":true,"off":false,"__proto__":true}}', 'variants.__proto__ invalid_key'],
    ['within a value', '{"variants":{"on":{"a":[{"__proto__":1}]},"off":{}}}', 'variants.on invalid_key'],
    ['as a language', '{"note":{"__proto__":{"title":"a","body":"b"}}}', 'note.__proto__ invalid_key'],
  ])('%s', (_, json, problem) => {
    const given = { key: 'a', ...JSON.parse(json) as object }
    expect(codesOf(newFeatureSchema.safeParse(given).error)).toContain(problem)
  })

  test('as an attribute', () => {
    const given: unknown = JSON.parse('{"context":{"__proto__":{"role":"admin"}}}')
    expect(codesOf(featureSimulationSchema.safeParse(given).error)).toEqual(['context.__proto__ invalid_key'])
  })
})

describe('the name of a token', () => {
  const parse = (name: string) => codesOf(apiTokenSchema.safeParse({ name, scopes: ['features:evaluate'] }).error)

  test.each(['The shop', 'متجر', 'Shop 👩🏽‍💻 ❤️', 'e\u0301'])('may be %j', (name) => {
    expect(parse(name)).toBeUndefined()
  })

  test.each([
    ['turns the direction', 'shop \u202Eegap'], ['isolates', 'a\u2066b'], ['has a mark of direction', 'a\u200Fb'],
    ['has a space of no width', 'sh\u200Bop'], ['hides tags', 'shop\u{E0061}'], ['has a blank of Braille', 'a\u2800b'],
    ['joins nothing', 'a\u200Db'],
  ])('%s: refused', (_, name) => {
    expect(parse(name)).toEqual(['name invisible'])
  })

  test('is required', () => expect(parse('\u200B')).toEqual(['name required']))
})
