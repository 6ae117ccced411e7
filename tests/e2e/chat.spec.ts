import { unique } from '../support/random.ts'
import {
  alive, enterSquare, enterSquareByForm, expect, log, register, registerByForm, removeMessage, say, stored, test,
  transcript,
} from './fixtures.ts'

test('a guest and a member talk live; after a broken line both show the same messages once, in one order', async ({
  visit,
}) => {
  const [guest, member] = await Promise.all([visit(), visit()])
  await enterSquareByForm(guest.page)
  const square = new URL(guest.page.url()).pathname

  await registerByForm(member.page)
  await member.page.getByRole('button', { name: /^Join / }).first().click()
  await member.page.waitForURL(/\/rooms\/\d+/)
  const hello = unique('hello group')
  await say(member.page, hello)
  await expect(stored(member.page, hello)).toBeVisible()
  await member.page.goto(square)

  const [fromGuest, fromMember] = [unique('from the guest'), unique('from the member')]
  await say(guest.page, fromGuest)
  await expect(stored(member.page, fromGuest)).toBeVisible()
  await say(member.page, fromMember)
  await expect(stored(guest.page, fromMember)).toBeVisible()

  const mark = unique('cut')
  guest.wire.cut()
  await say(member.page, `${mark} member 1`)
  await expect(stored(member.page, `${mark} member 1`)).toBeVisible()
  await say(guest.page, `${mark} guest 1`)
  await say(guest.page, `${mark} guest 2`)
  await expect(log(guest.page).locator('[data-state=queued]')).toHaveCount(2)
  await say(member.page, `${mark} member 2`)
  await expect(stored(member.page, `${mark} member 2`)).toBeVisible()
  await expect(stored(guest.page, `${mark} member 1`)).toHaveCount(0)

  guest.wire.mend()
  const all = ['member 1', 'member 2', 'guest 1', 'guest 2'].map(text => `${mark} ${text}`)
  for (const { page } of [guest, member]) {
    for (const text of all) await expect(stored(page, text)).toHaveCount(1, { timeout: 30_000 })
  }
  await expect(log(guest.page).locator('[data-state=queued]')).toHaveCount(0)
  const ours = (lines: string[]) => lines.filter(line => line.includes(mark))
  const [here, there] = [ours(await transcript(guest.page)), ours(await transcript(member.page))]
  expect(here).toEqual(there)
  expect(here.map(line => line.replace(/^\d+ /, ''))).toEqual(all)
  await guest.page.reload()
  await expect(stored(guest.page, all[3]!)).toHaveCount(1)
  expect(ours(await transcript(guest.page))).toEqual(there)
})

test('a message that was deleted while a reader was offline disappears from their screen', async ({ visit }) => {
  const [reader, author] = await Promise.all([visit(), visit()])
  await enterSquare(reader.page)
  await enterSquare(author.page)
  const text = unique('regrettable')
  await say(author.page, text)
  await expect(stored(reader.page, text)).toBeVisible()

  reader.wire.cut()
  await removeMessage(author.page, text)
  await expect(stored(reader.page, text)).toBeVisible()

  reader.wire.mend()
  await expect(stored(reader.page, text)).toHaveCount(0, { timeout: 30_000 })
  await expect(log(reader.page).locator('[data-state=deleted]').last()).toBeVisible()
})

test('where no socket opens the app polls, and says so', async ({ visit }) => {
  const [walled, other] = await Promise.all([visit(), visit()])
  walled.wire.blockSockets = true
  await enterSquare(walled.page)
  await enterSquare(other.page)
  const text = unique('through the wall')
  await say(other.page, text)
  await expect(stored(walled.page, text)).toBeVisible({ timeout: 30_000 })
  await say(walled.page, `${text} and back`)
  await expect(stored(other.page, `${text} and back`)).toBeVisible({ timeout: 30_000 })
  await expect(walled.page.getByRole('status').filter({ hasText: /./ }).first()).toBeVisible()
})

test('the app comes back by itself after the server was restarted', async ({ visit, server }) => {
  const [one, two] = await Promise.all([visit(), visit()])
  await enterSquare(one.page)
  await enterSquare(two.page)
  await server.restart()
  const text = unique('still with us')
  await say(one.page, text)
  await expect(stored(two.page, text)).toBeVisible({ timeout: 30_000 })
  await expect(stored(one.page, text)).toHaveCount(1)
})

test('logging out in one tab ends the other', async ({ visit }) => {
  const { page } = await visit()
  await register(page)
  const second = await page.context().newPage()
  await second.goto('/rooms')
  await expect(second.getByRole('heading', { level: 1 })).toBeVisible()
  await alive(second)
  await page.goto('/settings')
  await alive(page)
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(url => url.pathname === '/' || url.pathname === '/login')
  await second.waitForURL(url => url.pathname === '/' || url.pathname === '/login')
})
