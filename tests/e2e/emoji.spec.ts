import type { Page } from '@playwright/test'
import { unique } from '../support/random.ts'
import { endless, enterSquare, expect, stored, test } from './fixtures.ts'

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const panel = (page: Page) => page.getByRole('dialog', { name: 'Emoji' })

async function openPicker(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Emoji' }).click()
  await expect(panel(page).getByRole('combobox')).toBeFocused()
}

test('a shortcode that was typed past becomes its emoji all the same, where it stands', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  let release = () => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  await page.route(/\/_nuxt\/data[^/]*\.json/, async (route) => {
    await released
    await route.continue()
  })
  const box = field(page)
  await box.pressSequentially('so :heart: nice and :smile: too', { delay: 10 })
  await expect(box).toHaveValue('so :heart: nice and :smile: too')
  release()
  await expect(box).toHaveValue('so ❤️ nice and 😄 too')
  await box.pressSequentially('!')
  await expect(box).toHaveValue('so ❤️ nice and 😄 too!')
})

test('a shortcode is an emoji in what is sent right behind it', async ({ visit }) => {
  const { page } = await visit()
  // It waits no longer than this for its emoji.
  await endless(page, 500)
  await enterSquare(page)
  const mark = unique('bye')
  await field(page).pressSequentially(':smile:')
  await expect(field(page)).toHaveValue('😄')
  await field(page).fill('')
  await field(page).pressSequentially(`${mark} :wave:`, { delay: 20 })
  await field(page).press('Enter')
  await field(page).pressSequentially('next', { delay: 20 })
  await expect(stored(page, mark).locator('[data-body]')).toHaveText(`${mark} 👋`)
  await expect(field(page)).toHaveValue('next')
})

test('the picker goes when an emoji is picked, with Enter the first that was found', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  await openPicker(page)
  await page.keyboard.type('unicorn')
  await expect(panel(page).getByRole('option', { name: /unicorn/ }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('🦄')
  await expect(panel(page)).toHaveCount(0)
  await expect(field(page)).toBeFocused()
})

test('the picker goes when the message is sent, on Escape from everywhere, and for the palette', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const text = unique('sent beside it')
  await openPicker(page)
  await field(page).focus()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await expect(stored(page, text)).toBeVisible()
  await expect(panel(page)).toHaveCount(0)

  for (const from of [
    field(page),
    page.getByRole('button', { name: 'Emoji' }),
    page.getByRole('button', { name: 'Send', exact: true }),
  ]) {
    await openPicker(page)
    await from.focus()
    await page.keyboard.press('Escape')
    await expect(panel(page)).toHaveCount(0)
    await expect(from).toBeFocused()
  }
  await openPicker(page)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await expect(panel(page)).toHaveCount(0)
})

test('both searches find the emoji that is meant first', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  await openPicker(page)
  await page.keyboard.type('rocket')
  await expect(panel(page).getByRole('option').first()).toHaveAttribute('aria-label', /rocket/)
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('🚀')
  await field(page).fill('')
  await field(page).pressSequentially(':rocket')
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('🚀')
})
