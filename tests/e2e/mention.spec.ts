import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, chooseFor, expect, expectAccessible, log, logInAs, stored, test } from './fixtures.ts'

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const linkTo = (page: Page, id: number) => page.locator(`nav a[href="/rooms/${id}"]`)

test('a mention is written by keyboard, counted on the other screen and gone when it is read', async ({
  visit, server,
}) => {
  const [ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
  const [room, text] = [await group(ada, [grace]), unique('look')]
  const [{ page: hers }, { page }] = await Promise.all([visit({ colorScheme: 'dark' }), visit()])
  await logInAs(hers, grace)
  await hers.goto('/rooms')
  await alive(hers)
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)

  await field(page).pressSequentially(`@${grace.user.username.slice(0, 9)}`)
  await expect(page.getByRole('option', { name: `@${grace.user.username}` })).toHaveAttribute('aria-selected', 'true')
  await expectAccessible(page, 'the people')
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue(`@${grace.user.username} `)
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await expect(stored(page, text).locator('.mention')).toHaveText(`@${grace.user.username}`)
  await expectAccessible(page, 'the mention of somebody else')

  await expect(linkTo(hers, room.id)).toContainText('1 of them mentions you')
  await expect(hers.locator('nav a[href="/inbox"]')).toContainText('1 for you')
  await linkTo(hers, room.id).click()
  await expect(stored(hers, text).locator('.mention-own')).toHaveText(`@${grace.user.username}`)
  await expectAccessible(hers, 'the own mention, in the dark')
  await expect(linkTo(hers, room.id)).not.toContainText('mentions you')
  await hers.reload()
  await expect(stored(hers, text).locator('.mention-own')).toBeVisible()
  await expect(linkTo(hers, room.id)).not.toContainText('unread')
})

test('messages are unread from one on, in both tabs, until the room is opened again', async ({ visit, server }) => {
  const [ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
  const [room, other] = [await group(ada, [grace]), await group(ada, [grace])]
  for (const text of ['one', 'two', 'three']) await ada.say(room.id, text)
  const { page } = await visit()
  await logInAs(page, grace)
  const tab = await page.context().newPage()
  await tab.goto(`/rooms/${other.id}`)
  await alive(tab)
  await page.bringToFront()
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await expect(linkTo(page, room.id)).not.toContainText('unread')
  // What was read is said to the server a moment later: before, not after, it is unread again.
  await expect.poll(async () => (await grace.room(room.id)).unread).toBe(0)
  await chooseFor(stored(page, 'two'), 'Unread from here')
  for (const one of [page, tab]) await expect(linkTo(one, room.id)).toContainText('2 unread messages')
  await expect(log(page).getByText('New', { exact: true })).toBeVisible()
  await ada.say(room.id, 'four')
  await expect(stored(page, 'four')).toBeVisible()
  await expect(linkTo(page, room.id)).toContainText('3 unread messages')
  await linkTo(page, other.id).click()
  await page.waitForURL(`**/rooms/${other.id}`)
  await linkTo(page, room.id).click()
  for (const one of [page, tab]) await expect(linkTo(one, room.id)).not.toContainText('unread')
})
