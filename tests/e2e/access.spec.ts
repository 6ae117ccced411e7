import type { Page } from '@playwright/test'
import { unique } from '../support/random.ts'
import {
  enterSquare, expect, expectAccessible, expectAccessibleInBothSchemes, registerByForm, say, stored, test,
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
