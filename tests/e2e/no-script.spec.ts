import { unique } from '../support/random.ts'
import { enterSquareByForm, expect, log, registerByForm, say, stored, test } from './fixtures.ts'

const plain = { javaScriptEnabled: false }

test('without JavaScript a guest enters the square, reads and writes', async ({ visit }) => {
  const { page } = await visit(plain)
  await enterSquareByForm(page)
  await expect(log(page)).toBeVisible()
  const text = unique('no script needed')
  await say(page, text)
  await expect(stored(page, text)).toBeVisible()
  await page.reload()
  await expect(stored(page, text)).toHaveCount(1)
})

test('without JavaScript one registers, logs out, logs in and reads a room', async ({ visit }) => {
  const { page } = await visit(plain)
  const { username, password } = await registerByForm(page)
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(url => url.pathname === '/')
  await page.goto('/login')
  await page.getByLabel('E-mail or username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(/\/rooms/)
  await page.getByRole('button', { name: /^Join / }).first().click()
  await page.waitForURL(/\/rooms\/\d+/)
  const text = unique('in the group')
  await say(page, text)
  await expect(stored(page, text)).toBeVisible()
})

test('without JavaScript a wrong login says so and keeps what was typed', async ({ visit }) => {
  const { page } = await visit(plain)
  await page.goto('/login')
  await page.getByLabel('E-mail or username').fill('ada@plaza.test')
  await page.getByLabel('Password').fill('a wrong secret')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(/\/login\?.*error=/)
  await expect(page.getByRole('alert')).toBeVisible()
})

test('without JavaScript a dark system gets the dark page', async ({ visit }) => {
  for (const [colorScheme, dark] of [['light', false], ['dark', true]] as const) {
    const { page } = await visit({ javaScriptEnabled: false, colorScheme })
    await page.goto('/')
    const [ground, text] = await page.locator('main').evaluate((element) => {
      const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
      const { color } = getComputedStyle(element)
      return [getComputedStyle(element).getPropertyValue('--ui-bg'), color].map((shade) => {
        context.fillStyle = shade
        context.fillRect(0, 0, 1, 1)
        return context.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, value) => sum + value)
      })
    })
    expect(ground! < text!, `${ground} ${text}`).toBe(dark)
  }
})
