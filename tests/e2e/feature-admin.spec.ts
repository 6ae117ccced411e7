import type { Page } from '@playwright/test'
import { firstAdmin } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, expectAccessible, logInAs, test } from './fixtures.ts'

async function expectToFit(page: Page, what: string): Promise<void> {
  const fits = await page.getByRole('main').evaluate(main => main.scrollWidth <= main.clientWidth + 1)
  expect(fits, `${what} is too wide`).toBe(true)
}

test('who was slower is told, and loses nothing', async ({ visit, server }) => {
  const { page } = await visit()
  const root = await firstAdmin(server)
  const key = unique('shared')
  await root.post('/api/admin/features', { key })
  await logInAs(page, root)
  await page.goto(`/admin/features/${key}/edit`)
  await alive(page)
  await root.patch(`/api/admin/features/${key}`, { description: 'From elsewhere' })
  await page.getByLabel('Owner').fill('grace')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByRole('button', { name: 'Load theirs, keep my changes' }).click()
  await expect(page.getByLabel('Description')).toHaveValue('From elsewhere')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  const { body } = await root.get(`/api/admin/features/${key}`)
  expect(body).toMatchObject({ feature: { owner: 'grace', description: 'From elsewhere' } })
})

test('the kill switch comes right after the way back', async ({ visit, server }) => {
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await page.goto('/admin/features/typing')
  await alive(page)
  await page.getByRole('link', { name: 'Back to the list' }).focus()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Kill switch' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Reason')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Kill switch' })).toBeFocused()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`each view is accessible and fits a phone, ${colorScheme}`, async ({ visit, server }) => {
    // Nine pages.
    test.slow()
    const { page } = await visit({ colorScheme, viewport: { width: 360, height: 740 } })
    const root = await firstAdmin(server)
    const key = unique('a-feature-with-a-name-that-is-as-long-as-names-of-features-ever-get-in-practice')
    const conditions = [{ attribute: 'role', operator: 'in', values: ['admin'] }]
    const rules = [{ conditions, variant: 'on' }, { conditions: [], share: 33.333, variant: 'on' }]
    const schedule = { ramp: [{ share: 5, minutes: 60 }, { share: 100, minutes: 0 }] }
    const owner = 'somebody'.repeat(9)
    await root.post('/api/admin/features', { key, rules, schedule, enabled: true, guard: {}, owner })
    await logInAs(page, root)
    const views = [
      '/admin/features', '/admin/features?query=nothing-like-this', '/admin/segments', '/admin/tokens',
      ...['', '/edit', '/history', '/why'].map(tab => `/admin/features/${key}${tab}`),
    ]
    for (const path of views) {
      await page.goto(path)
      await alive(page)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      for (const rule of await page.getByRole('button', { name: /^\d\./ }).all()) await rule.click()
      await expectAccessible(page, path)
      await expectToFit(page, path)
    }
    await page.goto(`/admin/features/${key}`)
    await alive(page)
    await page.keyboard.press('Alt+k')
    await expect(page.getByLabel('Reason')).toBeFocused()
    await expectAccessible(page, 'the kill switch')
    await expectToFit(page, 'the kill switch')
  })
}
