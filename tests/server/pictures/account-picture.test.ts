import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { parsePictureUrl, pictureSizes, pictureUrl } from '#shared/picture'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import { testData } from '../../support/paths.ts'
import { colourAt, look, photo, png, upload } from '../../support/pictures.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('account-picture')
const path = '/api/account/picture'
const storedUnder = (key: string) => readdirSync(join(testData, 'files', key.slice(0, 2), key)).sort()
const keyOf = (url: string | null) => parsePictureUrl(url ?? '')?.key ?? ''

test('a member has a picture, in three sizes, upright and without what the file said', async () => {
  const { ada } = world
  const file = await (await photo(200, 300)).withExif({ IFD0: { Copyright: 'Ada was here' } })
    .withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect(file.includes('Ada was here')).toBe(true)
  const answer = await upload(ada, path, file, 'image/jpeg')
  expect(answer.status, answer.text).toBe(200)
  const { avatarUrl } = answer.body.user
  expect(avatarUrl).toMatch(/^\/api\/pictures\/[0-9a-f]{32}-128\.webp$/)
  expect((await ada.get('/api/session')).body.user.avatarUrl).toBe(avatarUrl)
  for (const size of pictureSizes) {
    const { status, headers, bytes } = await look(ada, pictureUrl(keyOf(avatarUrl), size))
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('image/webp')
    expect(headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    expect(headers.get('vary')).toContain('Cookie')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    const metadata = await sharp(bytes).metadata()
    expect(metadata).toMatchObject({ format: 'webp', width: size, height: size })
    expect(metadata).not.toHaveProperty('exif')
    expect(bytes.includes('Ada was here')).toBe(false)
    // Turned to the right: what was left is above.
    expect([await colourAt(bytes, 0.5, 0.1), await colourAt(bytes, 0.5, 0.9)]).toEqual(['red', 'blue'])
  }
  expect(storedUnder(keyOf(avatarUrl))).toEqual(['128.webp', '256.webp', '64.webp'])
})

test('who shares a room hears of it, and others do not', async () => {
  const { ada, grace, mallory, gus } = world
  await group(ada, [grace], 'private')
  expect((await mallory.delete(`/api/rooms/${gus.square.id}/membership`)).status).toBe(204)
  const [near, far, own] = await Promise.all([grace.connect(), mallory.connect(), ada.connect()])
  try {
    const { avatarUrl } = (await upload(ada, path, await png())).body.user
    const isNew = (event: { user: { avatarUrl: string | null } }) => event.user.avatarUrl === avatarUrl
    await near.waitFor('user.updated', isNew)
    await own.waitFor('user.updated', isNew)
    expect((await grace.get(`/api/users/${ada.id}`)).body.user.avatarUrl).toBe(avatarUrl)
    await ada.delete(path)
    await near.waitFor('user.updated', event => event.user.avatarUrl === null)
    await far.settle()
    expect(JSON.stringify(far.received)).not.toContain(keyOf(avatarUrl))
  }
  finally {
    await Promise.all([near.close(), far.close(), own.close()])
  }
})

test('a new picture replaces the old one, a removed one is gone, for everybody and from the disk', async () => {
  const { grace, ada } = world
  const first = (await upload(grace, path, await png())).body.user.avatarUrl
  const second = (await upload(grace, path, await png(100, 100))).body.user.avatarUrl
  expect(second).not.toBe(first)
  expect((await look(ada, first)).status).toBe(404)
  expect(() => storedUnder(keyOf(first))).toThrow('ENOENT')
  expect((await look(ada, second)).status).toBe(200)
  expect((await grace.delete(path)).body.user.avatarUrl).toBeNull()
  expect((await grace.delete(path)).status).toBe(200)
  expect((await look(grace, second)).status).toBe(404)
  expect(() => storedUnder(keyOf(second))).toThrow('ENOENT')
  expect(await world.server.chat('SELECT id FROM files WHERE owner_id = ?', [grace.id])).toEqual([])
})

test('an animation becomes still, what is transparent white', async () => {
  const { ada } = world
  const clear = { r: 0, g: 0, b: 0, alpha: 0 }
  const frames = await Promise.all(['#ff0000', '#00ff00'].map(background =>
    sharp({ create: { width: 50, height: 50, channels: 4, background } }).png().toBuffer()))
  const animated = await sharp(frames, { join: { animated: true } }).gif({ delay: [100, 100] }).toBuffer()
  expect((await sharp(animated).metadata()).pages).toBe(2)
  const still = await look(ada, (await upload(ada, path, animated, 'image/gif')).body.user.avatarUrl)
  expect((await sharp(still.bytes).metadata()).pages).toBeUndefined()
  expect(await colourAt(still.bytes, 0.5, 0.5)).toBe('red')
  const glass = await sharp({ create: { width: 50, height: 50, channels: 4, background: clear } }).png().toBuffer()
  const white = await look(ada, (await upload(ada, path, glass)).body.user.avatarUrl)
  expect(await colourAt(white.bytes, 0.5, 0.5)).toBe('white')
})

test('guests and strangers have none', async () => {
  const { server, gus } = world
  expectProblem(await upload(nobody(server), path, await png()), 401, 'unauthenticated')
  expectProblem(await upload(gus, path, await png()), 403, 'forbidden')
  expectProblem(await nobody(server).delete(path), 401, 'unauthenticated')
  expect(await server.identity('SELECT id FROM users WHERE avatar_url IS NOT NULL AND kind <> \'member\'')).toEqual([])
})

test('who is muted changes none', async () => {
  const { server, ada } = world
  const loud = await member(server, 'loud')
  const room = await group(loud, [ada])
  const admin = await firstAdmin(server)
  const mutedUntil = new Date(Date.now() + 3_600_000).toISOString()
  expect((await admin.patch(`/api/admin/users/${loud.id}`, { mutedUntil })).status).toBe(200)
  expectProblem(await upload(loud, path, await png()), 403, 'forbidden')
  expectProblem(await upload(loud, `/api/rooms/${room.id}/picture`, await png()), 403, 'forbidden')
  expect((await loud.delete(path)).status).toBe(200)
})

test('who may not know of somebody does not see their picture', async () => {
  const { server, mallory } = world
  const linus = await member(server, 'linus')
  const { avatarUrl } = (await upload(linus, path, await png())).body.user
  expect((await look(mallory, avatarUrl)).status).toBe(200)
  // The guest and linus share the square, until he leaves it.
  const stranger = await guest(server)
  expect((await look(stranger, avatarUrl)).status).toBe(200)
  expect((await linus.delete(`/api/rooms/${stranger.square.id}/membership`)).status).toBe(204)
  expect((await look(stranger, avatarUrl)).status).toBe(404)
  expect((await look(nobody(server), avatarUrl)).status).toBe(404)
  expect((await look(mallory, '/api/pictures/00000000000000000000000000000000-128.webp')).status).toBe(404)
  const key = keyOf(avatarUrl)
  for (const name of ['x', '..%2f..%2fetc', key, `${key}-512.webp`, `${key}-64.png`]) {
    expect((await look(mallory, `/api/pictures/${name}`)).status).toBe(404)
  }
})

test('a stranger sees the pictures of the landing page, as long as they are on it', async () => {
  const { server, gus } = world
  const author = await member(server, 'author')
  const { avatarUrl } = (await upload(author, path, await png())).body.user
  const glimpse = async () => JSON.parse((await nobody(server).get('/api/square')).text) as {
    messages: { avatarUrl: string | null }[]
  }
  await author.say(gus.square.id, 'good morning')
  expect((await glimpse()).messages.at(-1)?.avatarUrl).toBe(avatarUrl)
  expect((await look(nobody(server), avatarUrl)).status).toBe(200)
  for (let n = 0; n < 5; n++) await gus.say(gus.square.id, `good night ${n}`)
  expect((await look(nobody(server), avatarUrl)).status).toBe(404)
  const admin = await firstAdmin(server)
  await author.say(gus.square.id, 'good evening')
  expect((await look(nobody(server), avatarUrl)).status).toBe(200)
  expect((await admin.patch('/api/admin/settings', { landingGlimpse: false })).status).toBe(200)
  expect((await look(nobody(server), avatarUrl)).status).toBe(404)
})

test('an admin takes a picture away, which the audit log tells, and once', async () => {
  const { server, mallory, grace } = world
  const admin = await firstAdmin(server)
  const { avatarUrl } = (await upload(mallory, path, await png())).body.user
  const removal = `/api/admin/users/${mallory.id}/picture`
  expectProblem(await grace.delete(removal), 404, 'not_found')
  expect((await look(grace, avatarUrl)).status).toBe(200)
  expect((await admin.delete(removal)).status).toBe(204)
  expect((await admin.delete(removal)).status).toBe(204)
  expect((await mallory.get('/api/session')).body.user.avatarUrl).toBeNull()
  expect((await look(grace, avatarUrl)).status).toBe(404)
  expect(await server.identity('SELECT actor_id, target_id FROM audit WHERE action = \'user.picture_removed\''))
    .toEqual([{ actor_id: admin.id, target_id: mallory.id }])
  expectProblem(await admin.delete('/api/admin/users/999999/picture'), 404, 'not_found')
})

test('a deleted account takes its picture with it', async () => {
  const { server, ada } = world
  const leaver = await member(server, 'leaver')
  const { avatarUrl } = (await upload(leaver, path, await png())).body.user
  const answer = await leaver.delete('/api/account', { password: leaver.password })
  expect(answer.status, answer.text).toBe(204)
  expect((await look(ada, avatarUrl)).status).toBe(404)
  expect(() => storedUnder(keyOf(avatarUrl))).toThrow('ENOENT')
  expect(await server.chat('SELECT id FROM files WHERE owner_id = ?', [leaver.id])).toEqual([])
})
