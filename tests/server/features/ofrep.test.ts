import { OpenFeature } from '@openfeature/server-sdk'
import { OFREPProvider } from '@openfeature/ofrep-provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bucketOf } from '../../../server/services/features/bucket.ts'
import { firstAdmin, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { changeFeature, makeFeature, onFor } from '../../support/features.ts'
import { bearer, evaluate, flagsOf, makeToken, ofrepBody } from '../../support/ofrep.ts'
import { unique } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('ofrep')
let root: Client
let token: string
beforeAll(async () => {
  root = await firstAdmin(world.server)
  token = (await makeToken(root)).token
})
afterAll(() => OpenFeature.close())

const person = { targetingKey: 'user-7', plan: 'premium', country: 'CA', tags: ['a', 'b'], nested: { deep: [1] } }
const one = (key: string, context: unknown = person) => evaluate(world.server, token, context, key)
const onPlan = [{ conditions: [{ attribute: 'plan', operator: 'in', values: ['premium'] }], variant: 'on' }]

test('one flag says its value, its variant, why, and the version of its last change', async () => {
  const { key, version } = await makeFeature(root, { rules: onPlan })
  const answer = await one(key)
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toContain('application/json')
  expect(ofrepBody(answer)).toEqual(
    { key, value: true, variant: 'on', reason: 'TARGETING_MATCH', metadata: { version } },
  )
  expect(
    ofrepBody(await one(key, { targetingKey: 'x', plan: 'free' })),
  ).toMatchObject({ value: false, variant: 'off', reason: 'DEFAULT' })
  await changeFeature(root, key, { enabled: false })
  expect(ofrepBody(await one(key))).toMatchObject({ value: false, reason: 'DISABLED' })
})

test('a share takes in exactly those below it, as the docs say', async () => {
  const { key, salt } = await makeFeature(root, { rules: onFor(30) })
  for (let n = 0; n < 40; n++) {
    const inside = bucketOf(salt, key, `person ${n}`) < 30_000
    expect(
      ofrepBody(await one(key, { targetingKey: `person ${n}` })),
    ).toMatchObject({ value: inside, reason: inside ? 'SPLIT' : 'DEFAULT' })
  }
})

test('without a targeting key only what is given by share cannot be said', async () => {
  const [shared, plain] = [await makeFeature(root, { rules: onFor(30) }), await makeFeature(root, { rules: onPlan })]
  for (const context of [{ plan: 'premium' }, { plan: 'premium', targetingKey: '' }]) {
    const answer = await one(shared.key, context)
    expect(answer.status).toBe(400)
    expect(ofrepBody(answer)).toMatchObject(
      { key: shared.key, errorCode: 'TARGETING_KEY_MISSING', errorDetails: expect.any(String) },
    )
    expect(ofrepBody(await one(plain.key, context))).toMatchObject({ value: true })
    const flags = await flagsOf(world.server, token, context)
    expect(flags.find(flag => flag.key === shared.key)).toMatchObject({ errorCode: 'TARGETING_KEY_MISSING' })
    expect(flags.find(flag => flag.key === plain.key)).toMatchObject({ value: true })
  }
})

test('a hidden feature is known to those alone who are given it', async () => {
  const hidden = await makeFeature(root, { rules: onPlan, hidden: true })
  const shared = await makeFeature(root, { rules: onFor(30), hidden: true })
  const most = await makeFeature(root, {
    defaultVariant: 'on', hidden: true, rules: [{ conditions: [], variant: 'off', share: 50 }],
  })
  expect(ofrepBody(await one(hidden.key))).toMatchObject({ value: true })
  const nowhere = unique('nowhere')
  for (const [key, context] of [
    [hidden.key, { targetingKey: 'x' }], [shared.key, { plan: 'x' }], [nowhere, person],
  ] as const) {
    const answer = await one(key, context)
    expect(answer.status).toBe(404)
    expect(ofrepBody(answer)).toEqual({ key, errorCode: 'FLAG_NOT_FOUND', errorDetails: `there is no feature ${key}` })
  }
  expect((await flagsOf(world.server, token, person)).map(({ key }) => key)).toContain(hidden.key)
  const [outside] = [await evaluate(world.server, token, { plan: 'x' })]
  expect(outside.text).not.toContain(hidden.key)
  expect(outside.text).not.toContain(shared.key)
  expect(outside.text).not.toContain(most.key)
})

test('nothing of rules, segments or salts is in any answer', async () => {
  const segment = unique('secret-segment')
  await root.post(
    '/api/admin/segments',
    { key: segment, conditions: [{ attribute: 'plan', operator: 'in', values: ['secret-plan'] }] },
  )
  const feature = await makeFeature(root, {
    description: 'secret-words', owner: 'secret-owner', variants: {
      plain: 'a', rare: 'secret-value',
    }, defaultVariant: 'plain', offVariant: 'plain',
    rules: [
      { conditions: [{ attribute: 'segment', operator: 'in', values: [segment] }], variant: 'rare' },
      { conditions: [{ attribute: 'email', operator: 'contains', values: ['secret-mail'] }], variant: 'rare' },
    ],
  })
  const answers = [
    await one(feature.key), await evaluate(world.server, token, person), await one(unique('none')),
    await one(feature.key, null),
  ]
  for (const { text, headers } of answers) expect(text + JSON.stringify(headers)).not.toMatch(
    new RegExp(`secret|${feature.salt}`),
  )
  expect(ofrepBody(await one(feature.key, { plan: 'secret-plan' }))).toMatchObject({ value: 'secret-value' })
})

test('all flags have a strong validator, and what is not modified is not sent again', async () => {
  const { key } = await makeFeature(root, { rules: onPlan })
  const ask = (context: unknown, etag?: string) => evaluate(
    world.server, token, context, undefined, etag ? { 'if-none-match': etag } : {},
  )
  const first = await ask(person)
  const etag = String(first.headers.etag)
  expect(etag).toMatch(/^"[\w-]+"$/)
  expect(ofrepBody(first).flags.find(flag => flag.key === key)).toMatchObject({ value: true })
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await ask(person, known)
    expect(
      { status: again.status, text: again.text, etag: again.headers.etag },
    ).toEqual({ status: 304, text: '', etag })
  }
  expect((await ask({ targetingKey: 'y' }, etag)).status).toBe(200)
  await changeFeature(root, key, { rules: [] })
  const changed = await ask(person, etag)
  expect(changed.status).toBe(200)
  expect(changed.headers.etag).not.toBe(etag)
})

const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`

test.each<[string, unknown, string]>([
  ['no JSON', '{"context":', 'PARSE_ERROR'],
  ['a list', '[]', 'PARSE_ERROR'],
  ['nothing', 'null', 'PARSE_ERROR'],
  ['a text', '"x"', 'PARSE_ERROR'],
  ['a context that is null', '{"context":null}', 'INVALID_CONTEXT'],
  ['a context that is a list', '{"context":[]}', 'INVALID_CONTEXT'],
  ['a context that is a text', '{"context":"x"}', 'INVALID_CONTEXT'],
  ['a context with __proto__', '{"context":{"targetingKey":"x","__proto__":{"plan":"premium"}}}', 'INVALID_CONTEXT'],
  ['a targeting key that is a number', '{"context":{"targetingKey":7}}', 'INVALID_CONTEXT'],
  ['a targeting key that is an object', '{"context":{"targetingKey":{}}}', 'INVALID_CONTEXT'],
  [
    'too many attributes',
    JSON.stringify({ context: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`a${n}`, n])) }),
    'INVALID_CONTEXT',
  ],
  ['a name of 300 characters', JSON.stringify({ context: { ['a'.repeat(300)]: 1 } }), 'INVALID_CONTEXT'],
  ['1 MB', JSON.stringify({ context: { targetingKey: 'x'.repeat(1024 * 1024) } }), 'INVALID_CONTEXT'],
  ['bytes that are no text', Buffer.from([0x7B, 0xFF, 0x7D]), 'PARSE_ERROR'],
])('%s is a clear 400', async (_, body, errorCode) => {
  const { key } = await makeFeature(root, { rules: onFor(30) })
  for (const path of ['/ofrep/v1/evaluate/flags', `/ofrep/v1/evaluate/flags/${key}`]) {
    const answer = await nobody(world.server).ask({ method: 'POST', path, body, headers: bearer(token) })
    expect(answer.status, answer.text).toBe(400)
    expect(ofrepBody(answer)).toEqual(
      { ...(path.endsWith(key) && { key }), errorCode, errorDetails: expect.any(String) },
    )
  }
})

test('what is odd but can be read is evaluated', async () => {
  const { key } = await makeFeature(root, { rules: onPlan })
  const odd = [
    '{}', '{"context":{}}', '{"context":{"constructor":1,"toString":2,"plan":{"a":1}}}',
    `{"context":{"targetingKey":"x","deep":${deep}}}`, '{"context":{"plan":["premium",{}]}}',
  ]
  for (const body of odd) {
    const answer = await nobody(world.server).ask(
      { method: 'POST', path: `/ofrep/v1/evaluate/flags/${key}`, body, headers: bearer(token) },
    )
    expect(
      { body: body.slice(0, 60), status: answer.status, value: ofrepBody(answer).value },
    ).toEqual({ body: body.slice(0, 60), status: 200, value: body.includes('["premium"') })
  }
  const typed = {
    method: 'POST', path: `/ofrep/v1/evaluate/flags/${key}`, body: '{}',
    headers: { ...bearer(token), 'content-type': 'text/plain' },
  }
  expect((await nobody(world.server).ask(typed)).status).toBe(400)
})

test.each([
  ['__proto__', 400], ['%5F%5Fproto__', 400], ['a%20b', 400], ['a%2Fb', 400], ['%00', 400], [
    '%E0%A4%A', 400,
  ], ['.', 400], ['a'.repeat(101), 400], ['a'.repeat(8000), 400],
  ['constructor', 404], ['toString', 404], ['nowhere', 404], ['guest-entry/x', 404],
])('the key %s is a clear %d', async (key, status) => {
  const answer = await one(key)
  expect(answer.status, answer.text).toBe(status)
  expect(ofrepBody(answer)).toMatchObject({ errorCode: expect.any(String), errorDetails: expect.any(String) })
})

test('a feature that applications ask for is not unused', async () => {
  const { key } = await makeFeature(root)
  const evaluatedAt = async () =>
    (await world.server.chat('SELECT evaluated_at FROM features WHERE feature_key = ?', [key]))[0]?.evaluated_at
  expect(await evaluatedAt()).toBeNull()
  await one(key)
  await until('it to be written down', evaluatedAt, 15_000)
})

test('other methods and addresses are refused in the same form', async () => {
  const ask = (method: string, path: string) => nobody(world.server).ask({ method, path, headers: bearer(token) })
  const wrong = await ask('GET', '/ofrep/v1/evaluate/flags')
  expect({ status: wrong.status, allow: wrong.headers.allow, body: wrong.body }).toEqual(
    { status: 405, allow: 'POST', body: { errorCode: 'GENERAL', errorDetails: expect.any(String) } },
  )
  expect((await ask('PUT', '/ofrep/v1/evaluate/flags/x')).status).toBe(405)
  expect(await ask('POST', '/ofrep/v1/nothing')).toMatchObject({ status: 404, body: { errorCode: 'GENERAL' } })
  expect((await ask('POST', '/ofrep/v2/evaluate/flags')).status).toBe(404)
})

test('the provider for servers from npm evaluates, sees a change, and says what went wrong', async () => {
  const { key } = await makeFeature(root, { rules: onPlan })
  const look = await makeFeature(
    root, { variants: { old: {}, new: { colour: 'red' } }, defaultVariant: 'new', offVariant: 'old' },
  )
  const shared = await makeFeature(root, { rules: onFor(30) })
  const provide = async (domain: string, given: string) => {
    await OpenFeature.setProviderAndWait(
      domain, new OFREPProvider({ baseUrl: world.server.origin, headers: [['Authorization', `Bearer ${given}`]] }),
    )
    return OpenFeature.getClient(domain)
  }
  const client = await provide('shop', token)
  expect(await client.getBooleanDetails(key, false, person)).toMatchObject(
    { value: true, variant: 'on', reason: 'TARGETING_MATCH' },
  )
  expect(await client.getObjectValue(look.key, {}, person)).toEqual({ colour: 'red' })
  expect(
    await client.getBooleanDetails('nowhere', true, person),
  ).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' })
  expect(
    await client.getBooleanDetails('__proto__', true, person),
  ).toMatchObject({ value: true, errorCode: 'PARSE_ERROR' })
  expect(await client.getStringDetails(key, 'x', person)).toMatchObject({ value: 'x', errorCode: 'TYPE_MISMATCH' })
  expect(
    await client.getBooleanDetails(shared.key, true, { plan: 'x' }),
  ).toMatchObject({ value: true, errorCode: 'TARGETING_KEY_MISSING' })
  expect(
    await client.getBooleanDetails(key, true, { targetingKey: 'x'.repeat(1024 * 1024) }),
  ).toMatchObject({ value: true, errorCode: 'INVALID_CONTEXT' })
  await root.post(`/api/admin/features/${key}/kill`, { reason: 'a test' })
  expect(await client.getBooleanDetails(key, true, person)).toMatchObject({ value: false, reason: 'DISABLED' })
  const { token: other, details } = await makeToken(root)
  const revoked = await provide('revoked', other)
  expect(await revoked.getBooleanValue(look.key, false, person)).toBe(false)
  await root.delete(`/api/admin/tokens/${details.id}`)
  await until(
    'the provider to be refused',
    async () => (await revoked.getObjectDetails(look.key, {}, person)).errorCode === 'GENERAL',
  )
})
