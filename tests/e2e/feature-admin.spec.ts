import type { Page } from '@playwright/test'
import { firstAdmin } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, expectAccessibleInBothSchemes, logInAs, test } from './fixtures.ts'

async function expectToFit(page: Page, what: string): Promise<void> {
  const fits = await page.getByRole('main').evaluate(main => main.scrollWidth <= main.clientWidth + 1)
  expect(fits, `${what} is too wide`).toBe(true)
}

test('a feature is made, rolled out, killed by the keyboard, and reverted', async ({ visit, server }) => {
  const { page } = await visit()
  const root = await firstAdmin(server)
  const key = unique('new-search')
  await logInAs(page, root)
  await page.goto('/admin/features')
  await alive(page)
  await page.getByRole('button', { name: 'New feature' }).click()
  await page.getByRole('dialog').getByLabel('Key').fill(key)
  await page.getByRole('dialog').getByRole('button', { name: 'Create feature' }).click()
  await page.waitForURL(`**/admin/features/${key}/edit`)

  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Only a share of them').check()
  const share = page.getByRole('spinbutton', { name: 'Share in percent' })
  await share.fill('140')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(share).toHaveAccessibleDescription('This is too much.')
  await share.fill('40')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()

  await page.getByRole('link', { name: 'Overview', exact: true }).last().click()
  await page.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByText('40 % of people')).toBeVisible()

  await page.keyboard.press('Alt+k')
  await page.keyboard.type('It breaks search')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Killed: off for everybody' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Killed: off for everybody' })).toBeFocused()
  const { body } = await root.get('/api/features')
  expect((body as unknown as { features: Record<string, { variant: string }> }).features[key]?.variant).toBe('off')

  await page.getByRole('link', { name: 'History' }).click()
  const entries = page.getByRole('main').getByRole('listitem')
  await expect(entries.filter({ hasText: 'It breaks search' })).toContainText('Killed')
  const turnedOn = entries.filter({ hasText: /State:.*Off.*On/ })
  await turnedOn.getByRole('button', { name: /Revert to this/ }).click()
  await turnedOn.getByRole('button', { name: 'Revert', exact: true }).click()
  await expect(entries.filter({ hasText: 'Reverted' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Kill switch' })).toBeVisible()
})

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
  await page.getByRole('button', { name: 'Load the new version, keep my changes' }).click()
  await expect(page.getByLabel('Description')).toHaveValue('From elsewhere')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  const { body } = await root.get(`/api/admin/features/${key}`)
  expect(body).toMatchObject({ feature: { owner: 'grace', description: 'From elsewhere' } })
})

test('the editor of a feature that is loaded from the server changes nothing by itself', async ({ visit, server }) => {
  const { page } = await visit()
  const root = await firstAdmin(server)
  const key = unique('objects')
  const variants = { one: { a: 1 }, two: { a: 2 } }
  const prerequisites = [{ key: 'typing', variant: 'on' }]
  const schedule = { ramp: [{ share: 5, minutes: 120 }, { share: 100, minutes: 0 }] }
  const outcomes = { defaultVariant: 'one', offVariant: 'two' }
  await root.post('/api/admin/features', { key, variants, prerequisites, schedule, ...outcomes })
  await logInAs(page, root)
  await page.goto(`/admin/features/${key}/edit`)
  await alive(page)
  await expect(page.getByLabel('Values', { exact: true })).toHaveValue('object')
  await expect(page.getByLabel('Variant of typing')).toHaveValue('on')
  await expect(page.getByLabel('Unit of step 1')).toHaveValue('60')
  await expect(page.getByRole('button', { name: 'Save changes' })).toBeDisabled()
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

test('each view is accessible, light and dark, and fits a phone', async ({ visit, server }) => {
  // Nine pages.
  test.slow()
  const { page } = await visit({ viewport: { width: 360, height: 740 } })
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
    await expectAccessibleInBothSchemes(page, path)
    await expectToFit(page, path)
  }
  await page.goto(`/admin/features/${key}`)
  await alive(page)
  await page.keyboard.press('Alt+k')
  await expect(page.getByLabel('Reason')).toBeFocused()
  await expectAccessibleInBothSchemes(page, 'the kill switch')
  await expectToFit(page, 'the kill switch')
})
