import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { useServer } from '../../support/world.ts'

const world = useServer('compression')

function get(
  path: string, encoding?: string,
): Promise<{ headers: Record<string, string | string[] | undefined>, body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(
      world.server.origin + path,
      { headers: { accept: 'text/html', ...(encoding && { 'accept-encoding': encoding }) } },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', part => parts.push(part as Buffer))
        answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(parts) }))
      },
    )
      .on('error', reject)
      .end()
  })
}

test('a page goes out compressed to who takes that, and plain to who does not', async () => {
  const packed = await get('/', 'gzip, br')
  expect(packed.headers).toMatchObject({
    'content-encoding': 'gzip',
    'vary': expect.stringContaining('Accept-Encoding') as string,
  })
  const page = gunzipSync(packed.body).toString()
  expect(page).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>$/)
  expect(packed.body.length).toBeLessThan(page.length / 2)
  for (const encoding of [undefined, 'br', 'gzip;q=0']) {
    const plain = await get('/', encoding)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.headers.vary).toContain('Accept-Encoding')
    expect(plain.body.toString()).toMatch(/^<!DOCTYPE html>/)
  }
})

test('the texts, which a page asks for ahead, go out compressed', async () => {
  const [, texts] = /rel="preload"[^>]* href="([^"]+messages\.json)"/.exec((await get('/')).body.toString()) ?? []
  const packed = await get(texts ?? '', 'gzip')
  expect(packed.headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-type': expect.stringContaining('application/json') as string,
  })
  expect(JSON.parse(gunzipSync(packed.body).toString())).toEqual(JSON.parse((await get(texts ?? '')).body.toString()))
})

test('the page of an error is readable for who takes compressed ones', async () => {
  const { headers, body } = await get('/nowhere', 'gzip')
  const page = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
  expect(page.toString()).toContain('Page not found')
})

test('files of the app are stored compressed', async () => {
  const [, file] = /src="(\/_nuxt\/[^"]+\.js)"/.exec((await get('/')).body.toString()) ?? []
  for (const encoding of ['gzip', 'br']) {
    expect((await get(file ?? '', encoding)).headers['content-encoding']).toBe(encoding)
  }
  expect((await get(file ?? '')).headers['content-encoding']).toBeUndefined()
})
