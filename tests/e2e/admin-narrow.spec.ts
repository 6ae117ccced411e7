import { firstAdmin, group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { openInbox } from '../support/support.ts'
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

test('what a list is searched for by has the width of the screen, and an inbox is as high as a finger', async ({
  visit, server,
}) => {
  const boss = await firstAdmin(server)
  const inbox = await openInbox(boss, [await member(server)])
  const { page } = await visit({ viewport, hasTouch: true })
  await logInAs(page, boss)
  for (const path of ['/admin/features', '/admin/messages', '/admin/people']) {
    await page.goto(path)
    const box = await page.getByRole('main').getByRole('searchbox').first().boundingBox()
    expect(box!.width, path).toBeGreaterThanOrEqual(viewport.width - 2 * 16 - 1)
  }
  await page.goto('/admin/inboxes')
  await alive(page)
  const row = page.getByRole('listitem').filter({ hasText: inbox.key })
  const box = await row.boundingBox()
  await page.touchscreen.tap(box!.x + box!.width - 8, box!.y + 8)
  await page.waitForURL(`**/admin/inboxes/${inbox.id}`)
})
