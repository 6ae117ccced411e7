import { globSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { parsePictureUrl, pictureSizes, pictureUrl } from '#shared/picture'
import { member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { testData } from '../../support/paths.ts'
import { look, png, upload } from '../../support/pictures.ts'
import type { TestServer } from '../../support/server.ts'
import { startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { expectProblem } from '../../support/world.ts'

const path = '/api/account/picture'
const folderOf = (name: string) => join(testData, `files-${name}`)

async function withServer(
  name: string, env: Record<string, string>, work: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startServer({ name: `picture-${name}`, env: { NUXT_FILES_PATH: folderOf(name), ...env } })
  try {
    await work(server)
  }
  finally {
    await server.stop()
  }
}

async function expectRefused(server: TestServer, status: number, code: 'storage_full' | 'unavailable'): Promise<void> {
  const ada = await member(server, 'ada')
  const started = performance.now()
  expectProblem(await upload(ada, path, await png()), status, code)
  expect(performance.now() - started).toBeLessThan(5_000)
  expect((await ada.get('/api/session')).body.user.avatarUrl).toBeNull()
  expect(await server.chat('SELECT id FROM files')).toEqual([])
  expect((await ada.delete(path)).status).toBe(200)
}

test('a disk without room is a clear error, and nothing is changed', async () => {
  await withServer('full', { NUXT_FILES_RESERVE: '1000000000' }, server => expectRefused(server, 507, 'storage_full'))
})

test('so is a folder that is none', async () => {
  mkdirSync(testData, { recursive: true })
  writeFileSync(folderOf('broken'), 'not a folder')
  await withServer('broken', {}, server => expectRefused(server, 503, 'unavailable'))
})

/** Every person's picture is there in all sizes, or they have none. */
async function expectWhole(people: Client[]): Promise<(string | null)[]> {
  const urls = await Promise.all(people.map(async one => (await one.get('/api/session')).body.user.avatarUrl))
  for (const url of urls) {
    const key = parsePictureUrl(url ?? '')?.key
    if (!key) continue
    for (const size of pictureSizes) expect((await look(people[0]!, pictureUrl(key, size))).status).toBe(200)
  }
  return urls
}

test('kill -9 in between leaves the picture from before or the new one, and nothing for good', async () => {
  const folder = folderOf('kill')
  rmSync(folder, { recursive: true, force: true })
  await withServer('kill', {}, async (server) => {
    const people = await Promise.all(['ada', 'grace', 'linus', 'alan'].map(name => member(server, name)))
    const pictures = await Promise.all(people.map((_, n) => png(1_500 + n, 1_500)))
    const stored = () => globSync('??/*', { cwd: folder }).length
    for (let round = 0; round < 4; round++) {
      const before = stored()
      const answers = people.map((one, n) => upload(one, path, pictures[n]!).catch(() => undefined))
      await until('a picture to be stored', () => stored() !== before)
      await server.kill()
      const answered = await Promise.all(answers)
      await server.start()
      const urls = await expectWhole(people)
      answered.forEach((answer, n) => {
        if (answer?.status === 200) expect(urls[n]).toBe(answer.body.user.avatarUrl)
      })
    }
    await server.chat('UPDATE files SET created_at = created_at - INTERVAL 2 HOUR')
    const old = Date.now() / 1000 - 7200
    for (const name of readdirSync(join(folder, 'incoming'))) utimesSync(join(folder, 'incoming', name), old, old)
    await server.restart()
    const used = (await expectWhole(people)).filter(url => url !== null).map(url => basename(url).slice(0, 32)).sort()
    await until('the rest to be cleared away', () => stored() <= used.length)
    expect(globSync('??/*', { cwd: folder }).map(file => basename(file)).sort()).toEqual(used)
    await until('the rows to be gone', async () => (await server.chat('SELECT id FROM files')).length === used.length)
    expect(readdirSync(join(folder, 'incoming'))).toEqual([])
  })
}, 180_000)
