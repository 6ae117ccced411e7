import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { createHmac } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { firstAdmin } from '../support/cast.ts'
import { root } from '../support/paths.ts'
import { Site } from '../support/site.ts'
import { openCase } from '../support/support.ts'
import { expect } from './fixtures.ts'
import { begin, frameOf, launcher, message, open, take, test, write } from './widgetFixtures.ts'

const output = join(root, '.output/public')
const gzipped = (file: string) => gzipSync(readFileSync(join(output, file)), { level: 9 }).length

/** How far things of the page have moved without anybody's doing (Layout Instability). */
const watchShifts = (page: Page) => page.addInitScript(() => {
  const all = window as { shifts?: number }
  all.shifts = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) all.shifts! += (entry as PerformanceEntry & { value: number }).value
  }).observe({ type: 'layout-shift', buffered: true })
})

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(', ')}`)
}

test('the loader is below 5 KB, the frame below 80 KB of scripts', () => {
  expect(gzipped('widget.js')).toBeLessThanOrEqual(5 * 1024)
  const scripts = globSync('_widget/*.js', { cwd: output })
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.reduce((sum, file) => sum + gzipped(file), 0)).toBeLessThanOrEqual(80_000)
})

for (const [width, colorScheme] of [[1440, 'light'], [768, 'dark'], [360, 'light'], [360, 'dark']] as const) {
  test(`nothing moves, and axe has no complaint, at ${width} px, ${colorScheme}`, async ({ visit, shop }) => {
    const { page, wire } = await visit({ viewport: { width, height: 760 }, colorScheme, reducedMotion: 'reduce' })
    await watchShifts(page)
    shop.site.embed(wire.origin, shop.inbox.key)
    await page.goto(shop.site.origin)
    await expect(launcher(page)).toBeVisible()
    expect(await faultsOf(page), 'closed').toEqual([])
    await open(page)
    expect(await faultsOf(page), 'the form').toEqual([])
    await frameOf(page).getByRole('textbox', { name: 'Message' }).fill('Hello')
    await frameOf(page).getByRole('button', { name: 'Send message' }).click()
    const one = await take(shop)
    await shop.grace.say(one.roomId, 'Good evening. See `Moon` at https://stars.example.org')
    await expect(message(page, 'Good evening')).toBeVisible()
    await frameOf(page).getByRole('button', { name: 'More' }).click()
    expect(await faultsOf(page), 'the conversation').toEqual([])
    await page.keyboard.press('Escape')
    await frameOf(page).getByRole('button', { name: 'Close chat' }).click()
    expect(await page.evaluate(() => (window as { shifts?: number }).shifts)).toBe(0)
  })
}

test('all of it is done by keyboard, and the focus comes back', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await expect(launcher(page)).toBeVisible()
  await launcher(page).focus()
  await page.keyboard.press('Enter')
  const text = frameOf(page).getByRole('textbox', { name: 'Message' })
  await expect(text).toBeFocused()
  await page.keyboard.type('By keyboard alone')
  await page.keyboard.press('Control+Enter')
  await expect(message(page, 'By keyboard alone')).toBeVisible()
  await expect(text).toBeFocused()
  await page.keyboard.type('and more')
  await page.keyboard.press('Enter')
  await expect(message(page, 'and more')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(launcher(page)).toBeFocused()
  await expect(launcher(page)).toHaveAttribute('aria-expanded', 'false')
})

test('where no socket opens a page hears of messages too', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  await page.routeWebSocket(/\/ws/, socket => socket.close())
  shop.site.embed(wire.origin, shop.inbox.key)
  shop.site.body += `<script>window.heard = []; window.Plaza = []
Plaza.push(['on', 'message', one => heard.push(one.text)])</script>`
  await page.goto(shop.site.origin)
  await begin(page, 'Hello')
  const one = await take(shop)
  for (const text of ['First', 'Second']) await shop.grace.say(one.roomId, text)
  await expect.poll(() => page.evaluate(() => (window as { heard?: string[] }).heard)).toEqual(['First', 'Second'])
})

test('a page opens it by its own button, and hears of messages', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  shop.site.embed(wire.origin, shop.inbox.key, 'data-launcher="none"')
  shop.site.body = `<script>window.heard = []; window.Plaza = []
Plaza.push(['on', 'message', one => heard.push(one.author + ': ' + one.text)])
Plaza.push(['on', 'close', () => heard.push('close')])
own.onclick = () => Plaza.open()</script>${shop.site.body}`
  await page.goto(shop.site.origin)
  await page.waitForFunction(() => 'open' in (window as { Plaza?: object }).Plaza!)
  await page.getByRole('button', { name: 'Talk to us' }).click()
  await expect(launcher(page)).toBeHidden()
  await frameOf(page).getByRole('textbox', { name: 'Message' }).fill('Hello')
  await frameOf(page).getByRole('button', { name: 'Send message' }).click()
  const one = await take(shop)
  await shop.grace.say(one.roomId, 'Good *evening*')
  const heard = () => page.evaluate(() => (window as { heard?: string[] }).heard)
  await expect.poll(heard).toEqual([`${shop.grace.user.displayName ?? shop.grace.user.username}: Good evening`])
  await frameOf(page).getByRole('button', { name: 'Close chat' }).click()
  await expect(page.getByRole('button', { name: 'Talk to us' })).toBeFocused()
  expect(await heard()).toContain('close')
})

test('whom the site has logged in finds their conversation in another browser', async ({ visit, shop }) => {
  const hmac = createHmac('sha256', shop.inbox.identitySecret).update('user-7').digest('hex')
  const identity = { id: 'user-7', hmac }
  const [one, two] = [await visit(), await visit()]
  for (const [{ page, wire }, before] of [[one, ''], [two, 'history']] as const) {
    shop.site.embed(wire.origin, shop.inbox.key)
    shop.site.body += `<script>window.Plaza = []; Plaza.push(['identify', ${JSON.stringify(identity)}])</script>`
    await page.goto(shop.site.origin)
    if (!before) await begin(page, 'It is me')
    else await open(page)
    await expect(message(page, 'It is me')).toBeVisible()
  }
  await two.page.evaluate(() => (window as { Plaza?: { identify: (who: null) => void } }).Plaza?.identify(null))
  await expect(frameOf(two.page).getByRole('button', { name: 'Send message' })).toBeVisible()
  await expect(frameOf(two.page).getByText('It is me')).toHaveCount(0)
})

test('where the frame may keep nothing, the page around keeps it', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  await page.addInitScript((origin) => {
    if (location.origin === origin) return
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'] as const) {
      Object.defineProperty(window, name, { get: () => { throw new DOMException('denied', 'SecurityError') } })
    }
  }, shop.site.origin)
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await begin(page, 'Remember me')
  await write(page, 'and this')
  await expect(message(page, 'and this')).toBeVisible()
  await page.reload()
  await open(page)
  await expect(message(page, 'Remember me')).toBeVisible()
  await expect(message(page, 'and this')).toBeVisible()
})

test('its form names what is missing or wrong, and leads there', async ({ visit, server, shop }) => {
  const form = { name: 'optional', email: 'required', topic: 'off' }
  await (await firstAdmin(server)).patch(`/api/admin/inboxes/${shop.inbox.id}`, { form })
  const { page } = await visit()
  await page.goto(`/widget?inbox=${shop.inbox.key}`)
  await expect(page.getByRole('main')).toHaveAttribute('aria-busy', 'false')
  const [text, email] = [page.getByRole('textbox', { name: 'Message' }), page.getByRole('textbox', { name: 'E-mail' })]
  const send = page.getByRole('button', { name: 'Send message' })
  await send.click()
  await expect(text).toBeFocused()
  for (const field of [text, email]) {
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toHaveAccessibleDescription('Please fill this in.')
  }
  expect(await faultsOf(page)).toEqual([])
  await text.fill('Where is my telescope?')
  await expect(text).toHaveAttribute('aria-invalid', 'false')
  await email.fill('ada')
  await send.click()
  await expect(email).toBeFocused()
  await expect(email).toHaveAccessibleDescription(/full e-mail address/)
  await email.fill('ada@example')
  await send.click()
  await expect(email, 'what only the server refuses').toHaveAccessibleDescription(/full e-mail address/)
  await expect(email).toBeFocused()
  await email.fill('ada@example.org')
  await send.click()
  await expect(page.getByRole('log').getByText('Where is my telescope?')).toBeVisible()
})

test('it is a page of its own too', async ({ visit, shop }) => {
  const { page } = await visit()
  await page.goto(`/widget?inbox=${shop.inbox.key}`)
  await page.getByRole('textbox', { name: 'Message' }).fill('From a link')
  await page.getByRole('button', { name: 'Send message' }).click()
  await expect(page.getByRole('log').getByText('From a link')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('log').getByText('From a link')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Close chat' })).toHaveCount(0)
  expect((await page.goto('/widget?inbox=no-such-inbox'))?.status()).toBe(404)
})

test('a site that is not listed shows nothing of it, and can use no token', async ({ browser, server, shop }) => {
  const other = await Site.open()
  const { customer } = await openCase(server, shop.inbox, { text: 'secret' })
  const context = await browser.newContext()
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', one => said.push(one.text()))
  other.body = `<iframe src="${server.origin}/widget?inbox=${shop.inbox.key}&site=${other.origin}"></iframe>`
  await page.goto(other.origin)
  await expect.poll(() => said.join()).toContain('frame-ancestors')
  other.embed(server.origin, shop.inbox.key)
  await page.goto(other.origin)
  await expect.poll(() => said.join()).toContain('Plaza: ')
  await expect(launcher(page)).toBeHidden()
  const stolen = await page.evaluate(({ address, token }) =>
    fetch(address, { headers: { authorization: `Bearer ${token}` } }).then(answer => answer.text(), () => 'refused'),
  { address: `${server.origin}/api/support/cases`, token: customer.token })
  expect(stolen).toBe('refused')
  customer.page = other.origin
  expect((await customer.get('/api/support/cases')).status).toBe(403)
  await context.close()
  await other.close()
})
