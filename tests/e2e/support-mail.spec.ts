import { firstAdmin, member } from '../support/cast.ts'
import { Mailbox } from '../support/smtpServer.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'
import { openInbox } from '../support/support.ts'
import { until } from '../support/until.ts'
import { alive, expect, expectAccessible, logInAs, stored, test as base } from './fixtures.ts'

/** A Plaza that sends e-mails. */
const test = base.extend<{ mailbox: Mailbox, mailing: TestServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern.
  mailbox: async ({}, use) => {
    const mailbox = new Mailbox()
    await use(mailbox)
    await mailbox.stop()
  },
  mailing: async ({ mailbox }, use) => {
    const url = `smtp://127.0.0.1:${await mailbox.start()}`
    const env = { NUXT_PUBLIC_URL: '{origin}', NUXT_MAIL_URL: url, NUXT_MAIL_FROM: 'plaza@plaza.test' }
    const server = await startServer({ name: 'browser-support-mail', env })
    await use(server)
    await server.stop()
  },
  baseURL: async ({ mailing }, use) => use(mailing.origin),
})

const vera = { email: 'vera@plaza.test' }

test('who has left is answered by e-mail, and goes on from any browser', async ({
  browser, baseURL, mailbox, mailing,
}) => {
  const [root, ada] = [await firstAdmin(mailing), await member(mailing, 'ada')]
  const inbox = await openInbox(root, [ada])
  const contexts = await Promise.all([1, 2, 3, 4].map(() => browser.newContext({ baseURL })))
  try {
    const [page, desk, phone, tablet] = await Promise.all(contexts.map(context => context.newPage()))
    if (!page || !desk || !phone || !tablet) throw new Error('no pages')
    await page.goto(`/support/${inbox.key}`)
    await page.getByRole('link', { name: 'Write to the team' }).click()
    await page.getByRole('textbox', { name: 'Message' }).fill('Where is my telescope?')
    await page.getByRole('textbox', { name: 'E-mail' }).fill(vera.email)
    await page.getByRole('button', { name: 'Send message' }).click()
    await expect(page.getByRole('log').getByText('Where is my telescope?')).toBeVisible()
    await page.close()

    await logInAs(desk, ada)
    await desk.goto('/desk')
    await alive(desk)
    await desk.getByRole('region', { name: 'Cases' }).locator('a[data-case]').first().click()
    await desk.getByRole('textbox', { name: 'Message' }).fill('It left today.')
    await desk.keyboard.press('Enter')
    await expect(stored(desk, 'It left today.')).toBeVisible()
    // Who comes back within minutes is sent nothing; here nobody waits for that.
    await until('the answer by e-mail', async () => {
      await mailing.identity('UPDATE mails SET next_at = UTC_TIMESTAMP(3) WHERE kind = \'answer\'')
      return mailbox.of(vera).length > 0
    }, 20_000)
    const [email] = mailbox.of(vera)
    expect(email?.text).toContain('It left today.')

    await phone.goto(linkIn(email?.text))
    await expect(phone.getByRole('log').getByText('It left today.')).toBeVisible()
    await phone.getByRole('textbox', { name: 'Message' }).fill('Thank you!')
    await phone.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(stored(desk, 'Thank you!')).toBeVisible()

    await tablet.goto(`/widget?inbox=${inbox.key}`)
    await tablet.getByRole('button', { name: 'Continue an earlier conversation' }).click()
    await tablet.getByRole('textbox', { name: 'E-mail' }).fill(vera.email)
    await expectAccessible(tablet, 'the way back')
    await tablet.getByRole('button', { name: 'Send link' }).click()
    await expect(tablet.getByText('a link is on its way')).toBeVisible()
    const link = linkIn((await mailbox.arrived(vera, 2)).text)
    await tablet.close()
    const opened = await contexts[3]!.newPage()
    await opened.goto(link)
    await expect(opened.getByRole('log').getByText('Thank you!')).toBeVisible()
  }
  finally {
    for (const context of contexts) await context.close()
  }
})

/** Where the conversation goes on. */
function linkIn(text = ''): string {
  const [link] = /https?:\S+\/widget\S+/.exec(text) ?? []
  if (!link) throw new Error(`no link in:\n${text}`)
  return link
}
