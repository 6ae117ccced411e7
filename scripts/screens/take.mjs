import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { startServer } from '../../tests/support/server.ts'
import { root } from '../lib/paths.mjs'
import { page as indexPage } from './index.mjs'
import { seed } from './seed.mjs'
import { views } from './views.mjs'

const sizes = [[360, 740], [768, 1024], [1440, 900]]
const modes = ['light', 'dark']
const atOnce = 4
const folder = join(root, 'docs', 'screens')
const [only] = process.argv.slice(2)
const wanted = only ? views.filter(({ name }) => name.includes(only)) : views

if (!only) rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const server = await startServer({ name: 'screens', env: { NUXT_LIMITS: 'off' } })
const browser = await chromium.launch({ executablePath: process.env.PLAZA_CHROMIUM || undefined, args: ['--no-sandbox', '--disable-background-networking', '--font-render-hinting=none'] })
let failed = 0
try {
  const world = await seed(server)
  const todo = wanted.flatMap(view => sizes.flatMap(([width, height]) => modes.map(mode => () => take(world, view, { width, height }, mode))))
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let next = todo.shift(); next; next = todo.shift()) await next()
  }))
}
finally {
  await browser.close()
  await server.stop()
}
writeFileSync(join(folder, 'index.html'), indexPage(views, sizes, modes))
const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
console.log(`${wanted.length} views, ${readdirSync(folder).length - 1} pictures, ${(bytes / 1e6).toFixed(1)} MB in docs/screens`)
process.exitCode = failed ? 1 : 0

async function take(world, view, viewport, mode) {
  const context = await browser.newContext({ viewport, colorScheme: mode, baseURL: server.origin, locale: 'en-GB', timezoneId: 'Europe/Lisbon', hasTouch: viewport.width < 768, reducedMotion: 'reduce' })
  const name = `${view.name}-${viewport.width}-${mode}.jpg`
  try {
    if (view.as) await context.addCookies([...world[view.as].cookies].map(([name, value]) => ({ name, value, url: server.origin })))
    await context.addCookies([{ name: 'plaza-time-zone', value: 'Europe%2FLisbon', url: server.origin }])
    const page = await context.newPage()
    await view.before?.(page, world)
    // What another picture has read is unread again.
    for (const [name, count] of Object.entries(view.unread ?? {})) await server.chat('UPDATE memberships m JOIN rooms r ON r.id = m.room_id SET m.read_seq = r.last_seq - ? WHERE r.id = ? AND m.user_id = ?', [count, world.rooms[name], world.ada.id])
    await page.goto(typeof view.path === 'function' ? view.path(world) : view.path)
    await page.waitForFunction(() => window.useNuxtApp?.().isHydrating === false)
    await page.evaluate(() => document.fonts.ready)
    await view.act?.(page, world)
    await page.screenshot({ path: join(folder, name), type: 'jpeg', quality: 74 })
    await view.after?.(page, world)
  }
  catch (error) {
    failed += 1
    console.error(`✖ ${name}: ${error.message.split('\n')[0]}`)
  }
  finally {
    await context.close()
  }
}
