import type { Page } from '@playwright/test'
import { unique } from '../support/random.ts'
import { alive, enterSquare, expect, log, registerByForm, say, stored, test } from './fixtures.ts'

const box = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const queued = (page: Page, mark: string) => log(page).locator('[data-state=queued]').filter({ hasText: mark })

/** Everything of this app that the browser has stored, as text. */
async function storedTexts(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const request = indexedDB.open('plaza-outbox')
    await new Promise(resolve => request.onsuccess = resolve)
    const all = request.result.transaction('messages').objectStore('messages').getAll()
    await new Promise(resolve => all.onsuccess = resolve)
    request.result.close()
    return JSON.stringify([all.result, { ...localStorage }])
  })
}

async function joinGroup(page: Page): Promise<void> {
  await page.goto('/rooms')
  await page.getByRole('main').getByRole('link', { name: /The square/ }).first().click()
  await page.waitForURL(/\/rooms\/\d+/)
  await expect(log(page)).toBeVisible()
}

/** Nothing this browser sends gets through any more, all else does; answers how to end that. */
async function hush(page: Page): Promise<() => Promise<void>> {
  const context = page.context()
  await context.route('**/api/rooms/*/messages', route =>
    route.request().method() === 'POST' ? route.abort() : route.fallback(),
  )
  await context.routeWebSocket('**/ws', near => near.close())
  await page.reload()
  await alive(page)
  return () => context.unroute('**/api/rooms/*/messages')
}

test('logging out asks about what is not sent, takes it along and ends every tab', async ({ visit, server }) => {
  const { page } = await visit()
  await registerByForm(page)
  await joinGroup(page)
  await hush(page)
  const second = await page.context().newPage()
  await second.goto(page.url())
  await alive(second)
  const mark = unique('secret')
  await say(page, `${mark} message`)
  await box(page).fill(`${mark} draft`)
  await expect(queued(second, mark)).toHaveCount(1)
  await expect.poll(() => storedTexts(page)).toContain(`${mark} message`)

  await page.goto('/settings')
  await alive(page)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('alert').filter({ hasText: '1 message has not been sent yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('button', { name: 'Log out and discard' }).click()
  await page.waitForURL(url => url.pathname === '/')
  await second.waitForURL(url => url.pathname === '/login')
  expect(await storedTexts(page)).not.toContain(mark)
  expect(await server.chat('SELECT 1 FROM messages WHERE body LIKE ?', [`${mark}%`])).toEqual([])
})

test('what waits when a session ends is neither shown nor sent to the next person; its author finds it', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const ada = await registerByForm(page)
  await joinGroup(page)
  const room = page.url()
  const mark = unique('mine')
  const speak = await hush(page)
  await say(page, `${mark} message`)
  await expect.poll(() => storedTexts(page)).toContain(`${mark} message`)
  await box(page).fill(`${mark} draft`)
  // The session is gone without a word to this browser, as when it expires.
  await page.context().clearCookies()

  await page.goto('/')
  await registerByForm(page)
  await page.goto(room)
  await alive(page)
  await expect(log(page)).toBeVisible()
  await speak()
  const text = unique('of the next person')
  await say(page, text)
  await expect(stored(page, text)).toHaveCount(1)
  await expect(page.getByText(mark)).toHaveCount(0)
  await expect(box(page)).toHaveValue('')
  await page.goto('/settings')
  await alive(page)
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(url => url.pathname === '/')
  expect(await server.chat('SELECT 1 FROM messages WHERE body LIKE ?', [`${mark}%`])).toEqual([])

  await page.goto('/login')
  await alive(page)
  await page.getByLabel('E-mail or username').fill(ada.username)
  await page.getByLabel('Password').fill(ada.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(/\/rooms/)
  await page.goto(room)
  // Sent while one went there, without a line: then it is shown with the next look for news, which may be 10 s away.
  await expect(stored(page, `${mark} message`)).toHaveCount(1, { timeout: 20_000 })
  await expect(box(page)).toHaveValue(`${mark} draft`)
})

test('a tab that was left behind by another login sends nothing in the new person\'s name', async ({
  visit, server,
}) => {
  const { page, wire } = await visit()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  const text = unique('not yours')
  wire.cut()
  await say(page, text)
  await expect(queued(page, text)).toHaveCount(1)
  // The cookie changes without any tab of this app being there to tell.
  const mallory = await (await page.context().browser()!.newContext()).newPage()
  await mallory.goto(`${server.origin}/`)
  await enterSquareAt(mallory, server.origin)
  await page
    .context()
    .addCookies((await mallory.context().cookies()).map(cookie => ({ ...cookie, domain: '127.0.0.1' })))
  wire.mend()
  await page.waitForURL(url => url.pathname !== '/' && !/\/rooms\/\d+$/.test(url.pathname), { timeout: 30_000 })
  await page.goto('/rooms')
  await expect(page.getByText(text)).toHaveCount(0)
  expect(await server.chat('SELECT 1 FROM messages WHERE body = ?', [text])).toEqual([])
  await mallory.context().close()
})

async function enterSquareAt(page: Page, origin: string): Promise<void> {
  await page.goto(origin)
  await alive(page)
  await page.getByRole('textbox', { name: 'Your name' }).fill(unique('mal'))
  await page.getByRole('button', { name: 'Enter the square' }).click()
  await page.waitForURL(/\/rooms\/\d+/)
}
