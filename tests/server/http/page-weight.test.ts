import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld()

const named = /^<script|rel="modulepreload"/
const fetchedAhead = / data-rel="prefetch"/

async function tagsOf(client: Client, path: string, kind: RegExp): Promise<string[]> {
  const page = await client.ask({ method: 'GET', path, headers: { accept: 'text/html' } })
  expect(page.status).toBe(200)
  const tags = page.text.match(/<(?:script|link)\b[^>]*>/g) ?? []
  return tags.filter(tag => kind.test(tag) && /(?:src|href)="\/_nuxt\/[^"]+\.js"/.test(tag))
}

/** The scripts that a page names: all that it needs before anything is asked of it. In kB, as gzip sends them. */
async function weightOf(client: Client, path: string, kind = named): Promise<number> {
  const tags = await tagsOf(client, path, kind)
  const scripts = new Set(tags.map(tag => /\/_nuxt\/[^"]+/.exec(tag)?.[0] ?? ''))
  expect(scripts.size).toBeGreaterThan(2)
  const sizes = await Promise.all([...scripts].map(async (script) => {
    const answer = await fetch(world.server.origin + script)
    return gzipSync(await answer.text()).length
  }))
  return sizes.reduce((sum, size) => sum + size, 0) / 1_024
}

test('a room needs no script that is not for talking', async () => {
  const { gus } = world
  expect(await weightOf(gus, `/rooms/${gus.square.id}`)).toBeLessThan(187)
})

test('the door is light', async () => {
  expect(await weightOf(nobody(world.server), '/')).toBeLessThan(142)
})

test('the door fetches ahead what the square needs, and nothing of the desk', async () => {
  expect(await weightOf(nobody(world.server), '/', fetchedAhead)).toBeLessThan(56)
})

test('scripts leave the line to the sheet, and what may be needed later waits for them', async () => {
  const door = nobody(world.server)
  const scripts = await tagsOf(door, '/', named)
  expect(scripts.length).toBeGreaterThan(2)
  for (const tag of scripts) expect(tag).toContain(' fetchpriority="low"')
  expect(await tagsOf(door, '/', / rel="prefetch"/)).toEqual([])
})

test('the styles have what the pages use, not all that @nuxt/ui has', async () => {
  const page = await nobody(world.server).ask({ method: 'GET', path: '/', headers: { accept: 'text/html' } })
  const sheet = /rel="stylesheet" href="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const answer = await fetch(world.server.origin + sheet)
  expect(answer.headers.get('content-type')).toContain('text/css')
  expect(gzipSync(await answer.text()).length / 1_024).toBeLessThan(29)
})
