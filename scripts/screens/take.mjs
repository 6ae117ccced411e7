import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { startServer } from '../../tests/support/server.ts'
import { dataDir, root } from '../lib/paths.mjs'
import { documented } from './documented.mjs'
import { fileName, page as indexPage } from './index.mjs'
import { enlarge, largeSizes, largeViews } from './large.mjs'
import { seed } from './seed.mjs'
import { views } from './views.mjs'

const modes = ['light', 'dark']
const atOnce = 4
const smallestQuality = 44
const args = process.argv.slice(2)
const forDocs = args.includes('--docs')
const large = args.includes('--large')
const only = args.filter(arg => !arg.startsWith('--'))
const sizes = large ? largeSizes : [[360, 740], [768, 1024], [1440, 900]]
const folder = forDocs ? join(root, 'docs', 'images') : join(dataDir, 'screens', large ? 'large' : 'pictures')

if (only.length === 0 && !forDocs) rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const server = await startServer({ name: 'screens', env: { NUXT_LIMITS: 'off' } })
const browser = await chromium.launch({
  executablePath: process.env.PLAZA_CHROMIUM || undefined,
  args: ['--no-sandbox', '--disable-background-networking', '--font-render-hinting=none'],
})
let failed = 0
let world
try {
  world = await seed(server)
  if (large) await enlarge(server, world)
  const todo = wanted()
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let next = todo.shift(); next; next = todo.shift()) await take(next)
  }))
}
finally {
  await browser.close()
  await world?.support.site.close()
  await server.stop()
}
if (!forDocs) writeFileSync(join(folder, 'index.html'), indexPage(views, sizes, modes))
const pictures = readdirSync(folder).filter(name => name.endsWith('.jpg'))
const bytes = pictures.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
console.log(`${pictures.length} pictures, ${(bytes / 1e6).toFixed(1)} MB in ${folder}`)
process.exitCode = failed ? 1 : 0

/** What to take: the documented pictures, the views whose name contains one of the given words, or everything. */
function wanted() {
  const unknown = largeViews.filter(name => !views.some(view => view.name === name))
  if (unknown.length > 0) throw new Error(`There is no view called ${unknown.join(', ')}.`)
  const all = views.filter(({ name }) => !large || largeViews.includes(name)).flatMap(view =>
    sizes.flatMap(size => modes.map(mode => ({ view, size, mode }))),
  )
  if (!forDocs) return all.filter(({ view }) => only.length === 0 || only.some(word => view.name.includes(word)))
  const isDocumented = ({ view, size: [width], mode }) =>
    documented.some(one => one.join('-') === `${view.name}-${width}-${mode}`)
  return all.filter(isDocumented)
}

async function take({ view, size, mode }) {
  const [width, height, { zoom = 1, print = false } = {}] = size
  const context = await browser.newContext({
    viewport: { width: width / zoom, height: height / zoom },
    deviceScaleFactor: zoom,
    colorScheme: mode,
    baseURL: server.origin,
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    hasTouch: width < 768,
    reducedMotion: 'reduce',
  })
  const name = fileName(view, size, mode)
  try {
    await context.addCookies(cookiesOf(view))
    const page = await context.newPage()
    await view.before?.(page, world)
    for (const [room, count] of Object.entries(view.unread ?? {})) await markUnread(room, count)
    await page.goto(typeof view.path === 'function' ? view.path(world) : view.path)
    if (!view.foreign) await page.waitForFunction(() => window.useNuxtApp?.().isHydrating === false)
    await page.evaluate(() => document.fonts.ready)
    await view.act?.(page, world)
    if (print) {
      await page.emulateMedia({ media: 'print' })
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    }
    await shoot(page, join(folder, name), { fullPage: print })
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

/** A documented picture is taken again with more compression until it is under 100 KB. */
async function shoot(page, path, { fullPage, quality = 74 }) {
  const picture = await page.screenshot({ path, type: 'jpeg', quality, fullPage })
  if (forDocs && picture.length >= 100_000 && quality > smallestQuality) {
    await shoot(page, path, { fullPage, quality: quality - 10 })
  }
}

function cookiesOf(view) {
  const session = view.as
    ? [...world[view.as].cookies].map(([name, value]) => ({ name, value, url: server.origin }))
    : []
  return [...session, { name: 'plaza-time-zone', value: 'Europe%2FLisbon', url: server.origin }]
}

/** What another picture has read is unread again. */
function markUnread(room, count) {
  const sql = `UPDATE memberships m JOIN rooms r ON r.id = m.room_id SET m.read_seq = r.last_seq - ?
    WHERE r.id = ? AND m.user_id = ?`
  return server.chat(sql, [count, world.rooms[room], world.ada.id])
}
