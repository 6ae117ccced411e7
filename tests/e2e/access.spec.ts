import type { Page } from '@playwright/test'
import { unique } from '../support/random.ts'
import {
  enterSquare, expect, expectAccessible, expectAccessibleInBothSchemes, registerByForm, say, stored, test,
} from './fixtures.ts'

for (const [device, viewport] of [
  ['desktop', { width: 1280, height: 800 }],
  ['phone', { width: 360, height: 740 }],
] as const) {
  test(`every page is accessible, light and dark, ${device}`, async ({ visit }) => {
    test.slow()
    const { page } = await visit({ viewport })
    for (const path of ['/', '/login', '/register']) {
      await page.goto(path)
      await expectAccessibleInBothSchemes(page, path)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
        `${path} is too wide`,
      ).toBe(true)
    }
    await registerByForm(page)
    await expect(page.getByRole('navigation', { name: 'More rooms' })).toBeVisible()
    await expectAccessibleInBothSchemes(page, '/rooms')
    await page.goto('/settings')
    await expectAccessibleInBothSchemes(page, '/settings')
    await enterSquareAsMember(page)
    await expectAccessibleInBothSchemes(page, 'the square')
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
      'the room is too wide',
    ).toBe(true)
  })
}

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
