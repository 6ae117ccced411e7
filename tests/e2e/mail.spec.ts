import { member } from '../support/cast.ts'
import { Mailbox, tokenIn } from '../support/smtpServer.ts'
import { startServer } from '../support/server.ts'
import { alive, expect, expectAccessible, logInAs, test as base } from './fixtures.ts'

/** A Plaza that sends e-mails, and the pages of somebody who reads them. */
const test = base.extend<{ mailbox: Mailbox, origin: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern.
  mailbox: async ({}, use) => {
    const mailbox = new Mailbox()
    await use(mailbox)
    await mailbox.stop()
  },
  origin: async ({ mailbox }, use) => {
    const url = `smtp://127.0.0.1:${await mailbox.start()}`
    const env = { NUXT_PUBLIC_URL: '{origin}', NUXT_MAIL_URL: url, NUXT_MAIL_FROM: 'plaza@plaza.test' }
    const server = await startServer({ name: 'browser-mail', env })
    await use(server.origin)
    await server.stop()
  },
  baseURL: async ({ origin }, use) => use(origin),
})

test('an address is confirmed by its link, a forgotten password replaced by one, and both are shown', async ({
  page, mailbox, origin,
}) => {
  const lin = await member({ origin }, 'lin')
  await logInAs(page, lin)
  await page.goto('/settings')
  await alive(page)
  const email = page.locator('#email')
  await expect(email.getByText('Not verified')).toBeVisible()
  await expectAccessible(page, 'the settings of somebody with an e-mail address')
  await email.getByRole('button', { name: 'Send confirmation again' }).click()
  await expect(email.getByText('A link is on its way.')).toBeVisible()
  await page.goto(`/verify?token=${tokenIn(await mailbox.arrived(lin, 2), 'verify')}`)
  await alive(page)
  await expectAccessible(page, 'the page of the link')
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await expect(page.getByText('Your address is confirmed.')).toBeVisible()
  await page.goto('/settings')
  await expect(email.getByText('Verified', { exact: true })).toBeVisible()

  await page.context().clearCookies()
  await page.goto('/login')
  await alive(page)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.waitForURL('/forgot')
  await page.getByLabel('E-mail').fill(lin.email)
  await page.getByRole('button', { name: 'Send link' }).click()
  await expect(page.getByText('If an account has this address, a link is on its way.')).toBeVisible()
  await page.goto(`/reset?token=${tokenIn(await mailbox.arrived(lin, 3), 'reset')}`)
  await alive(page)
  await page.getByLabel('New password').fill('a lantern on the hill')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.waitForURL('/login?done=reset')
  await page.getByLabel('E-mail or username').fill(lin.email)
  await page.getByLabel('Password').fill('a lantern on the hill')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(/\/rooms/)
})
