import { caseOf } from '../support/support.ts'
import { until } from '../support/until.ts'
import { expect } from './fixtures.ts'
import { begin, frameOf, launcher, message, open, rate, resolve, take, test, write } from './widgetFixtures.ts'

test('it comes back with history, tells what is unread, and a resolved case reopens', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await begin(page, 'Where is my telescope?')
  const one = await take(shop)
  const read = page.waitForResponse(/\/read$/)
  await shop.grace.say(one.roomId, 'On its way')
  await expect(message(page, 'On its way')).toBeVisible()
  await read
  await page.reload()
  await shop.grace.say(one.roomId, 'It has arrived')
  await expect(launcher(page)).toHaveAccessibleName('Open chat, 1 unread', { timeout: 30_000 })
  await open(page)
  for (const text of ['Where is my telescope?', 'On its way', 'It has arrived']) {
    await expect(message(page, text)).toBeVisible()
  }
  await expect(launcher(page).locator('.badge')).toBeHidden()
  await resolve(shop.grace, one.id)
  await expect(frameOf(page).getByText('How did we do?')).toBeVisible()
  await rate(page, 'Good')
  await frameOf(page).getByRole('textbox', { name: /add/ }).fill('Quick')
  await frameOf(page).getByRole('button', { name: 'Send rating' }).click()
  await expect(frameOf(page).getByText('Thank you for your rating.')).toBeVisible()
  expect((await caseOf(shop.grace, one.id)).rating).toMatchObject({ score: 4, text: 'Quick' })
  await write(page, 'One more thing')
  await expect(message(page, 'One more thing')).toBeVisible()
  await until('the case to be open', async () => (await caseOf(shop.grace, one.id)).state === 'open')
  await expect(frameOf(page).getByText('Thank you for your rating.')).toBeHidden()
})

test('nothing is lost without a connection, and a reload sends what was written', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await begin(page, 'one')
  const one = await take(shop)
  wire.cut()
  await write(page, 'two')
  await write(page, 'three')
  await expect(frameOf(page).getByText('Reconnecting…')).toBeVisible()
  await shop.grace.say(one.roomId, 'written meanwhile')
  wire.mend()
  await expect(message(page, 'three')).toBeVisible({ timeout: 30_000 })
  await expect(message(page, 'written meanwhile')).toBeVisible()
  wire.cut()
  await write(page, 'four')
  await page.goto('about:blank')
  wire.mend()
  await page.goto(shop.site.origin)
  await open(page)
  await expect(message(page, 'four')).toBeVisible()
  const bodies = (await shop.grace.history(one.roomId)).map(({ body }) => body)
  expect(bodies).toEqual(['one', 'written meanwhile', 'two', 'three', 'four'])
})

test('it works where a network lets no socket through', async ({ visit, shop }) => {
  const { page, wire } = await visit()
  wire.blockSockets = true
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await begin(page, 'Hello?')
  const one = await take(shop)
  await shop.grace.say(one.roomId, 'Hello!')
  await expect(message(page, 'Hello!')).toBeVisible()
  await expect(frameOf(page).getByText('Reconnecting…')).toBeHidden()
})
