import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { alive, expect, expectAccessible, log, logInAs, say, stored, test } from './fixtures.ts'

async function open(page: Page, person: Client, path: string): Promise<Page> {
  await logInAs(page, person)
  await page.goto(path)
  await alive(page)
  return page
}

async function directOf(ada: Client, grace: Client): Promise<string> {
  return `/rooms/${(await ada.post('/api/directs', { userId: grace.id })).body.room.id}`
}

const header = (page: Page) => page.locator('header')

test('who one writes with is seen coming, choosing a status and hiding', async ({ visit, server }) => {
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const path = await directOf(ada, grace)
  const page = await open((await visit()).page, ada, path)
  await expect(header(page)).toContainText('Offline')
  const other = await open((await visit({ viewport: { width: 360, height: 720 } })).page, grace, '/settings#presence')
  await expect(header(page)).toContainText('Online')

  const form = other.locator('#presence')
  await form.getByText('Do not disturb', { exact: true }).click()
  await form.getByLabel('Message').fill('Watching the sky')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText('Saved.')).toBeVisible()
  await expect(header(page)).toContainText(/Do not disturb\s*·\s*Watching the sky/)
  await expectAccessible(page, 'a direct room')
  await expectAccessible(other, 'the settings')

  await form.getByRole('group', { name: 'Others see whether I am online' }).getByText('No', { exact: true }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(header(page)).toContainText('Offline')
  await expect(header(page)).not.toContainText('Watching the sky')
  await other.goto(path)
  await expect(header(other)).toContainText('Offline')
})

test('a status is chosen without scripts, too', async ({ visit, server }) => {
  const ada = await member(server, 'ada')
  const { page } = await visit({ javaScriptEnabled: false })
  await open(page, ada, '/settings')
  const form = page.locator('#presence')
  await form.getByLabel('Away').check()
  await form.getByLabel('Message').fill('At lunch')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText('Saved.')).toBeVisible()
  await expect(form.getByLabel('Away')).toBeChecked()
  await expect(form.getByLabel('Message')).toHaveValue('At lunch')
})

test('what was read is seen in a direct room and in a small group, by those who share it', async ({
  visit, server,
}) => {
  const [ada, grace, linus] = [
    await member(server, 'ada'), await member(server, 'grace'), await member(server, 'linus'),
  ]
  const path = await directOf(ada, grace)
  const room = await group(ada, [grace, linus], 'private')
  const page = await open((await visit()).page, ada, path)
  await say(page, 'have you seen this?')
  await expect(stored(page, 'have you seen this?')).toBeVisible()
  await expect(log(page).getByText('Seen', { exact: true })).toHaveCount(0)
  const other = await open((await visit()).page, grace, path)
  await expect(log(page).getByText('Seen', { exact: true })).toBeVisible()
  await page.reload()
  await expect(log(page).getByText('Seen', { exact: true })).toBeVisible()

  const { seq } = await ada.say(room.id, 'and this?')
  await page.goto(`/rooms/${room.id}`)
  await other.goto(`/rooms/${room.id}`)
  await expect(log(page).getByRole('button', { name: 'Seen by 1' })).toBeVisible()
  await expect(log(page).getByRole('link', { name: grace.user.username, includeHidden: true })).toHaveCount(1)
  await page.getByRole('link', { name: '1 other here now' }).click()
  await expect(page.getByRole('complementary').getByRole('heading', { name: 'Here now · 2' })).toBeVisible()
  await linus.put(`/api/rooms/${room.id}/read`, { seq })
  await expect(log(page).getByText('Seen by 2')).toBeVisible()
  await linus.patch('/api/account/privacy', { sharesReading: false })
  await page.reload()
  await expect(log(page).getByText('Seen by 1')).toBeVisible()
  await expectAccessible(page, 'a group with readers')
})
