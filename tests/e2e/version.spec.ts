import type { Page } from '@playwright/test'
import { unique } from '../support/random.ts'
import { alive, enterSquare, expect, log, test } from './fixtures.ts'

test('a new version of the app asks for a reload, which keeps the draft', async ({ visit, server }) => {
  const { page } = await visit()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  const draft = unique('unfinished')
  await page.getByRole('textbox', { name: 'Message' }).fill(draft)
  const notice = page.getByRole('status').filter({ hasText: 'A new version is available.' })
  await server.restart()
  await expect(log(page)).toBeVisible()
  await expect(notice).toHaveCount(0)
  await page.route('**/api/**', async (route) => {
    // While the server restarts nothing answers.
    const response = await route.fetch().catch(() => undefined)
    if (!response) return route.abort()
    await route.fulfill({ response, headers: { ...response.headers(), 'plaza-build': 'another' } })
  })
  await server.restart()
  await expect(notice).toBeVisible({ timeout: 30_000 })
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await notice.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue(draft)
  await expect(notice).toHaveCount(0)
})

test('a page whose part the server does not have any more is loaded afresh; without a network this page stays', async ({
  visit,
}) => {
  const { page, wire } = await visit()
  // Links do not fetch ahead for who saves data.
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }))
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  const draft = unique('kept')
  await page.getByRole('textbox', { name: 'Message' }).fill(draft)
  const rooms = page.url()
  await page.route('**/_nuxt/*.js', route => route.fulfill({ status: 404, body: '' }))
  await page.evaluate(() => Object.assign(window, { sameLife: true }))
  wire.cut()
  const asked = page.waitForEvent('requestfailed', request => request.url().endsWith('/api/health/live'))
  await page.locator('a[href="/settings"]').first().click()
  await asked
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue(draft)
  expect(page.url()).toBe(rooms)
  wire.mend()
  await page.locator('a[href="/settings"]').first().click()
  await page.waitForURL(/\/settings/)
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  expect(await page.evaluate(() => 'sameLife' in window)).toBe(false)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.goto(rooms)
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue(draft)
})

test('a page whose parts got lost on the way says so, and loads again when the server can be reached', async ({
  browser, server,
}) => {
  test.slow()
  // Its own context: that the browser complains is what happens here.
  const context = await browser.newContext({ baseURL: server.origin })
  const page = await context.newPage()
  await enterSquare(page)
  const address = page.url()
  const early = new Set(await scriptsOfStart(page))
  await page.route('**/_nuxt/*.js', route => early.has(new URL(route.request().url()).pathname)
    ? route.continue()
    : route.abort())
  await page.route('**/api/health/live', route => route.abort())
  await page.goto(address)
  await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await expect(log(page)).toBeVisible({ timeout: 90_000 })
  await alive(page)
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeEditable()
  await context.close()
})

/** The script that starts the app, and what it cannot start without. */
async function scriptsOfStart(page: Page): Promise<string[]> {
  const found = await page.locator('script[type=module][src]').evaluateAll(scripts =>
    scripts.map(script => (script as HTMLScriptElement).src))
  for (const address of found) {
    const source = await (await page.request.get(address)).text()
    for (const [, name] of source.matchAll(/(?:from|import)\s*"(\.\/[^"]+\.js)"/g)) {
      const next = new URL(name!, address).href
      if (!found.includes(next)) found.push(next)
    }
  }
  return found.map(address => new URL(address).pathname)
}
