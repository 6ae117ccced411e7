import { group, member } from '../support/cast.ts'
import { alive, expect, logInAs, stored, test } from './fixtures.ts'

test('with text of twice the size on a phone one reads the title and sees what one writes', async ({
  visit, server,
}) => {
  const ada = await member(server)
  const room = await group(ada, [], 'public', 'Saturday market')
  const { page } = await visit({ viewport: { width: 360, height: 740 } })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await page.addStyleTag({ content: 'html { font-size: 200% }' })
  const widthOf = async (name: 'textbox' | 'heading') =>
    (await page.getByRole(name, name === 'textbox' ? { name: 'Message' } : { level: 1 }).boundingBox())!.width
  expect(await widthOf('textbox')).toBeGreaterThan(240)
  expect(await widthOf('heading')).toBeGreaterThan(110)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
})

test('with text of twice the size on a phone every action of a message is on the screen', async ({ visit, server }) => {
  const [ada, grace] = [await member(server), await member(server, 'grace')]
  const room = await group(ada, [grace])
  await grace.say(room.id, 'said')
  const { page } = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await page.addStyleTag({ content: 'html { font-size: 200% }' })
  const line = stored(page, 'said')
  const more = line.getByRole('button', { name: 'More actions' })
  const [button, text] = [await more.boundingBox(), await line.locator('[data-body]').boundingBox()]
  expect(button!.x).toBeGreaterThanOrEqual(text!.x + text!.width - 5)
  expect(Math.min(button!.width, button!.height)).toBeGreaterThanOrEqual(44)
  await more.tap()
  await expect(page.getByRole('menuitem')).toHaveCount(7)
  for (const action of await page.getByRole('menuitem').all()) {
    await expect(action).toBeInViewport({ ratio: 1 })
    expect((await action.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  }
})
