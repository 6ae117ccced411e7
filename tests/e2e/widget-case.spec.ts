import { readFileSync } from 'node:fs'
import { caseOf } from '../support/support.ts'
import { until } from '../support/until.ts'
import { expect } from './fixtures.ts'
import { begin, frameOf, message, open, take, test, write } from './widgetFixtures.ts'

test('a visitor ends their case, takes a copy, and opens it again', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await begin(page, 'All is well')
  const one = await take(shop)
  const menu = frameOf(page).getByRole('button', { name: 'More' })
  await menu.click()
  const [copy] = await Promise.all([
    page.waitForEvent('download'), frameOf(page).getByRole('menuitem', { name: 'Save a copy' }).click(),
  ])
  expect(copy.suggestedFilename()).toBe(`${shop.inbox.key}.txt`)
  expect(readFileSync(await copy.path(), 'utf8')).toContain('All is well')
  await menu.click()
  await frameOf(page).getByRole('menuitem', { name: 'End conversation' }).click()
  await page.keyboard.press('Escape')
  await expect(frameOf(page).getByText('End this conversation?'), 'one step back, not out').toBeHidden()
  await menu.click()
  await frameOf(page).getByRole('menuitem', { name: 'End conversation' }).click()
  await frameOf(page).getByRole('button', { name: 'End conversation' }).click()
  await expect(frameOf(page).getByText('How did we do?')).toBeVisible()
  expect((await caseOf(shop.grace, one.id)).state).toBe('resolved')
  await write(page, 'Not quite')
  await expect(frameOf(page).getByText('How did we do?')).toBeHidden()
  await until('the case to be open', async () => (await caseOf(shop.grace, one.id)).state === 'open')
})

test('a second device goes on by a link, once', async ({ visit, shop }) => {
  const [first, second] = [await visit(), await visit()]
  shop.site.embed(first.wire.origin, shop.inbox.key)
  await first.page.goto(shop.site.origin)
  await begin(first.page, 'Begun at the desk')
  await frameOf(first.page).getByRole('button', { name: 'More' }).click()
  await frameOf(first.page).getByRole('menuitem', { name: 'Continue on another device' }).click()
  await expect(frameOf(first.page).getByRole('img', { name: 'The link as a QR code' })).toBeVisible()
  const link = new URL(await frameOf(first.page).getByRole('textbox', { name: 'Link' }).inputValue())
  const here = second.wire.origin + link.pathname + link.search + link.hash
  await second.page.goto(here)
  const log = second.page.getByRole('log')
  await expect(log.getByText('Begun at the desk')).toBeVisible()
  expect(second.page.url(), 'a reload does not try it again').not.toContain('resume=')
  await second.page.getByRole('textbox', { name: 'Message' }).fill('Going on by phone')
  await second.page.getByRole('button', { name: 'Send', exact: true }).click()
  await frameOf(first.page).getByRole('button', { name: 'Back' }).click()
  await expect(message(first.page, 'Going on by phone')).toBeVisible()
  const { page } = await visit()
  await page.goto(link.pathname + link.search + link.hash)
  await expect(page.getByText('cannot be opened here any more')).toBeVisible()
  await expect(page.getByText('Begun at the desk')).toHaveCount(0)
})

test('the team sees what is typed only where the visitor is told so', async ({ visit, shop, server }) => {
  const { page, wire } = await visit()
  await server.chat('UPDATE support_inboxes SET typing_preview = 1 WHERE id = ?', [shop.inbox.id])
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await begin(page, 'Hello')
  const one = await take(shop)
  const agent = await shop.grace.connect()
  agent.send({ type: 'case.viewing', caseId: one.id, doing: 'viewing' })
  await agent.waitFor('case.viewers')
  await expect(frameOf(page).getByText('The team can see what you type')).toBeVisible()
  await frameOf(page).getByRole('textbox', { name: 'Message' }).pressSequentially('Not sent yet')
  await agent.waitFor('case.draft', ({ caseId, text }) => caseId === one.id && text === 'Not sent yet')
  await agent.close()
})

test('who is blocked is told so', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await begin(page, 'Hello')
  const one = await take(shop)
  expect((await shop.grace.put(`/api/support/customers/${one.customer.user.id}/block`)).status).toBe(204)
  await expect(frameOf(page).getByText('The team does not accept messages from you')).toBeVisible()
  await expect(frameOf(page).getByRole('textbox', { name: 'Message' })).toHaveCount(0)
  await page.reload()
  await open(page)
  await frameOf(page).getByRole('textbox', { name: 'Message' }).fill('Let me in')
  await frameOf(page).getByRole('button', { name: 'Send message' }).click()
  await expect(frameOf(page).getByRole('alert')).toContainText('does not accept messages')
  await expect(frameOf(page).getByRole('textbox', { name: 'Message' })).toHaveValue('Let me in')
})

test('what a visitor has written is their own before there is a connection', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  shop.site.embed(wire.origin, shop.inbox.key)
  // A socket that opens and says nothing.
  await page.routeWebSocket(/\/ws/, () => {})
  await page.goto(shop.site.origin)
  await begin(page, 'Is it mine?')
  await expect(frameOf(page).getByText('The team', { exact: true })).toHaveCount(0)
  await expect(frameOf(page).locator('[data-seq].own')).toHaveCount(1)
})
