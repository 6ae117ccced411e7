import type { Page } from '@playwright/test'
import { firstAdmin, member } from '../support/cast.ts'
import { changeFeature, makeFeature, onFor } from '../support/features.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

const note = { en: { title: 'Star maps', body: 'Name a star, and see where it is.' } }
const card = (page: Page) => page.locator('[data-news]')

test('what turns on is announced once, quietly, to those who have it', async ({ visit, server }) => {
  const root = await firstAdmin(server)
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const { key } = await makeFeature(root, { note })
  const [{ page }, { page: other }] = [await visit({ viewport: { width: 360, height: 720 } }), await visit()]
  for (const [one, person] of [[page, ada], [other, grace]] as const) {
    await logInAs(one, person)
    await one.goto('/rooms')
    await alive(one)
  }
  await page.getByRole('main').focus()
  const conditions = [{ attribute: 'user', operator: 'in', values: [ada.id] }]
  await changeFeature(root, key, { rules: [{ conditions, variant: 'on' }] })

  await expect(card(page)).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('status').filter({ hasText: 'New for you' })).toContainText('Name a star')
  await expect(page.getByRole('main'), 'the focus stays').toBeFocused()
  const box = await card(page).boundingBox()
  expect(box!.x).toBeGreaterThanOrEqual(0)
  expect(box!.x + box!.width).toBeLessThanOrEqual(360)
  await page.keyboard.press('Escape')
  await expect(card(page)).toBeHidden()

  await page.goto('/settings#news')
  await expect(page.locator('#news')).toContainText('Star maps')
  await page.reload()
  await alive(page)
  await expect(page.locator('#news')).toContainText('Star maps')
  await expect(card(page)).toBeHidden()
  await expect(card(other)).toBeHidden()
})

test('who does not want to be disturbed finds announcements in the settings only', async ({ visit, server }) => {
  const root = await firstAdmin(server)
  const ada = await member(server, 'ada')
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto('/settings')
  await alive(page)
  await page.locator('#presence').getByText('Do not disturb', { exact: true }).click()
  await page.locator('#presence').getByRole('button', { name: 'Save' }).click()
  await expect(page.locator('#presence').getByText('Saved.')).toBeVisible()
  const asked = page.waitForResponse('**/api/features/news')
  await makeFeature(root, { note, rules: onFor() })
  await asked
  await page.reload()
  await alive(page)
  await expect(page.locator('#news')).toContainText('Star maps')
  await expect(page.getByRole('radio', { name: 'Do not disturb' })).toBeChecked()
  await expect(card(page)).toBeHidden()
})
