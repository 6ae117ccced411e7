import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import {
  connected, enterSquare, expect, expectAccessible, expectAccessibleInBothSchemes, logInAs, registerByForm, say, stored,
  test,
} from './fixtures.ts'

/** Light and dark, on a desktop and on a phone, of which neither has to scroll sideways. */
async function expectAccessibleEverywhere(page: Page, what: string): Promise<void> {
  for (const [width, height] of [[1280, 800], [360, 740]] as const) {
    await page.setViewportSize({ width, height })
    await expectAccessibleInBothSchemes(page, `${what}, ${width} pixels wide`)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
      `${what} is too wide for ${width} pixels`,
    ).toBe(true)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

test('every page is accessible, light and dark, on a desktop and on a phone', async ({ visit }) => {
  test.slow()
  const { page } = await visit()
  for (const path of ['/', '/login', '/register']) {
    await page.goto(path)
    await expectAccessibleEverywhere(page, path)
  }
  await registerByForm(page)
  await expect(page.getByRole('navigation', { name: 'More rooms' })).toBeVisible()
  await expectAccessibleEverywhere(page, '/rooms')
  await page.goto('/settings')
  await expectAccessibleEverywhere(page, '/settings')
  await enterSquareAsMember(page)
  await expectAccessibleEverywhere(page, 'the square')
})

async function enterSquareAsMember(page: Page): Promise<void> {
  await page.goto('/rooms')
  await page.getByRole('main').getByRole('link', { name: /The square/ }).first().click()
  await page.waitForURL(/\/rooms\/\d+/)
  const text = unique('accessible')
  await say(page, `${text} ${'a long line without an end '.repeat(12)}`)
  await expect(stored(page, text)).toBeVisible()
}

test('a guest\'s pages are accessible too', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  for (const path of ['/rooms', '/settings']) {
    await page.goto(path)
    await expectAccessible(page, path)
  }
})

test('a direct message and a mention are spoken on every page, and what others say to each other is not', async ({
  visit, server,
}) => {
  const [ada, grace] = [await member(server), await member(server, 'grace')]
  const room = await group(ada, [grace])
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto('/settings')
  await connected(page)
  const spoken = page.locator('[aria-live=polite]').filter({ hasText: ada.user.username })
  await ada.say(room.id, 'to everybody')
  await ada.say(room.id, `**Look**, @${grace.user.username}`)
  await expect(spoken).toHaveText(`${ada.user.username} mentions you in ${room.name}: Look, @${grace.user.username}`)
  const direct = (await ada.post('/api/directs', { userId: grace.id })).body.room
  await ada.say(direct.id, 'Between us')
  await expect(spoken).toHaveText(`Direct message from ${ada.user.username}: Between us`)
})
