import type { Page } from '@playwright/test'
import { alive, expect, expectAccessible, log, logInAs, stored } from './fixtures.ts'
import { begin, frameOf, launcher, message, open, rate, test, visitWith, write } from './widgetFixtures.ts'
import type { Shop } from './widgetFixtures.ts'

const answer = async (desk: Page, text: string) => {
  await desk.getByRole('textbox', { name: 'Message' }).fill(text)
  await desk.keyboard.press('Enter')
}

/** A visitor and an agent at the desk, from the question to the rating. Returns a link for another device. */
async function talk(page: Page, desk: Page, { site, grace }: Shop): Promise<URL> {
  await logInAs(desk, grace)
  await desk.goto('/desk')
  await alive(desk)
  await page.goto(site.origin)
  await begin(page, 'Where is my telescope?')
  const row = desk.getByRole('region', { name: 'Cases' }).locator('a[data-case]')
  await expect(row).toContainText(['Where is my telescope?'])
  await row.click()
  await expect(stored(desk, 'Where is my telescope?')).toBeVisible()
  await desk.getByRole('button', { name: 'Take', exact: true }).click()
  await answer(desk, 'On its **way**')
  await expect(message(page, 'On its way').locator('strong')).toHaveText('way')
  await write(page, 'Thank you!')
  await expect(stored(desk, 'Thank you!')).toBeVisible()

  await page.reload()
  await open(page)
  const said = ['Where is my telescope?', 'On its way', 'Thank you!']
  for (const text of said) await expect(message(page, text)).toBeVisible()
  await frameOf(page).getByRole('button', { name: 'More' }).click()
  await frameOf(page).getByRole('menuitem', { name: 'Continue on another device' }).click()
  const link = new URL(await frameOf(page).getByRole('textbox', { name: 'Link' }).inputValue())
  await frameOf(page).getByRole('button', { name: 'Back' }).click()

  await desk.getByRole('button', { name: 'Resolve' }).click()
  await expect(frameOf(page).getByText('How did we do?')).toBeVisible()
  await write(page, 'It has no lens')
  await expect(stored(desk, 'It has no lens')).toBeVisible()
  await expect(log(desk)).toContainText('reopened this case')
  await answer(desk, 'A new one is on its way')
  await expect(message(page, 'A new one is on its way')).toBeVisible()
  await desk.getByRole('button', { name: 'Resolve' }).click()
  await rate(page, 'Excellent')
  await frameOf(page).getByRole('button', { name: 'Send rating' }).click()
  await expect(frameOf(page).getByText('Thank you for your rating.')).toBeVisible()
  await expect(desk.getByText('5 of 5')).toBeVisible()
  return link
}

test('a visitor of another site and an agent at the desk talk, on a second device too', async ({ visit, shop }) => {
  const wide = { viewport: { width: 1500, height: 900 } }
  const [{ page, wire }, { page: desk }, second] = [await visit(), await visit(wide), await visit()]
  shop.site.embed(wire.origin, shop.inbox.key)
  const link = await talk(page, desk, shop)
  await expectAccessible(desk, 'the desk')
  await second.page.goto(link.pathname + link.search + link.hash)
  await expect(second.page.getByRole('log').getByText('A new one is on its way')).toBeVisible()
  await second.page.getByRole('textbox', { name: 'Message' }).fill('Here by phone')
  await second.page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(stored(desk, 'Here by phone')).toBeVisible()
})

test('the same where the browser blocks the cookies of third parties', async ({ visit, shop, server }, info) => {
  const { page: desk } = await visit({ viewport: { width: 1500, height: 900 } })
  const { page, context } = await visitWith({ cookie_controls_mode: 1 }, info.outputPath('profile'))
  shop.site.embed(server.origin, shop.inbox.key)
  const link = await talk(page, desk, shop)
  await expect(launcher(page)).toHaveAttribute('aria-expanded', 'true')
  expect(link.hash).toContain('resume=')
  await context.close()
})
