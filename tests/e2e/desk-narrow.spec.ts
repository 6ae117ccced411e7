import { firstAdmin, member } from '../support/cast.ts'
import { openCase, openInbox } from '../support/support.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

for (const width of [320, 360]) {
  test(`a case names its customer in full above what one can do with it, ${width} px wide`, async ({
    visit, server,
  }) => {
    const [ada, root] = await Promise.all([member(server, 'ada'), firstAdmin(server)])
    const inbox = await openInbox(root, [ada])
    const { id } = await openCase(server, inbox, { name: 'Johanna K.', topic: 'The lens', text: 'Hello?' })
    const { page } = await visit({ viewport: { width, height: 568 }, hasTouch: true, isMobile: true })
    await logInAs(page, ada)
    await page.goto(`/desk/${id}`)
    await alive(page)
    const header = page.getByRole('region', { name: `Case ${id}` }).locator('header')
    const title = page.getByRole('heading', { level: 1 })
    const name = await title.getByText('Johanna K.').boundingBox()
    expect(name!.width).toBeLessThanOrEqual((await title.boundingBox())!.width)
    for (const word of ['Take', 'Snooze', 'Resolve']) {
      await expect(header.getByText(word, { exact: true }).first()).toBeInViewport({ ratio: 1 })
    }
    await header.getByRole('link', { name: 'Details' }).focus()
    await page.keyboard.press('Tab')
    await expect(header.getByRole('button', { name: 'Take' }), 'as the eye goes').toBeFocused()
    await header.getByText('Snooze').first().tap()
    const menu = page.getByRole('dialog', { name: 'Snooze' })
    await expect(menu.getByRole('button', { name: 'Tomorrow morning' })).toBeInViewport({ ratio: 1 })
    expect((await menu.boundingBox())!.width).toBeGreaterThan(width - 24)
  })
}
