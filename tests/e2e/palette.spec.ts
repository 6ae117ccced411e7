import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, enterSquare, expect, log, logInAs, register, say, test } from './fixtures.ts'

async function choose(page: Page, action: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.type(action)
  await expect(page.getByRole('option', { name: action })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
}

test('"Create a group" leads to its form, from elsewhere and by an old link', async ({
  visit, server,
}) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit({ viewport: { width: 1000, height: 500 } })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  const name = page.locator('#create').getByLabel('Name')
  await choose(page, 'Create a group')
  await expect(name).toBeFocused()
  await expect(name).toBeInViewport()
  await page.goto('/rooms#create')
  await page.waitForURL('**/rooms/new')
  await expect(name).toBeFocused()
})

test('what the palette looks for is not what the page behind it shows', async ({ visit, server }) => {
  const ada = await member(server)
  const name = unique('Gardeners')
  await group(ada, [], 'public', name)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto(`/rooms/find?query=${name}`)
  await alive(page)
  const open = page.getByRole('main').getByRole('link', { name: `Open ${name}` })
  await expect(open).toBeVisible()
  await page.keyboard.press('Control+k')
  const answered = page.waitForResponse(/directory\?query=nothing/)
  await page.keyboard.type('nothing of that name')
  await answered
  await expect(page.getByText('No results.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(open).toBeVisible()
})

test('a link to a section of another page leads there', async ({ visit }) => {
  const { page } = await visit({ viewport: { width: 1000, height: 400 } })
  await enterSquare(page)
  await page.goto('/rooms')
  await alive(page)
  await page.getByRole('link', { name: 'Create account' }).click()
  await expect(page.getByLabel('E-mail')).toBeFocused()
  await expect(page.getByLabel('E-mail')).toBeInViewport()
})

test('"Log out" logs out', async ({ visit }) => {
  const { page } = await visit()
  await register(page)
  await choose(page, 'Log out')
  await page.waitForURL(url => url.pathname === '/')
  await page.goto('/rooms')
  await page.waitForURL(/\/login/)
})

test('"Log out" asks a guest, and whoever has something that is not sent', async ({ visit }) => {
  const [guest, busy] = await Promise.all([visit(), visit()])
  await enterSquare(guest.page)
  await choose(guest.page, 'Log out')
  const asked = guest.page.getByRole('dialog', { name: 'Log out' })
  await expect(asked).toContainText('A guest who logs out cannot come back under the same name.')
  await expect(asked.getByRole('heading', { name: 'Log out' })).toBeFocused()
  await guest.page.keyboard.press('Enter')
  await guest.page.keyboard.press('Tab')
  await expect(asked.getByRole('button', { name: 'Log out' })).toBeFocused()
  await guest.page.keyboard.press('Escape')
  await expect(asked).toHaveCount(0)
  await choose(guest.page, 'Log out')
  await asked.getByRole('button', { name: 'Log out' }).click()
  await guest.page.waitForURL(url => url.pathname === '/')

  // The rest of the app still reaches its server: the question may load.
  busy.wire.blockSockets = true
  const posts = '**/api/rooms/*/messages'
  await busy.page.route(posts, route => route.request().method() === 'POST' ? route.abort() : route.fallback())
  await register(busy.page)
  await busy.page.goto('/rooms')
  await alive(busy.page)
  await busy.page.getByRole('navigation').getByRole('link', { name: 'The square' }).last().click()
  await expect(log(busy.page)).toBeVisible()
  await say(busy.page, 'not sent')
  await expect(log(busy.page).locator('[data-state=queued]')).toHaveCount(1)
  await choose(busy.page, 'Log out')
  const dialog = busy.page.getByRole('dialog', { name: 'Log out' })
  await expect(dialog).toContainText('1 message has not been sent yet and would be lost.')
  await dialog.getByRole('button', { name: 'Stay' }).click()
  await expect(dialog).toHaveCount(0)
  await busy.page.unroute(posts)
  await expect(log(busy.page).locator('[data-state=queued]')).toHaveCount(0, { timeout: 30_000 })
})
