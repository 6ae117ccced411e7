import { firstAdmin, group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

const viewport = { width: 360, height: 740 }

test('the strip of pages shows where one is', async ({ visit, server }) => {
  const { page } = await visit({ viewport })
  await logInAs(page, await firstAdmin(server))
  for (const path of ['/admin/settings', '/admin/audit', '/admin/reports', '/admin']) {
    await page.goto(path)
    await expect(page.locator('nav [aria-current=page]')).toBeInViewport({ ratio: 1 })
  }
  await alive(page)
  await page.getByRole('link', { name: 'Reports', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/admin/reports')
  await expect(page.locator('nav [aria-current=page]')).toBeInViewport({ ratio: 1 })
  expect(await page.evaluate(() => [scrollX, scrollY, document.querySelector('main')?.scrollTop])).toEqual([0, 0, 0])
})

test('a long name of a group is read to its end', async ({ visit, server }) => {
  const ada = await member(server)
  const name = unique('The people who look after the gardens and the orchards of the town')
  await group(ada, [], 'public', name)
  const { page } = await visit({ viewport })
  await logInAs(page, await firstAdmin(server))
  await page.goto(`/admin/rooms?query=${encodeURIComponent(name.slice(-12))}`)
  const box = await page.getByText(name, { exact: true }).boundingBox()
  expect(box!.x + box!.width).toBeLessThanOrEqual(viewport.width)
})
