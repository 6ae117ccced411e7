import type { Page } from '@playwright/test'
import { member } from '../support/cast.ts'
import type { TestServer } from '../support/server.ts'
import { admin } from '../support/server.ts'
import { alive, expect, expectAccessible, register, test } from './fixtures.ts'

async function logIn(page: Page, login: string, password: string, next = ''): Promise<void> {
  await page.goto(`/login${next && `?next=${encodeURIComponent(next)}`}`)
  await alive(page)
  await page.getByLabel('E-mail or username').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(url => !url.pathname.startsWith('/login'))
}

/** The password of all sessions was given an hour ago. */
const age = (server: TestServer) =>
  server.identity('UPDATE sessions SET confirmed_at = UTC_TIMESTAMP(3) - INTERVAL 60 MINUTE')

test('a person sees where they are logged in, ends one of them, and reads what happened', async ({ visit }) => {
  const [home, phone] = [await visit(), await visit()]
  const { email, password } = await register(home.page)
  await logIn(phone.page, email, password)
  await home.page.goto('/settings')
  const devices = home.page.locator('#sessions')
  await expect(devices.getByRole('listitem')).toHaveCount(2)
  await expect(devices.getByText('This device')).toHaveCount(1)
  await expectAccessible(home.page, 'the sessions')
  await devices.getByRole('button', { name: /^Log out Chrome/ }).click()
  await expect(devices.getByRole('listitem')).toHaveCount(1)
  await expect(devices.getByRole('status')).toHaveText('Logged out.')
  await phone.page.waitForURL(/\/login/)
  await home.page.reload()
  const events = home.page.locator('#security')
  await expect(events.getByText('A device was logged out')).toBeVisible()
  await expect(events.getByText('Account created')).toBeVisible()
  await expectAccessible(home.page, 'the own log')
})

test('the same works without a script', async ({ visit }) => {
  const [home, phone] = [await visit({ javaScriptEnabled: false }), await visit()]
  const { email, password } = await register(phone.page)
  await logIn(home.page, email, password, '/settings')
  const devices = home.page.locator('#sessions')
  await expect(devices.getByRole('listitem')).toHaveCount(2)
  await devices.getByRole('button', { name: 'Log out all other devices' }).click()
  await expect(devices.getByRole('listitem')).toHaveCount(1)
  await expect(devices.getByRole('status')).toHaveText('Logged out.')
  await phone.page.waitForURL(/\/login/)
})

test('a change of password keeps the page and its connection', async ({ visit }) => {
  const { page } = await visit()
  const { password } = await register(page)
  await page.goto('/settings')
  const form = page.locator('form[action="/forms/password"]')
  // Both fields each time: sent before hydration, the form comes back empty.
  const change = async (newPassword: string) => {
    await form.getByLabel('Current password').fill(password)
    await form.getByLabel('New password').fill(newPassword)
    await form.getByRole('button', { name: 'Change password' }).click()
  }
  await change('password1')
  await expect(page.getByText('This password is too common. Choose another one.')).toBeVisible()
  await change('another long secret')
  await expect(page.getByText('Your password has been changed.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Password changed')).toBeVisible()
})

test('before a dangerous deed an admin is asked for the password, and it goes on', async ({ visit, server }) => {
  const { page } = await visit()
  const target = await member(server, 'target')
  await logIn(page, admin.email, admin.password)
  await page.goto(`/admin/people/${target.id}`)
  await alive(page)
  await age(server)
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  const dialog = page.getByRole('dialog', { name: 'Enter your password' })
  await dialog.getByLabel('Password').click()
  await page.keyboard.type('not the secret')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('This is not your current password.')).toBeVisible()
  await expectAccessible(page, 'the question for the password')
  await dialog.getByLabel('Password').fill(admin.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Enable' })).toBeVisible()
})

test('who does not give the password has done nothing, and a download asks too', async ({ visit, server }) => {
  const { page } = await visit()
  const target = await member(server, 'target')
  await logIn(page, admin.email, admin.password)
  await page.goto(`/admin/people/${target.id}`)
  await alive(page)
  await age(server)
  await page.getByRole('button', { name: 'Password link' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Enter your password again to do this.')).toBeVisible()
  expect(await server.identity('SELECT 1 FROM tokens WHERE user_id = ?', [target.id])).toEqual([])
  await page.getByRole('link', { name: 'Export data' }).click()
  await page.getByRole('dialog').getByLabel('Password').fill(admin.password)
  const download = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  expect((await download).suggestedFilename()).toBe(`plaza-user-${target.id}.json`)
})

test('without a script the download asks on a page of its own', async ({ visit, server }) => {
  const { page } = await visit({ javaScriptEnabled: false })
  const target = await member(server, 'target')
  await logIn(page, admin.email, admin.password)
  await age(server)
  await page.goto(`/admin/people/${target.id}`)
  await page.getByRole('link', { name: 'Export data' }).click()
  await expect(page.getByRole('heading', { name: 'Enter your password' })).toBeVisible()
  await page.getByLabel('Password').fill(admin.password)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Continue' }).click()
  expect((await download).suggestedFilename()).toBe(`plaza-user-${target.id}.json`)
})

test('logging in never leads to another site', async ({ visit }) => {
  for (const [next, javaScriptEnabled] of [
    ['/\t/evil.example/', true],
    ['/.//evil.example', true],
    ['/\t/evil.example/', false],
  ] as const) {
    const { page, wire } = await visit({ javaScriptEnabled })
    await logIn(page, admin.email, admin.password, next)
    await expect(page, JSON.stringify(next)).toHaveURL(`${wire.origin}/rooms`)
  }
})
