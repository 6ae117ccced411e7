import type { Page } from '@playwright/test'
import { firstAdmin, group } from '../support/cast.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

const pixel = 'data:image/png;base64,'
  + 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const icon = (page: Page) => page.locator('link[rel=icon]')

test('every page wears the name, the sign and the colour that an admin chose, also the ones that fail', async ({
  visit, server,
}) => {
  const root = await firstAdmin(server)
  const room = await group(root)
  const brand = (name: string, hue: number | null, logo: string | null) =>
    root.patch('/api/admin/settings', { brand: { name, hue, logo } })
  const { page } = await visit()
  try {
    await brand('Village', 200, pixel)
    const logo = ((await root.get('/api/site')).body as unknown as { site: { brand: { logo: string } } }).site.brand
      .logo
    for (const [path, text] of [
      ['/', 'Village is a place to talk.'],
      ['/login', 'Log in'],
      ['/nowhere', 'Page not found'],
    ] as const) {
      await page.goto(path)
      await expect(page.getByText(text).first()).toBeVisible()
      await expect(page).toHaveTitle(/Village$/)
      await expect(icon(page)).toHaveCount(1)
      await expect(icon(page)).toHaveAttribute('href', logo)
      await expect(page.locator('body')).not.toContainText('Plaza')
    }
    await expect(page.locator('main img')).toHaveAttribute('src', logo)

    await logInAs(page, root)
    for (const path of [
      '/admin', '/admin/people', '/admin/reports', '/admin/settings', '/settings', `/report?room=${room.id}&seq=1`,
    ]) {
      await page.goto(path)
      await expect(page).toHaveTitle(/Village$/)
      if (path.startsWith('/admin')) await expect(page.getByRole('link', { name: 'Back to Village' })).toBeVisible()
    }

    // Without a picture the house's own sign takes the colour.
    await brand('Village', 200, null)
    await page.goto('/nowhere')
    await expect(page.locator('link[rel=apple-touch-icon]')).toHaveAttribute('href', '/brand/apple-180.png?v=200-sign')
    expect(decodeURIComponent(await icon(page).getAttribute('href') ?? '')).toContain('200')
    const seen = await page.evaluate(async () => {
      const image = new Image()
      image.src = document.querySelector<HTMLLinkElement>('link[rel=icon]')!.href
      await image.decode()
      return image.naturalWidth
    })
    expect(seen).toBeGreaterThan(0)
    await page.goto('/')
    await expect(icon(page)).toHaveCount(1)
  }
  finally {
    await brand('Plaza', null, null)
  }
  await page.goto('/nowhere')
  await expect(page.locator('link[rel=apple-touch-icon]')).toHaveAttribute('href', '/icons/apple-180.png')
  await expect(page).toHaveTitle('Page not found · Plaza')
  await expect(icon(page)).toHaveAttribute('href', '/favicon.svg')
})

test('a page that is open takes a new name and sign at once', async ({ visit, server }) => {
  const root = await firstAdmin(server)
  const { page } = await visit()
  await logInAs(page, root)
  await page.goto('/rooms')
  await alive(page)
  await expect
    .poll(() =>
      page.evaluate(() =>
        (
          window as unknown as { useNuxtApp: () => { $pinia: { state: { value: { socket: { live: boolean } } } } } }
        ).useNuxtApp().$pinia?.state.value.socket.live,
      ),
    )
    .toBe(true)
  try {
    await root.patch('/api/admin/settings', { brand: { name: 'Hamlet', hue: 120, logo: pixel } })
    await expect(page).toHaveTitle(/Hamlet$/)
    await expect(icon(page)).toHaveAttribute('href', /\/api\/logo/)
  }
  finally {
    await root.patch('/api/admin/settings', { brand: { name: 'Plaza', hue: null, logo: null } })
  }
})
