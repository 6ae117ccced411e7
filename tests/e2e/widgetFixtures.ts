import { chromium } from '@playwright/test'
import type { FrameLocator, Page } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { firstAdmin, member, nobody } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { Site } from '../support/site.ts'
import { bodyOf, caseOf, openInbox } from '../support/support.ts'
import { until } from '../support/until.ts'
import { expect, test as base } from './fixtures.ts'

export interface Shop {
  site: Site
  /** Of the team. */
  grace: Client
  inbox: Awaited<ReturnType<typeof openInbox>>
}

/** Another site with the widget of an inbox of its own. */
export const test = base.extend<{ shop: Shop }>({
  shop: async ({ server }, use) => {
    const [root, grace, site] = [await firstAdmin(server), await member(server, 'grace'), await Site.open()]
    const inbox = await openInbox(root, [grace], { sites: [site.origin], greeting: 'How can we help you tonight?' })
    // Which sites are listed is known a second later.
    const path = `/api/support/inboxes/${inbox.key}`
    await until('the site to be known', async () =>
      (await nobody(server).ask({ method: 'GET', path, headers: { origin: site.origin } }))
        .headers['access-control-allow-origin'] === site.origin)
    await use({ site, grace, inbox })
    await site.close()
  },
})

export const frameOf = (page: Page): FrameLocator => page.frameLocator('plaza-widget iframe')
/** Clicks the star, which is what people see; the radio button inside is for screen readers. */
export const rate = (page: Page, score: string) => frameOf(page).locator(`label:has([aria-label="${score}"])`).click()
export const launcher = (page: Page) => page.locator('plaza-widget button.launcher')
export const message = (page: Page, text: string) =>
  frameOf(page).getByRole('log').locator('[data-seq]', { hasText: text })

export async function open(page: Page) {
  await launcher(page).click()
  await expect(frameOf(page).getByRole('main')).toHaveAttribute('aria-busy', 'false')
}

export async function begin(page: Page, text: string) {
  await open(page)
  await frameOf(page).getByRole('textbox', { name: 'Message' }).fill(text)
  await frameOf(page).getByRole('button', { name: 'Send message' }).click()
  await expect(message(page, text)).toBeVisible()
}

export async function write(page: Page, text: string) {
  await frameOf(page).getByRole('textbox', { name: 'Message' }).fill(text)
  await frameOf(page).getByRole('button', { name: 'Send', exact: true }).click()
}

/** The newest case of the team's inbox, which they follow from now on. */
export async function take({ grace, inbox }: Shop) {
  let one: ReturnType<typeof bodyOf>['case'] | undefined
  await until('a case', async () => {
    one = bodyOf(await grace.get(`/api/support/cases?inbox=${inbox.id}`)).cases[0]
    return one?.lastMessage !== undefined
  })
  await grace.put(`/api/support/cases/${one!.id}/watch`)
  return one!
}

export async function resolve(grace: Client, id: number) {
  const { version } = await caseOf(grace, id)
  expect((await grace.patch(`/api/support/cases/${id}`, { version, state: 'resolved' })).status).toBe(200)
}

/** A Chromium whose person has chosen to block the cookies of third parties, or all storage of other sites. */
export async function visitWith(profile: object, folder: string) {
  mkdirSync(join(folder, 'Default'), { recursive: true })
  writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify({ profile }))
  const executablePath = process.env.PLAZA_CHROMIUM || undefined
  const context = await chromium.launchPersistentContext(folder, {
    executablePath, channel: executablePath ? undefined : 'chromium', args: ['--no-sandbox'],
  })
  return { page: await context.newPage(), context }
}
