import { firstAdmin, group, member } from '../support/cast.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

test('the log says what was changed in words, and that it is empty only when it is', async ({ visit, server }) => {
  const boss = await firstAdmin(server)
  const ada = await member(server)
  await boss.patch(`/api/admin/users/${ada.id}`, { mutedUntil: new Date(Date.now() + 3_600_000).toISOString() })
  const { page } = await visit()
  await logInAs(page, boss)
  await page.goto(`/admin/audit?targetKind=user&targetId=${ada.id}`)
  const change = page.getByRole('row').filter({ hasText: 'Muted a person' }).getByRole('definition')
  await expect(page.getByRole('term')).toHaveText('Muted until:')
  await expect(change).toHaveText(/^before: none\s*→\s*after: \d/)
  await alive(page)
  await page.route(/\/api\/admin\/audit(?:\?|$)/, route => route.fulfill({ json: { entries: [] } }))
  await page.getByLabel('About').selectOption('ban')
  await expect(page.getByText('No entry matches this.')).toBeVisible()
  await page.getByLabel('About').selectOption('')
  await expect(page.getByText('Nothing was done yet.')).toBeVisible()
})

test('a group is open to the same people in the same words everywhere', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await page.goto(`/admin/rooms?query=${room.name}`)
  await expect(page.getByRole('row').filter({ hasText: room.name! })).toContainText('Open to everybody with an account')
})
