import { firstAdmin, member } from '../support/cast.ts'
import { openCase, openInbox, putCase } from '../support/support.ts'
import { alive, expect, expectAccessible, logInAs, test } from './fixtures.ts'

test('an agent saves what they look for, and finds, renames, moves and deletes it', async ({ visit, server }) => {
  const [ada, root] = await Promise.all([member(server, 'ada'), firstAdmin(server)])
  const inbox = await openInbox(root, [ada])
  const [lens, other] = [
    await openCase(server, inbox, { topic: 'A lens', text: 'hello' }), await openCase(server, inbox, { text: 'hi' }),
  ]
  await putCase(ada, lens.id, { labels: ['Glass'] })
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto('/desk?label=glass')
  await alive(page)
  const sidebar = page.getByRole('navigation', { name: 'Views of the desk' })
  const rows = page.getByRole('region', { name: 'Cases' }).locator('a[data-case]')
  const saved = () => sidebar.locator('section', { hasText: 'Saved filters' }).getByRole('link')
  await expect(rows).toHaveCount(1)

  await page.getByText('Save filter').first().click()
  await page.getByLabel('Name of the filter').fill('Broken glass')
  await page.getByLabel('Name of the filter').press('Enter')
  await expect(saved()).toHaveText(['Broken glass'])
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Broken glass')
  await sidebar.getByRole('link', { name: 'All open' }).click()
  await expect(rows).toHaveCount(2)
  expect(other.id).toBeGreaterThan(lens.id)
  await ada.post('/api/support/filters', { name: 'Spam of today', filter: { view: 'spam' } })
  await expect(saved(), 'what another screen saves comes by itself').toHaveText(['Broken glass', 'Spam of today'])
  await page.reload()
  await alive(page)
  await saved().first().click()
  await expect(rows).toHaveCount(1)
  await expect(saved().first()).toHaveAttribute('aria-current', 'true')

  await page.getByText('Edit filter').click()
  await page.getByLabel('Name of the filter').fill('Lenses')
  await expectAccessible(page, 'the filter that is edited')
  await page.getByRole('button', { name: 'Rename' }).click()
  await expect(saved()).toHaveText(['Lenses', 'Spam of today'])
  await page.getByText('Edit filter').click()
  await page.getByRole('button', { name: 'Move down' }).click()
  await expect(saved()).toHaveText(['Spam of today', 'Lenses'])
  await page.getByRole('button', { name: 'Delete filter' }).click()
  await expect(saved()).toHaveText(['Spam of today'])
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All open')
})
