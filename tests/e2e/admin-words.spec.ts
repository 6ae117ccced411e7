import { firstAdmin, group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { openInbox } from '../support/support.ts'
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
  await expect(change).toHaveText(/^before: none\s*→\s*after: .*\d{1,2}:\d{2}/)
  await alive(page)
  await page.route(/\/api\/admin\/audit(?:\?|$)/, route => route.fulfill({ json: { entries: [] } }))
  await page.getByLabel('Target').selectOption('ban')
  await expect(page.getByText('No entries match.')).toBeVisible()
  await page.getByLabel('Target').selectOption('')
  await expect(page.getByText('No entries yet.')).toBeVisible()
})

test('a group is open to the same people in the same words everywhere', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await page.goto(`/admin/rooms?query=${room.name}`)
  await expect(page.getByRole('row').filter({ hasText: room.name! })).toContainText('Anyone with an account')
})

test('groups are filtered by who may join them, and the address keeps it', async ({ visit, server }) => {
  const ada = await member(server)
  const mark = unique('grove')
  const [known, hidden] = [await group(ada, [], 'public', `${mark} a`), await group(ada, [], 'private', `${mark} b`)]
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await page.goto(`/admin/rooms?query=${mark}`)
  await alive(page)
  const row = (name: string | null) => page.getByRole('row').filter({ hasText: name! })
  await expect(row(known.name)).toBeVisible()
  await page.getByLabel('Visibility', { exact: true }).selectOption('private')
  await expect(page).toHaveURL(/visibility=private/)
  await expect(row(known.name)).toHaveCount(0)
  await page.reload()
  await expect(row(hidden.name)).toBeVisible()
  await expect(row(known.name)).toHaveCount(0)
  await expect(page.getByLabel('Visibility', { exact: true })).toHaveValue('private')
})

test('the log names people and groups, and prints neither ids nor objects', async ({ visit, server }) => {
  const [boss, ada, grace] = [await firstAdmin(server), await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  const spoken = [await grace.say(room.id, 'one'), await grace.say(room.id, 'two')]
  await boss.put(`/api/admin/rooms/${room.id}/members/${grace.id}`, { role: 'moderator' })
  await boss.delete(`/api/admin/messages/${room.id}/${spoken[0]!.seq}`)
  await boss.post('/api/admin/jobs', {
    kind: 'message_deletion',
    messages: spoken.map(({ seq }) => ({ roomId: room.id, seq })),
  })
  await boss.patch('/api/admin/settings', { banner: { text: 'Hello', tone: 'info' } })
  await boss.patch('/api/admin/settings', { banner: null })
  const { page } = await visit()
  await logInAs(page, boss)
  await page.goto('/admin/audit')
  const row = (text: string) => page.getByRole('row').filter({ hasText: text }).first()
  await expect(row('Changed a member’s role')).toContainText(`Group ${room.name}`)
  await expect(
    row('Changed a member’s role').getByRole('definition').filter({ hasText: grace.user.username }),
  ).toBeVisible()
  await expect(row('Deleted a message')).toContainText(`Message 1 in ${room.name}`)
  await expect(row('Started a background job').getByRole('definition').filter({ hasText: room.name! })).toContainText(
    `1, 2 in ${room.name}`,
  )
  await expect(page.getByRole('main')).not.toContainText(/\[object|(?:Person|Group) \d/)
})

test('the log is filtered by every kind of target, and names agents', async ({ visit, server }) => {
  const boss = await firstAdmin(server)
  const ada = await member(server, 'ada')
  const inbox = await openInbox(boss, [ada])
  const { page } = await visit()
  await logInAs(page, boss)
  await page.goto(`/admin/audit?targetKind=inbox&targetId=${inbox.id}`)
  await expect(page.getByRole('row').filter({ hasText: 'Created an inbox' }).getByRole('definition').filter({
    hasText: ada.user.displayName,
  })).toHaveCount(1)
  await alive(page)
  await page.getByLabel('Target').selectOption({ label: 'Feature' })
  await page.waitForURL('**/admin/audit?targetKind=feature')
})

test('the way to invitation links begins where the people are', async ({ visit, server }) => {
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await page.goto('/admin/people')
  await alive(page)
  await page.getByRole('link', { name: 'Invitation links' }).click()
  await page.waitForURL('**/admin/settings#invitations')
  await expect(page.getByRole('heading', { name: 'Invitation links' })).toBeInViewport()
})

test('the overview writes days and hours as the reader does', async ({ visit, server }) => {
  const { page } = await visit({ locale: 'en-US', timezoneId: 'America/New_York' })
  await logInAs(page, await firstAdmin(server))
  await page.goto('/admin')
  await alive(page)
  const rows = (name: string) => page.getByRole('region', { name }).getByRole('rowheader')
  const regions = ['New accounts per day (UTC)', 'Messages per hour']
  for (const name of regions) await page.getByRole('region', { name }).getByText('Show as a table').click()
  await expect(rows(regions[0]!).first()).toHaveText(/^[A-Z][a-z]{2} \d{1,2}$/)
  await expect(rows(regions[1]!).first()).toHaveText(/^\d{1,2}:00\s[AP]M$/)
})
