import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { beforeEach, expect, test } from 'vitest'
import { member } from '../../support/cast.ts'
import { Client } from '../../support/client.ts'
import { testData } from '../../support/paths.ts'
import { look, png, upload } from '../../support/pictures.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const folder = join(testData, 'files-hostile')
const world = useWorld('hostile-picture', { NUXT_FILES_PATH: folder })
const path = '/api/account/picture'
let ada: Client
let before: string | null
beforeEach(async () => {
  ada = await member(world.server, 'ada')
  before = (await upload(ada, path, await png())).body.user.avatarUrl
})

/** The picture is the one from before, and nothing else is left of what was sent. */
async function expectUnchanged(): Promise<void> {
  expect((await ada.get('/api/session')).body.user.avatarUrl).toBe(before)
  expect((await look(ada, before)).status).toBe(200)
  expect(await world.server.chat('SELECT id FROM files WHERE owner_id = ?', [ada.id])).toHaveLength(1)
  await until('nothing to be left behind', () => readdirSync(join(folder, 'incoming')).length === 0)
}

/** A chunk of a PNG with the right checksum. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  return Buffer.concat([head, body, crc(body)])
}

function crc(bytes: Buffer): Buffer {
  let value = 0xFFFFFFFF
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xEDB88320 : value >>> 1
  }
  const result = Buffer.alloc(4)
  result.writeUInt32BE((value ^ 0xFFFFFFFF) >>> 0)
  return result
}

/** A PNG of one colour that says to be so large, and is: some kilobytes that become gigabytes. */
function bomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6], 8)
  const rows = deflateSync(Buffer.alloc(Math.min(64 * 1024 * 1024, height * (width * 4 + 1))))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
const page = '<!doctype html><script>alert(1)</script>'

test.each<[string, string, () => Promise<Buffer | string> | Buffer | string]>([
  ['picture_type', 'an SVG', () => svg],
  ['picture_type', 'a page that is called a picture', () => page],
  ['picture_type', 'a PDF', () => '%PDF-1.7\n%âãÏÓ\n'],
  ['picture_type', 'a TIFF', async () => sharp(await png()).tiff().toBuffer()],
  ['picture_type', 'a few bytes', () => 'GI'],
  ['picture_damaged', 'a picture that is cut off', async () => (await png(900, 900)).subarray(0, 800)],
  ['picture_damaged', 'a JPEG that is cut off', async () => {
    const whole = await sharp(await png(900, 900)).jpeg({ quality: 100 }).toBuffer()
    return whole.subarray(0, whole.length / 2)
  }],
  ['picture_damaged', 'a head without a body', async () => (await png()).subarray(0, 33)],
  ['picture_damaged', 'a head with an SVG for a body', async () =>
    Buffer.concat([(await png()).subarray(0, 33), Buffer.from(svg)])],
  ['picture_pixels', 'a bomb', () => bomb(30_000, 30_000)],
  ['picture_pixels', 'a very long line', () => bomb(100_000, 1)],
  ['picture_damaged', 'a picture without a side', () => bomb(0, 10)],
  ['picture_damaged', 'the largest sides there are', () => bomb(0x7FFFFFFF, 0x7FFFFFFF)],
])('%s: %s', async (code, _, make) => {
  const answer = await upload(ada, path, await make())
  expectProblem(answer, 400, 'invalid')
  const [error] = answer.body.errors ?? []
  expect(error?.path).toBe('picture')
  // What is so large that no library reads its head is damaged or too large, as the library has it.
  expect(code === 'picture_damaged' ? ['picture_damaged', 'picture_pixels'] : [code]).toContain(error?.code)
  await expectUnchanged()
})

test('of a file that is two things only the picture stays', async () => {
  const both = Buffer.concat([await png(), Buffer.from(page), Buffer.from('PK\x03\x04')])
  const { avatarUrl } = (await upload(ada, path, both, 'image/svg+xml')).body.user
  const { headers, bytes } = await look(ada, avatarUrl)
  expect(headers.get('content-type')).toBe('image/webp')
  expect(headers.get('content-security-policy')).toContain('default-src \'none\'')
  expect(bytes.includes('script')).toBe(false)
})

test('a body that is no picture by its header, empty, or too large', async () => {
  expectProblem(await upload(ada, path, await png(), 'application/json'), 415, 'unsupported_media_type')
  expectProblem(await upload(ada, path, await png(), 'multipart/form-data; boundary=x'), 415, 'unsupported_media_type')
  expectProblem(await upload(ada, path, ''), 400, 'invalid')
  expectProblem(await upload(ada, path, Buffer.alloc(8 * 1024 * 1024 + 1)), 413, 'too_large')
  const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked', 'content-type': 'image/png' }
  const endless = { method: 'PUT', path, body: Buffer.alloc(8 * 1024 * 1024 + 1), headers: chunked }
  expectProblem(await ada.ask(endless), 413, 'too_large')
  await expectUnchanged()
})

test('a page of another site uploads nothing', async () => {
  const foreign = { 'origin': 'https://evil.example', 'content-type': 'image/png' }
  expectProblem(await ada.ask({ method: 'PUT', path, body: await png(), headers: foreign }), 403, 'forbidden')
  await expectUnchanged()
})

/** Sends the head and the first bytes of a picture, and the rest when `meanwhile` is done. */
async function late(picture: Buffer, meanwhile: () => Promise<unknown>): Promise<number> {
  const { hostname, port, host } = new URL(world.server.origin)
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, 'connect')
    socket.write([
      `PUT ${path} HTTP/1.1`, `host: ${host}`, `cookie: ${ada.cookie}`, 'content-type: image/png',
      `content-length: ${picture.length}`, 'connection: close', '', '',
    ].join('\r\n'))
    socket.write(picture.subarray(0, 10))
    await until('the upload to begin', () => readdirSync(join(folder, 'incoming')).length === 1)
    await meanwhile()
    const answered = once(socket, 'data')
    socket.write(picture.subarray(10))
    const [answer] = await answered as [Buffer]
    return Number(/^HTTP\/1\.1 (\d+)/.exec(answer.toString())?.[1])
  }
  finally {
    socket.destroy()
  }
}

test('who logs out while a picture is on its way changes nothing any more', async () => {
  const other = Object.assign(new Client(world.server.origin), { user: ada.user })
  expect((await other.post('/api/session', { login: ada.email, password: ada.password })).status).toBe(200)
  expect(await late(await png(), () => ada.delete('/api/session'))).toBe(401)
  ada = other
  await expectUnchanged()
})

test('a sender who goes away leaves nothing', async () => {
  await late(await png(), () => Promise.reject(new Error('gone'))).catch(() => undefined)
  await expectUnchanged()
})

test('a slow sender is refused after half a minute and keeps nobody else waiting', async () => {
  const started = performance.now()
  const status = await late(await png(), async () => {
    expect((await upload(ada, path, await png(80, 80))).status).toBe(200)
    before = (await ada.get('/api/session')).body.user.avatarUrl
    expect(performance.now() - started).toBeLessThan(15_000)
    await until('the upload to be given up', () => readdirSync(join(folder, 'incoming')).length === 0, 45_000)
  }).catch(() => 0)
  expect(status).not.toBe(200)
  await expectUnchanged()
}, 120_000)

test('of many at once all are made, one after the other, and the last one stays', async () => {
  const pictures = await Promise.all(Array.from({ length: 6 }, (_, n) => png(500 + n, 500)))
  const answers = await Promise.all(pictures.map(picture => upload(ada, path, picture)))
  expect(answers.map(answer => answer.status)).toEqual(pictures.map(() => 200))
  before = (await ada.get('/api/session')).body.user.avatarUrl
  expect(answers.map(answer => answer.body.user.avatarUrl)).toContain(before)
  await expectUnchanged()
})
