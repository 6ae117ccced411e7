import { unique } from '../support/random.ts'
import { enterSquare, expect, log, test } from './fixtures.ts'

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
  await page.locator('a[href="/settings"]').first().click()
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
