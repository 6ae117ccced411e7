import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'
import { begin, message, open, take, test, visitWith } from './widgetFixtures.ts'

/** What the frame, a third party to the page around, may keep. */
function keeps(page: Page) {
  const frame = page.frames().find(one => one.url().includes('/widget?'))!
  return frame.evaluate(() => {
    document.cookie = 'probe=1; SameSite=None; Secure'
    try {
      localStorage.setItem('probe', '1')
      return { cookie: document.cookie, storage: true }
    }
    catch {
      return { cookie: document.cookie, storage: false }
    }
  })
}

// Chromium takes the storage of a third party away with its cookies.
for (const [what, profile, may] of [
  ['are allowed', { cookie_controls_mode: 0 }, { cookie: 'probe=1', storage: true }],
  ['are blocked', { cookie_controls_mode: 1 }, { cookie: '', storage: false }],
  ['and all others are blocked', { default_content_setting_values: { cookies: 2 } }, { cookie: '', storage: false }],
] as const) {
  test(`where third-party cookies ${what} the visitor is answered and comes back`, async ({ server, shop }, info) => {
    const { page, context } = await visitWith(profile, info.outputPath('profile'))
    shop.site.embed(server.origin, shop.inbox.key)
    await page.goto(shop.site.origin)
    await begin(page, 'No cookies, please')
    expect(await keeps(page), 'the browser does what the test says').toEqual(may)
    const one = await take(shop)
    await shop.grace.say(one.roomId, 'None needed')
    await expect(message(page, 'None needed')).toBeVisible()
    await page.reload()
    await open(page)
    // Where not even the page around may keep anything, the visitor begins anew.
    if (what !== 'and all others are blocked') await expect(message(page, 'None needed')).toBeVisible()
    await context.close()
  })
}
