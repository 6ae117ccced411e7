import { beforeAll, expect, test } from 'vitest'
import type { FeatureNews } from '../../../shared/protocol/feature.ts'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { featureFor, figureBody, figuresWhen, variantOf } from '../../support/figures.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('feature-news')
const note = {
  en: { title: 'Pins', body: 'Keep what matters.' },
  de: { title: 'Merken', body: 'Behalte, was zählt.' },
}
let admin: Client

beforeAll(async () => {
  admin = await firstAdmin(world.server)
})

async function newsFor(person: Client, key: string, language = 'en'): Promise<FeatureNews | undefined> {
  const headers = { 'accept-language': language }
  const answer = await person.ask({ method: 'GET', path: '/api/features/news', headers })
  return figureBody(answer).news.find(news => news.key === key)
}

/** What the server knows of them is written down. */
async function written(person: Client, key: string, variant: string): Promise<void> {
  await until('it to be written down', async () => {
    const found = `SELECT 1 FROM feature_people JOIN features ON id = feature_id
      WHERE user_id = ? AND feature_key = ? AND variant = ?`
    const rows = await world.server.chat(found, [person.id, key, variant])
    return rows.length > 0
  })
}

test('what turned on for somebody is announced to them, in their language', async () => {
  const { ada, grace } = world
  const key = await featureFor(admin, [ada], { note })
  expect(await newsFor(ada, key)).toMatchObject({ title: 'Pins', body: 'Keep what matters.', seen: false })
  expect(await newsFor(ada, key, 'de-AT')).toMatchObject({ title: 'Merken' })
  expect(await newsFor(ada, key, 'fr')).toMatchObject({ title: 'Pins' })
  expect(await newsFor(grace, key)).toBeUndefined()
})

test('it is seen once, and stays seen when the feature comes again', async () => {
  const { ada } = world
  const key = await featureFor(admin, [ada], { note })
  const socket = await ada.connect()
  await figuresWhen(admin, key, figures => variantOf(figures, 'on').people === 1)
  const before = await newsFor(ada, key)
  expect((await ada.put(`/api/features/news/${key}`)).status).toBe(204)
  expect(await newsFor(ada, key)).toMatchObject({ seen: true, since: before?.since })
  await admin.patch(`/api/admin/features/${key}`, { enabled: false })
  expect(await newsFor(ada, key)).toBeUndefined()
  await admin.patch(`/api/admin/features/${key}`, { enabled: true })
  expect(await newsFor(ada, key)).toMatchObject({ seen: true })
  await socket.close()
})

test('before anything is written down it can be seen too', async () => {
  const key = await featureFor(admin, [world.ada], { note })
  expect((await world.ada.put(`/api/features/news/${key}`)).status).toBe(204)
  expect(await newsFor(world.ada, key)).toMatchObject({ seen: true })
})

test('what somebody has had from their first day is no news', async () => {
  const key = await featureFor(admin, [], { note, defaultVariant: 'on' })
  const newcomer = await member(world.server, 'newcomer')
  expect(await newsFor(newcomer, key)).toBeUndefined()
  const socket = await newcomer.connect()
  await written(newcomer, key, 'on')
  expect(await newsFor(newcomer, key)).toBeUndefined()
  expectProblem(await newcomer.put(`/api/features/news/${key}`), 404, 'not_found')
  expect(await newsFor(world.ada, key)).toBeDefined()
  await socket.close()
})

test('who came during a rollout hears of it when it reaches them', async () => {
  const key = await featureFor(admin, [world.ada], { note })
  const newcomer = await member(world.server, 'newcomer')
  const socket = await newcomer.connect()
  await written(newcomer, key, 'off')
  expect(await newsFor(newcomer, key)).toBeUndefined()
  await admin.patch(`/api/admin/features/${key}`, { defaultVariant: 'on' })
  expect(await newsFor(newcomer, key)).toMatchObject({ seen: false })
  await until('it to be written down', async () => (await newsFor(newcomer, key))?.seen === false)
  await socket.close()
})

test('what is not theirs does not exist', async () => {
  const { mallory, server } = world
  const key = await featureFor(admin, [world.ada], { note })
  const silent = await featureFor(admin, [mallory])
  for (const other of [key, silent, 'no-such', '__proto__']) {
    expectProblem(await mallory.put(`/api/features/news/${other}`), 404, 'not_found')
  }
  expectProblem(await nobody(server).get('/api/features/news'), 401, 'unauthenticated')
  expectProblem(await nobody(server).put(`/api/features/news/${key}`), 401, 'unauthenticated')
  const seen = 'SELECT 1 FROM feature_people WHERE user_id = ? AND note_seen_at <> first_at'
  expect(await server.chat(seen, [mallory.id])).toEqual([])
})
