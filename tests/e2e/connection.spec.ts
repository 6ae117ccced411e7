import { Line } from '../support/line.ts'
import { member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, connected, enterSquare, expect, log, say, stopClock, stored, test } from './fixtures.ts'

test('a lost line is told after a while, says what waits, and what was received once it is back', async ({
  visit, server,
}) => {
  const { page, wire } = await visit()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  const ada = await member(server)
  const square = (await ada.rooms()).find(room => room.visibility === 'open')!
  const notice = page.locator('[data-connection]')
  await connected(page)
  wire.cut()
  const own = unique('own')
  await say(page, own)
  for (const n of [1, 2, 3]) await ada.say(square.id, unique(`missed ${n}`))
  await expect(notice).toHaveText('Reconnecting… 1 message waiting to be sent.')
  await expect(page.locator('[data-state=queued]')).toContainText('Will be sent when the connection is back.')
  wire.mend()
  await expect(notice).toHaveText('Back online. 3 messages received.', { timeout: 30_000 })
  await expect(stored(page, own)).toHaveCount(1)
  await expect(notice).toHaveCount(0)
})

test('a browser that loses its network says so after two seconds, also while the line looks open', async ({
  visit,
}) => {
  const { page, wire } = await visit()
  await page.clock.install()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  await connected(page)
  const notice = page.locator('[data-connection]')
  await stopClock(page)
  wire.freeze()
  await page.context().setOffline(true)
  await expect.poll(() => page.evaluate(() => navigator.onLine)).toBe(false)
  await page.clock.runFor(1_500)
  await expect(notice).toHaveCount(0)
  await page.clock.runFor(1_000)
  await expect(notice).toHaveText('Reconnecting…')
  await page.clock.resume()
  wire.mend()
  await page.context().setOffline(false)
  await expect(notice).toHaveText('Back online.', { timeout: 30_000 })
})

test('a browser that only thinks it is offline keeps its line and says nothing', async ({ visit, server }) => {
  const { page } = await visit()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  const ada = await member(server)
  const square = (await ada.rooms()).find(room => room.visibility === 'open')!
  const said: string[] = []
  await page.exposeFunction('noteNotice', (text: string) => said.push(text))
  await page.evaluate(() => new MutationObserver(() => {
    const text = document.querySelector('[data-connection]')?.textContent
    if (text) void (window as unknown as { noteNotice: (text: string) => void }).noteNotice(text)
  }).observe(document.body, { childList: true, subtree: true }))
  await page.clock.install()
  await page.evaluate(() => dispatchEvent(new Event('offline')))
  const first = unique('over the line')
  await ada.say(square.id, first)
  await expect(stored(page, first)).toBeVisible()
  await page.clock.fastForward(3_500)
  const second = unique('still over it')
  await ada.say(square.id, second)
  await expect(stored(page, second)).toBeVisible()
  expect(said).toEqual([])
})

test('where only HTTP gets through that is said, and messages go that way', async ({ visit }) => {
  const { page, wire } = await visit()
  wire.blockSockets = true
  await page.clock.install()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  await page.clock.fastForward(11_000)
  await expect(page.locator('[data-connection]')).toHaveText(
    'Live updates are blocked. Checking for new messages every few seconds.',
  )
  const text = unique('by http')
  await say(page, text)
  await expect(stored(page, text)).toHaveCount(1)
  wire.cut()
  await page.clock.fastForward(4_000)
  await expect(page.locator('[data-connection]')).toHaveText('Reconnecting…')
})

test('a tab that froze with its turn does not hold up the one that is looked at', async ({ visit, server }) => {
  const { page } = await visit()
  await page.clock.install()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  const roomId = Number(/\d+$/.exec(page.url())?.[0])
  const userId = await page.evaluate(
    async () => (await (await fetch('/api/session')).json() as { user: { id: number } }).user.id,
  )
  const frozen = await page.context().newPage()
  await frozen.goto('/api/health/live')
  await frozen.evaluate(
    name => void navigator.locks.request(name, () => new Promise(() => {})).catch(() => undefined),
    `plaza-outbox:${userId}:${roomId}`,
  )
  await page.bringToFront()
  const text = unique('held up')
  await say(page, text)
  await expect.poll(() => page.evaluate(async () => (await navigator.locks.query()).pending?.length)).toBe(1)
  expect(await server.chat('SELECT 1 FROM messages WHERE body = ?', [text])).toEqual([])
  await page.clock.fastForward(21_000)
  await expect(stored(page, text)).toHaveCount(1)
})

test('what was refused in a room one is not looking at, or not in any more, does not stay unseen', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const line = await Line.on(page.context())
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  const room = new URL(page.url()).pathname
  line.refuse = 'forbidden'
  const text = unique('refused')
  await say(page, text)
  await expect(log(page).locator('[data-state=failed]')).toHaveCount(1)
  await page.goto('/rooms')
  const notice = page.locator('[data-unsent]')
  await expect(notice).toContainText(/A message to .* was not sent/)
  await notice.getByRole('link', { name: 'Show' }).click()
  await page.waitForURL(url => url.pathname === room)
  await expect(notice).toHaveCount(0)

  await server.chat('DELETE FROM memberships WHERE user_id = ?', [
    await page.evaluate(async () => (await (await fetch('/api/session')).json() as { user: { id: number } }).user.id),
  ])
  await page.goto('/settings')
  await alive(page)
  await expect(notice).toContainText(text)
  await notice.getByRole('button', { name: 'Discard' }).click()
  await expect(notice).toHaveCount(0)
})

test('what a link fetches ahead in vain is no error of the page', async ({ visit }) => {
  const { page, wire } = await visit()
  await enterSquare(page)
  wire.cut()
  const failed = page.waitForEvent('requestfailed', request => /\/_nuxt\/.*\.js/.test(request.url()))
  await page.evaluate(() => (
    window as unknown as { useNuxtApp: () => { callHook: (name: string, link: string) => unknown } }
  ).useNuxtApp().callHook('link:prefetch', '/admin'))
  await failed
  // By then the browser has said so to whoever had asked; `visit` looks at what it complained about.
  await page.evaluate(() => new Promise(resolve => setTimeout(resolve)))
})
