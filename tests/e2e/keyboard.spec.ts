import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, log, register, stopClock, stored, test } from './fixtures.ts'

/** Tabs until the focus is where it should be. */
async function tabTo(page: Page, reached: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await reached()) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the keyboard never got there')
}

const focused = (page: Page, text: string | RegExp) => () => page.evaluate(([source, flags]) => {
  const element = document.activeElement
  return new RegExp(source!, flags).test(element?.getAttribute('aria-label') ?? element?.textContent ?? '')
}, typeof text === 'string' ? [`^\\s*${text}\\s*$`, ''] : [text.source, text.flags])

test('everything by keyboard: enter, find a room, read, reply, delete, leave', async ({ visit, server }) => {
  const { page } = await visit()
  const author = await member(server, 'author')
  const name = unique('Readers')
  const room = await group(author, [], 'public', name)
  const question = unique('who has read it')
  for (const text of ['hello', 'a book', question]) await author.say(room.id, text)
  await page.clock.install()
  await register(page)
  await page.goto('/rooms')

  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.type(name)
  await expect(page.getByRole('option', { name })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/rooms/${room.id}`)
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()

  // Back through the page into the list, up to the line, and on to its actions.
  for (
    let presses = 0;
    presses < 40 && !await log(page).evaluate(element => element.contains(document.activeElement));
    presses++
  ) {
    await page.keyboard.press('Shift+Tab')
  }
  await log(page).focus()
  await page.keyboard.press('ArrowUp')
  await expect(stored(page, question)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(stored(page, 'a book')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await expect(stored(page, question).getByRole('button', { name: 'Reply' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  const answer = unique('I have')
  await page.keyboard.type(answer)
  await page.keyboard.press('Enter')
  await expect(stored(page, answer)).toContainText(question)
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()

  await page.keyboard.press('ArrowUp')
  await expect(stored(page, answer)).toBeFocused()
  await page.keyboard.press('m')
  await expect(page.getByRole('menuitem', { name: 'Reply' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Delete message' })).toBeFocused()
  await stopClock(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused()
  await page.clock.runFor(6_000)
  await page.clock.resume()
  await expect(log(page).locator('[data-state=deleted]')).toHaveCount(1, { timeout: 30_000 })
  await page.keyboard.press('Escape')
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()

  await page.keyboard.press('Control+k')
  await page.keyboard.type('details')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Details' })).toBeFocused()
  await tabTo(page, focused(page, 'Leave group'))
  await page.keyboard.press('Enter')
  await tabTo(page, focused(page, 'Leave'))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/rooms')
  expect((await author.members(room.id)).map(({ user }) => user.id)).toEqual([author.id])
})

test('? shows the shortcuts, Escape closes one thing after the other and the focus goes back', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const author = await member(server)
  const room = await group(author)
  await register(page)
  await page.evaluate(async id => fetch(`/api/rooms/${id}/membership`, { method: 'PUT' }), room.id)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await page.getByRole('link', { name: /^Details/ }).click()
  await expect(page.getByRole('heading', { name: 'Details' })).toBeFocused()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Details' })).toBeFocused()
  await page.keyboard.press('Escape')
  await page.waitForURL(`**/rooms/${room.id}`)
  await expect(page.getByRole('link', { name: /^Details/ })).toBeFocused()
})

test('a screen reader finds a log whose lines begin with their author', async ({ visit, server }) => {
  const { page } = await visit()
  const ada = await member(server, 'ada')
  const bob = await member(server, 'bob')
  const room = await group(ada, [bob])
  await ada.say(room.id, 'Good morning.')
  await ada.say(room.id, 'Is anybody here?')
  await bob.say(room.id, 'I am.')
  await register(page)
  await page.evaluate(async id => fetch(`/api/rooms/${id}/membership`, { method: 'PUT' }), room.id)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await expect(stored(page, 'I am.')).toBeVisible()
  const heard = (await log(page).ariaSnapshot()).replace(/\s+/g, ' ')
  const order = [ada.user.username, 'Good morning.', ada.user.username, 'Is anybody here?', bob.user.username, 'I am.']
  expect(heard).toMatch(new RegExp(order.map(text => text.replace(/[.?]/g, '\\$&')).join('.*')))
  await bob.say(room.id, 'Listen.')
  await expect(page.locator('[aria-live=polite]').filter({ hasText: `${bob.user.username}: Listen.` })).toHaveCount(1)
})

test('the palette goes where it is told while it still searches for people', async ({ visit, server }) => {
  const { page } = await visit()
  const name = unique('Readers')
  const room = await group(await member(server, 'author'), [], 'public', name)
  await register(page)
  await page.route(/\/api\/users\?/, () => {})
  await page.goto('/rooms')
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused({ timeout: 1_000 })
  }).toPass()
  const asked = page.waitForRequest(/\/api\/users\?/)
  await page.keyboard.type(name)
  await asked
  await expect(page.getByRole('option', { name })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/rooms/${room.id}`)
})
