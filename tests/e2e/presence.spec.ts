import type { Page } from '@playwright/test'
import { member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { alive, expect, expectAccessible, logInAs, test } from './fixtures.ts'

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
