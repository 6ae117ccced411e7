import { group, member } from '../support/cast.ts'
import { expect, logInAs, test } from './fixtures.ts'

test('with text of twice the size on a phone one reads the title and sees what one writes', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada, [], 'public', 'Saturday market')
  const { page } = await visit({ viewport: { width: 360, height: 740 } })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await page.addStyleTag({ content: 'html { font-size: 200% }' })
  const widthOf = async (name: 'textbox' | 'heading') => (await page.getByRole(name, name === 'textbox' ? { name: 'Message' } : { level: 1 }).boundingBox())!.width
  expect(await widthOf('textbox')).toBeGreaterThan(240)
  expect(await widthOf('heading')).toBeGreaterThan(110)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
})
