import { firstAdmin, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { bodyOf, openInbox } from '../support/support.ts'
import { alive, expect, expectAccessible, logInAs, test } from './fixtures.ts'

test('an admin makes an inbox, gets its secret once, changes it and deletes it', async ({ visit, server }) => {
  const { page } = await visit()
  const root = await firstAdmin(server)
  const grace = await member(server, 'grace')
  const [name, key] = [unique('Shop'), unique('shop').replace('_', '-').toLowerCase()]
  await logInAs(page, root)
  await page.goto('/admin/inboxes')
  await alive(page)
  await page.getByRole('button', { name: 'New inbox' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Key').fill('Not a key')
  await page.getByLabel('Sites that may show the widget').fill('https://shop.example.org/some/page')
  await expect(page.getByText('Nobody sees what customers write here')).toBeHidden()
  await page.getByRole('button', { name: `Remove ${root.user.displayName}` }).click()
  await expect(page.getByText('Nobody sees what customers write here')).toBeVisible()
  await page.getByLabel('Add people by name').fill(grace.user.username)
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByRole('button', { name: `Add ${grace.user.displayName}` }).click()
  await page.getByLabel('The team is there at certain hours only').check()
  await page.getByLabel('Time zone').fill('Europe/Madrid')
  await page.getByLabel('First answer within minutes').fill('15')
  await page.getByRole('button', { name: 'Create inbox' }).click()
  await expect(page.getByLabel('Key')).toHaveAccessibleDescription(/small letters, digits and hyphens/)
  await page.getByLabel('Key').fill(key)
  await expectAccessible(page, 'the new inbox')
  await page.getByRole('button', { name: 'Create inbox' }).click()
  await expect(page.getByRole('textbox', { name: 'Identity secret' })).toHaveValue(/^[\w-]{43}$/)
  await expect(page.getByLabel('Script for your pages')).toHaveValue(new RegExp(`/widget.js" data-plaza="${key}"`))
  const find = async () => bodyOf(await root.get('/api/admin/inboxes?limit=200')).inboxes.find(one => one.key === key)
  expect(await find()).toMatchObject({
    name, sites: ['https://shop.example.org'], agents: [grace.id], hours: { timeZone: 'Europe/Madrid' },
    targets: { firstAnswerMinutes: 15, resolutionMinutes: null },
  })

  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Identity secret' })).toHaveCount(0)
  await page.getByLabel('Greeting').fill('Good morning')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  expect((await find())?.greeting).toBe('Good morning')
  await expectAccessible(page, 'the inbox')
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 800 })
    const fits = await page.getByRole('main').evaluate(main => main.scrollWidth <= main.clientWidth + 1)
    expect(fits, `too wide at ${width}`).toBe(true)
  }
  await page.getByRole('button', { name: 'Delete inbox' }).click()
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await page.waitForURL('**/admin/inboxes')
  expect(await find()).toBeUndefined()
})

test('an admin makes a team of the agents, changes it and deletes it', async ({ visit, server }) => {
  const { page } = await visit()
  const root = await firstAdmin(server)
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const inbox = await openInbox(root, [ada, grace])
  await logInAs(page, root)
  await page.goto(`/admin/inboxes/${inbox.id}`)
  await alive(page)
  const teams = page.getByRole('region', { name: 'Teams' })
  const stored = async () => bodyOf(await root.get('/api/admin/teams')).teams.filter(one => one.inboxId === inbox.id)
  await teams.getByRole('button', { name: 'New team' }).click()
  await teams.getByLabel('Name of the team').fill('Lenses')
  await teams.getByLabel(grace.user.displayName).check()
  await expectAccessible(page, 'the new team')
  await teams.getByRole('button', { name: 'Create team' }).click()
  await expect(teams.getByRole('listitem')).toContainText('one agent')
  expect(await stored()).toMatchObject([{ name: 'Lenses', agents: [grace.id] }])

  await teams.getByRole('button', { name: 'Edit Lenses' }).click()
  await teams.getByLabel('Name of the team').fill('Glass')
  await teams.getByLabel(ada.user.displayName).check()
  await page.setViewportSize({ width: 360, height: 800 })
  const fits = await page.getByRole('main').evaluate(main => main.scrollWidth <= main.clientWidth + 1)
  expect(fits, 'too wide for a phone').toBe(true)
  await teams.getByRole('button', { name: 'Save team' }).click()
  await expect(teams.getByRole('listitem')).toContainText('2 agents')
  const [team] = await stored()
  expect([team?.name, team?.agents.toSorted()]).toEqual(['Glass', [ada.id, grace.id].toSorted()])

  await teams.getByRole('button', { name: 'Delete: Glass' }).click()
  await teams.getByRole('button', { name: 'Delete team' }).click()
  await expect(teams.getByRole('listitem')).toHaveCount(0)
  expect(await stored()).toEqual([])
})
