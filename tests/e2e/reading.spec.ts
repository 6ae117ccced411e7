import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import type { Client } from '../support/client.ts'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { alive, chooseFor, expect, log, register, stopClock, test } from './fixtures.ts'

const line = (page: Page, seq: number) => log(page).locator(`[data-seq="${seq}"]`)
const topOf = (page: Page, seq: number) => line(page, seq).evaluate(element => element.getBoundingClientRect().top)
const scrollBy = (page: Page, px: number) => log(page).evaluate((element, by) => element.scrollBy(0, by), px)

/** Lines of many lengths, so that a wrong guess of a height shows. */
async function fill(author: Client, roomId: number, count: number): Promise<void> {
  const socket = await author.connect()
  let sent = 0
  while (sent < count) {
    const upTo = Math.min(sent + 200, count)
    for (; sent < upTo; sent++) {
      socket.send({
        type: 'message.send',
        roomId,
        clientId: randomUUID(),
        body: `Line ${sent + 1}. ${'and so on '.repeat((sent * 7) % 40)}`,
      })
    }
    await expect.poll(() => socket.of('message.acked').length, { timeout: 30_000 }).toBe(upTo)
  }
  await socket.close()
}

/** Somebody with an account in a room with so many messages, read up to `read`. */
async function reader(
  page: Page, server: TestServer, count: number, read = count,
): Promise<{ author: Client, roomId: number }> {
  const author = await member(server, 'author')
  const room = await group(author)
  await fill(author, room.id, read)
  await register(page, unique('reader'))
  // Who joins has read what was said before.
  await page.evaluate(async id => fetch(`/api/rooms/${id}/membership`, { method: 'PUT' }), room.id)
  await fill(author, room.id, count - read)
  return { author, roomId: room.id }
}

async function openRoom(page: Page, roomId: number): Promise<void> {
  await page.goto(`/rooms/${roomId}`)
  await alive(page)
}

/** The first whole line on the screen. */
const readLine = (page: Page) => log(page).evaluate((element) => {
  const edge = element.getBoundingClientRect().top
  const found = [...element.querySelectorAll('article')].find(article => article.getBoundingClientRect().top >= edge)
  return Number(found?.dataset.seq)
})

test('older pages, new messages and a resize leave the line that is read where it is', async ({ visit, server }) => {
  test.slow()
  const { page } = await visit()
  const { author, roomId } = await reader(page, server, 1_150)
  await openRoom(page, roomId)
  await expect(line(page, 1_150)).toBeVisible()
  await scrollBy(page, -600)
  let moved = 0
  for (let pages = 0; pages < 20; pages++) {
    // The answer waits until somebody has read the line.
    let answer = () => {}
    const asked = new Promise<void>((resolve) => {
      void page.route('**/messages?before=*', async (route) => {
        resolve()
        await new Promise<void>((release) => { answer = release })
        await route.continue()
      }, { times: 1 })
    })
    const first = async () => Number(await log(page).locator('[name=before]').inputValue())
    const before = await first()
    await log(page).evaluate(element => element.scrollTo(0, -element.scrollHeight))
    await asked
    await expect(line(page, before)).toBeInViewport()
    const seq = await readLine(page)
    const top = await topOf(page, seq)
    answer()
    await expect.poll(first).toBeLessThan(before)
    await expect(log(page)).toHaveAttribute('aria-busy', 'false')
    moved = Math.max(moved, Math.abs(await topOf(page, seq) - top))
  }
  expect(moved, 'moved by older pages').toBeLessThanOrEqual(1)

  const seq = await readLine(page)
  const top = await topOf(page, seq)
  await fill(author, roomId, 50)
  await expect(page.getByText('50 new ↓')).toBeVisible()
  expect(Math.abs(await topOf(page, seq) - top), 'moved by new messages').toBeLessThanOrEqual(1)

  const where = await log(page).boundingBox()
  for (const size of [{ width: 700, height: 720 }, { width: 390, height: 600 }, { width: 1280, height: 800 }]) {
    await page.setViewportSize(size)
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    expect(Math.abs(await topOf(page, seq) - top), `moved by a resize to ${size.width}`).toBeLessThanOrEqual(1)
  }
  expect((await log(page).boundingBox())?.y).toBe(where?.y)
})

test('the end is kept only while the reader is there', async ({ visit, server }) => {
  const { page } = await visit()
  const { author, roomId } = await reader(page, server, 80)
  await openRoom(page, roomId)
  await expect(line(page, 80)).toBeInViewport()
  await expect(log(page)).toHaveAttribute('aria-busy', 'false')
  await author.say(roomId, 'at the end')
  await expect(line(page, 81)).toBeInViewport()
  await scrollBy(page, -400)
  for (let n = 0; n < 3; n++) await author.say(roomId, 'below')
  const pill = page.getByText('3 new ↓')
  await expect(pill).toBeVisible()
  await expect(line(page, 84)).not.toBeInViewport()
  await pill.click()
  await expect(line(page, 84)).toBeInViewport()
  await expect(pill).toHaveCount(0)
})

test('who has scrolled away is left there, also when a message comes before the browser says so', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const { author, roomId } = await reader(page, server, 80)
  await openRoom(page, roomId)
  await expect(line(page, 80)).toBeInViewport()
  await expect(log(page)).toHaveAttribute('aria-busy', 'false')
  await page.evaluate(() => addEventListener('scroll', event => event.stopImmediatePropagation(), true))
  await scrollBy(page, -400)
  for (let n = 0; n < 3; n++) await author.say(roomId, 'below')
  await expect(page.getByText('3 new ↓')).toBeVisible()
  await expect(line(page, 83)).not.toBeInViewport()
})

test('a room opens at the first unread of the page, and counts what is further up', async ({ visit, server }) => {
  const { page } = await visit()
  const { roomId } = await reader(page, server, 300, 270)
  await openRoom(page, roomId)
  await expect(line(page, 271)).toBeInViewport()
  await expect(log(page).getByText('New', { exact: true })).toBeInViewport()

  const other = await visit()
  const far = await reader(other.page, server, 300, 86)
  await openRoom(other.page, far.roomId)
  await expect(line(other.page, 300)).toBeInViewport()
  await other.page.getByText('214 unread ↑').click()
  await expect(line(other.page, 87)).toBeInViewport()
  await expect(log(other.page).getByText('New', { exact: true })).toBeInViewport()
  await expect(other.page.getByText('214 unread ↑')).toHaveCount(0)
})

test('the address of a message opens around it, marks it and survives a reload', async ({ visit, server }) => {
  const { page } = await visit()
  const { roomId } = await reader(page, server, 400)
  for (const open of [() => page.goto(`/rooms/${roomId}?seq=123`), () => page.reload()]) {
    await open()
    await expect(line(page, 123)).toBeInViewport()
    await expect(line(page, 123)).toHaveClass(/marked/)
    await expect(line(page, 400)).toHaveCount(0)
  }
  // Reading on from there reaches the end, page by page.
  await expect.poll(async () => {
    await scrollBy(page, 20_000)
    return line(page, 400).count()
  }).toBe(1)
  await openRoom(page, roomId)
  await expect(line(page, 400)).toBeInViewport()
  await page.getByRole('textbox', { name: 'Message' }).fill('still live')
  await page.keyboard.press('Enter')
  await expect(line(page, 401)).toBeInViewport()
})

test('without JavaScript the address of a message shows what is around it', async ({ visit, server }) => {
  const scripted = await visit()
  const { roomId } = await reader(scripted.page, server, 200)
  const { page } = await visit({ javaScriptEnabled: false, storageState: await scripted.page.context().storageState() })
  await page.goto(new URL(`/rooms/${roomId}?seq=60`, scripted.page.url()).href)
  await expect(line(page, 60)).toHaveClass(/marked/)
  await expect(line(page, 200)).toHaveCount(0)
})

test('a deletion can be taken back, and is only sent when its time is up', async ({ visit, server }) => {
  const { page } = await visit()
  await page.clock.install()
  const { author, roomId } = await reader(page, server, 5)
  await openRoom(page, roomId)
  const box = page.getByRole('textbox', { name: 'Message' })
  await box.fill('said too soon')
  await box.press('Enter')
  const own = line(page, 6)
  await expect(own).toContainText('said too soon')
  await expect(own).toHaveAttribute('data-state', 'sent')
  await stopClock(page)
  await chooseFor(own, 'Delete message')
  await expect(own).toHaveAttribute('data-state', 'removing')
  await expect(own.getByRole('button', { name: 'Undo' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(own).toContainText('said too soon')
  await expect(own).toBeFocused()

  await chooseFor(own, 'Delete message')
  await expect(own).toHaveAttribute('data-state', 'removing')
  expect((await author.history(roomId)).at(-1)?.body).toBe('said too soon')
  await page.clock.runFor(6_000)
  await page.clock.resume()
  await expect(own).toHaveAttribute('data-state', 'deleted', { timeout: 30_000 })
  expect((await author.history(roomId)).at(-1)?.body).toBeNull()

  await box.fill('and gone')
  await box.press('Enter')
  await chooseFor(line(page, 7), 'Delete message')
  await page.goto('/settings')
  await expect.poll(async () => (await author.history(roomId)).at(-1)?.body).toBeNull()
})

test('"New" stands before the first unread message that still says something, and no action covers it', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const { author, roomId } = await reader(page, server, 6, 3)
  await author.delete(`/api/rooms/${roomId}/messages/4`)
  await openRoom(page, roomId)
  const word = log(page).getByText('New', { exact: true })
  await expect(word).toBeVisible()
  const lines = await log(page)
    .locator('article, p')
    .evaluateAll(all => all.map(one => one.getAttribute('data-seq') ?? one.textContent?.trim() ?? ''))
  const order = lines.filter(text => /^(?:\d+|New)$/.test(text))
  expect(order).toEqual(['1', '2', '3', '4', 'New', '5', '6'])
  await line(page, 5).focus()
  const actions = await line(page, 5).locator('.message-actions').boundingBox()
  const text = await word.evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element.firstChild ?? element)
    const { left, right, bottom } = range.getBoundingClientRect()
    return { left, right, bottom }
  })
  expect(text.right <= actions!.x || text.bottom <= actions!.y, JSON.stringify({ text, actions })).toBe(true)

  for (const seq of [5, 6]) await author.delete(`/api/rooms/${roomId}/messages/${seq}`)
  await page.reload()
  await expect(line(page, 6)).toHaveText(/Message deleted/)
  await expect(word).toHaveCount(0)
})

/** Somebody who looks at another window, and back. */
const look = (page: Page, here: boolean) => page.evaluate((now) => {
  document.hasFocus = () => now
  dispatchEvent(new Event(now ? 'focus' : 'blur'))
}, here)

test('"New" stands before what came unseen, not before what one is just reading, and not above one\'s answer', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const { author, roomId } = await reader(page, server, 5)
  await openRoom(page, roomId)
  await expect(line(page, 5)).toBeInViewport()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  const word = log(page).getByText('New', { exact: true })
  const order = () =>
    log(page)
      .locator('article, p')
      .evaluateAll(all =>
        all
          .map(one => one.getAttribute('data-seq') ?? one.textContent?.trim() ?? '')
          .filter(text => /^(?:\d+|New)$/.test(text))
          .join(' '),
      )
  await author.say(roomId, 'while one looks')
  await expect(line(page, 6)).toBeInViewport()
  expect(await order()).toBe('1 2 3 4 5 6')

  await look(page, false)
  await author.say(roomId, 'while nobody looks')
  await author.say(roomId, 'nor now')
  await expect.poll(order).toBe('1 2 3 4 5 6 New 7 8')
  await look(page, true)
  await author.say(roomId, 'and now one is back')
  await expect.poll(order).toBe('1 2 3 4 5 6 New 7 8 9')
  await look(page, false)
  await author.say(roomId, 'away again')
  await expect.poll(order).toBe('1 2 3 4 5 6 7 8 9 New 10')
  await look(page, true)

  await page.getByRole('textbox', { name: 'Message' }).fill('an answer')
  await page.keyboard.press('Enter')
  await expect(line(page, 11)).toContainText('an answer')
  await expect(word).toHaveCount(0)
  await author.say(roomId, 'and an answer to it')
  await expect(line(page, 12)).toBeInViewport()
  await expect(word).toHaveCount(0)

  await page.goto('/settings')
  await author.say(roomId, 'unread')
  await openRoom(page, roomId)
  await expect(word).toBeVisible()
  // From another of one's tabs or devices.
  await page.evaluate(
    async id =>
      fetch(`/api/rooms/${id}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ clientId: crypto.randomUUID(), body: 'from elsewhere' }),
      }),
    roomId,
  )
  await expect(line(page, 14)).toBeVisible()
  await expect(word).toHaveCount(0)
  await page.reload()
  await expect(line(page, 14)).toBeVisible()
  await expect(word).toHaveCount(0)
})

test('a deleted message stands under its own author, and so does what follows it', async ({ visit, server }) => {
  const { page } = await visit()
  const { author, roomId } = await reader(page, server, 1)
  const bob = await member(server, 'bob')
  await bob.put(`/api/rooms/${roomId}/membership`)
  for (const text of ['to be deleted', 'stays']) await bob.say(roomId, text)
  await author.say(roomId, 'says the author')
  await openRoom(page, roomId)
  const box = page.getByRole('textbox', { name: 'Message' })
  for (const text of ['said too soon', 'said in time']) {
    await box.fill(text)
    await box.press('Enter')
    await expect(log(page).locator('[data-state=sent]').filter({ hasText: text })).toHaveCount(1)
  }
  /** Whose name is to be seen above a line. */
  const nameAbove = (seq: number) => log(page).evaluate((list, upTo) => {
    const shown = [...list.querySelectorAll<HTMLElement>('article')]
      .filter(one => Number(one.dataset.seq) <= upTo)
      .flatMap(one => [...one.querySelectorAll('bdi')])
    return shown
      .filter(one =>
        one.getBoundingClientRect().width > 5
        && one.parentElement!.getBoundingClientRect().width > 5
        && !one.closest('a:not([data-person])'),
      )
      .at(-1)
      ?.textContent?.trim()
  }, seq)
  const own = await page.evaluate(
    async () => (await (await fetch('/api/session')).json() as { user: { username: string } }).user.username,
  )
  await bob.delete(`/api/rooms/${roomId}/messages/2`)
  await expect(line(page, 2)).toHaveAttribute('data-state', 'deleted')
  await chooseFor(line(page, 5), 'Delete message')
  await expect(line(page, 5)).toHaveAttribute('data-state', 'removing')
  const names = async () => [await nameAbove(2), await nameAbove(3), await nameAbove(5), await nameAbove(6)]
  const right = [bob.user.username, bob.user.username, own, own]
  expect(await names()).toEqual(right)
  await expect(line(page, 5)).toHaveAttribute('data-state', 'deleted', { timeout: 30_000 })
  expect(await names()).toEqual(right)
  await page.reload()
  expect(await names()).toEqual(right)
})

test('who comes back to a room finds the place that was left, by the router and by a full load', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const { author, roomId } = await reader(page, server, 200)
  await openRoom(page, roomId)
  await expect(line(page, 200)).toBeInViewport()
  await expect.poll(async () => {
    await scrollBy(page, -3_000)
    return line(page, 90).count()
  }).toBe(1)
  await line(page, 90).evaluate(element => element.scrollIntoView({ block: 'center' }))
  const seq = await readLine(page)
  const top = await topOf(page, seq)
  const settings = page.getByRole('navigation').getByRole('link', { name: 'Settings' })
  await settings.click()
  await page.waitForURL('**/settings')
  await author.say(roomId, 'meanwhile')
  await page.goBack()
  await expect.poll(() => topOf(page, seq).catch(() => NaN)).toBeCloseTo(top, 0)
  expect(await readLine(page)).toBe(seq)
  await page.goto('/settings')
  await page.goBack()
  await expect.poll(() => topOf(page, seq).catch(() => NaN)).toBeCloseTo(top, 0)

  // Where one was at the end, the end is the place.
  await page.getByText('Go to the end').click()
  await expect(line(page, 201)).toBeInViewport()
  await settings.click()
  await page.waitForURL('**/settings')
  await author.say(roomId, 'at the end')
  await page.goBack()
  await expect(line(page, 202)).toBeInViewport()
})
