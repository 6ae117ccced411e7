import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import { alive, enterSquare, expect, holdScripts, log, logInAs, test } from './fixtures.ts'

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const palette = (page: Page) => page.getByRole('dialog').getByRole('combobox')

/** In a room, its composer focused, with nothing on the way any more. */
async function settle(page: Page, path: string): Promise<void> {
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true }),
  )
  await page.goto(path)
  await alive(page)
  await page.waitForLoadState('networkidle')
}

test('what is typed after the shortcut is the palette\'s, and Enter acts when its code is there', async ({
  visit, server,
}) => {
  const [ada, jonas, stranger] = [await member(server), await member(server, 'jonas'), await member(server, 'stranger')]
  const room = await group(ada)
  const direct = (await ada.post('/api/directs', { userId: jonas.id })).body.room
  const { page } = await visit()
  await logInAs(page, ada)
  for (const [name, path] of [
    [jonas.user.username, `**/rooms/${direct.id}`],
    [stranger.user.username, /\/rooms\/\d+$/],
  ] as const) {
    await settle(page, `/rooms/${room.id}`)
    await expect(field(page)).toBeFocused()
    const release = await holdScripts(page)
    await page.keyboard.press('Control+k')
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await expect(palette(page)).toHaveValue(name)
    await expect(palette(page)).toBeFocused()
    await expect(field(page)).toHaveValue('')
    await expect(page).toHaveURL(`/rooms/${room.id}`)
    release()
    await page.waitForURL(path)
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }
  expect(await ada.history(room.id)).toEqual([])
})

test('the palette that is still loading takes back an Enter, and goes with Escape', async ({ visit, server }) => {
  const [ada, jonas] = [await member(server), await member(server, 'jonas')]
  const room = await group(ada)
  await ada.post('/api/directs', { userId: jonas.id })
  const { page } = await visit()
  await logInAs(page, ada)
  await settle(page, `/rooms/${room.id}`)
  const release = await holdScripts(page)
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(field(page)).toBeFocused()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('jonas')
  await page.keyboard.press('Enter')
  await page.keyboard.type(' or not')
  release()
  await expect(page.getByText('No results.')).toBeVisible()
  await expect(palette(page)).toHaveValue('jonas or not')
  await expect(page).toHaveURL(`/rooms/${room.id}`)
})

test('keys after "?" are not the page\'s while the sheet loads, and Escape closes it', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit()
  await logInAs(page, ada)
  await settle(page, `/rooms/${room.id}`)
  const release = await holdScripts(page)
  await log(page).focus()
  await page.keyboard.press('?')
  await page.keyboard.type('read this')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expect(field(page)).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(log(page)).toBeFocused()
  release()
  // The browser says a moment later that it has closed the dialog; until then the page hears no key.
  await expect(async () => {
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toContainText('Show keyboard shortcuts', { timeout: 1_000 })
  }).toPass()
})

test('keys after "Log out" are not the room\'s while the question loads', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  await settle(page, page.url())
  const square = new URL(page.url()).pathname
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.type('Log out')
  const release = await holdScripts(page)
  await page.keyboard.press('Enter')
  const asked = page.getByRole('dialog', { name: 'Log out' })
  await expect(asked).toBeVisible()
  await page.keyboard.type('wait')
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(asked).toHaveCount(0)
  await expect(field(page)).toBeFocused()
  release()
  await expect(page).toHaveURL(square)
})

test('what is typed while the emoji load is what is looked for, and Escape closes them', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  await settle(page, page.url())
  const release = await holdScripts(page)
  const panel = page.getByRole('dialog', { name: 'Emoji' })
  const button = page.getByRole('button', { name: 'Emoji' })
  await button.click()
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(button).toBeFocused()
  await button.click()
  await page.keyboard.type('unic')
  await expect(field(page)).toHaveValue('')
  release()
  await expect(panel.getByRole('option', { name: /unicorn/ }).first()).toBeVisible()
  await page.keyboard.type('orn')
  await expect(panel.getByRole('combobox')).toHaveValue('unicorn')
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('🦄')
})

test('the panel of a room is there at once, takes the keys and goes with Escape', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit()
  await logInAs(page, ada)
  await settle(page, `/rooms/${room.id}`)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.type('details')
  const release = await holdScripts(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Details' })).toBeFocused()
  await page.keyboard.type('hello')
  await expect(field(page)).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary')).toHaveCount(0)
  await expect(page).toHaveURL(`/rooms/${room.id}`)
  release()
})

test('the palette stays until the page that was chosen can be shown', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit()
  await logInAs(page, ada)
  await settle(page, `/rooms/${room.id}`)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.type('Create a group')
  const release = await holdScripts(page)
  await page.keyboard.press('Enter')
  await page.keyboard.type('Night watch')
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeFocused()
  await expect(field(page)).toHaveValue('')
  release()
  await page.waitForURL('**/rooms/new')
  await expect(page.locator('#create').getByLabel('Name')).toBeFocused()
  expect(await ada.history(room.id)).toEqual([])
})
