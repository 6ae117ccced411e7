import type { Page } from '@playwright/test'
import { firstAdmin, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { bodyOf, caseOf, openCase, openInbox, putCase } from '../support/support.ts'
import { until } from '../support/until.ts'
import { alive, connected, expect, logInAs, stored, test } from './fixtures.ts'
import { begin, frameOf, test as shopTest } from './widgetFixtures.ts'

const wide = { viewport: { width: 1500, height: 900 } }

async function sitDown(page: Page, agent: Client, path = '/desk'): Promise<void> {
  await logInAs(page, agent)
  await page.goto(path)
  await connected(page)
}

shopTest('an agent blocks a customer at the desk, and the customer reads why it ends', async ({ visit, shop }) => {
  const [{ page, wire }, { page: desk }] = [await visit(), await visit(wide)]
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await begin(page, 'Buy my watches')
  await sitDown(desk, shop.grace)
  await desk.getByRole('region', { name: 'Cases' }).locator('a[data-case]').first().click()
  await expect(stored(desk, 'Buy my watches')).toBeVisible()
  const question = desk.locator('summary', { hasText: 'Block this customer' })
  await question.click()
  await desk.getByRole('button', { name: 'Block this customer' }).click()
  await expect(desk.getByRole('button', { name: 'Unblock' })).toBeVisible()
  await expect(frameOf(page).getByText('The team does not accept messages from you')).toBeVisible()
  await expect(frameOf(page).getByRole('textbox', { name: 'Message' })).toHaveCount(0)
  await desk.getByRole('button', { name: 'Unblock' }).click()
  await expect(question).toBeVisible()
  const [{ id = 0 } = {}] = bodyOf(await shop.grace.get(`/api/support/cases?inbox=${shop.inbox.id}`)).cases
  expect((await caseOf(shop.grace, id)).customer.blocked).toBe(false)
})

for (const typingPreview of [true, false]) {
  const what = typingPreview ? 'sees what a customer types who is told so' : 'sees nothing that is not sent'
  test(`an agent ${what}`, async ({ visit, server }) => {
    const [root, ada, vera] = [await firstAdmin(server), await member(server, 'ada'), await member(server, 'vera')]
    const inbox = await openInbox(root, [ada], { typingPreview })
    const answer = await vera.post('/api/support/cases', { inbox: inbox.key, topic: 'Lens' })
    const { id, roomId } = bodyOf(answer).case
    await vera.say(roomId, 'Hello')
    const [{ page }, { page: desk }] = [await visit(), await visit()]
    const heard: string[] = []
    desk.on('websocket', socket => socket.on('framereceived', ({ payload }) => heard.push(String(payload))))
    await sitDown(desk, ada, `/desk/${id}`)
    await expect(stored(desk, 'Hello')).toBeVisible()
    await until('the desk to follow the case', async () => (await ada.get(`/api/rooms/${roomId}`)).status === 200)
    await sitDown(page, vera, `/support/rooms/${roomId}`)
    const field = page.getByRole('textbox', { name: 'Message' })
    await expect(field).toBeVisible()
    await expect(page.getByText('The team can see what you type')).toHaveCount(typingPreview ? 1 : 0)
    const draft = desk.locator('[data-draft]')
    // As slowly as people type: what is shown is shown in between.
    await field.pressSequentially('My secret lens', { delay: 80 })
    if (typingPreview) {
      await expect(draft).toContainText('My secret lens')
      await field.fill('')
      await expect(draft).toHaveCount(0)
      await field.fill('My lens')
      await expect(draft).toContainText('My lens')
    }
    await field.press('Enter')
    await expect(stored(desk, typingPreview ? 'My lens' : 'My secret lens')).toBeVisible()
    await expect(draft).toHaveCount(0)
    expect(heard.some(frame => frame.includes('case.draft'))).toBe(typingPreview)
  })
}

test('a new case makes a sound for who wants to hear it, and for nobody else', async ({ visit, server }) => {
  const [root, ada] = [await firstAdmin(server), await member(server, 'ada')]
  const inbox = await openInbox(root, [ada])
  const { page } = await visit(wide)
  // Each tone of the browser is counted; whether it is heard is the browser's affair.
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (when) {
      document.documentElement.dataset.tones = String(Number(document.documentElement.dataset.tones ?? 0) + 1)
      start.call(this, when)
    }
  })
  const html = page.locator('html')
  await sitDown(page, ada)
  const { id: first } = await openCase(server, inbox, { name: 'Vera', text: 'Hello?' })
  await expect(page.getByText('New case from Vera')).toBeVisible()
  await expect(html, 'off until it is asked for').not.toHaveAttribute('data-tones')
  await page.getByText('New cases').click()
  await page.getByLabel('Play a sound').check()
  await expect(html, 'as an example').toHaveAttribute('data-tones', '2')
  await page.keyboard.press('Escape')
  await openCase(server, inbox, { name: 'Walter', text: 'Hello?' })
  await expect(page.getByText('New case from Walter')).toBeVisible()
  await expect(html).toHaveAttribute('data-tones', '4')
  await putCase(ada, first, { assigneeId: ada.id })
  await expect(page.getByRole('link', { name: /^Mine/ })).toContainText('1')
  await expect(html, 'a change is no new case').toHaveAttribute('data-tones', '4')
  await page.reload()
  await alive(page)
  await page.getByText('New cases').click()
  await expect(page.getByLabel('Play a sound')).toBeChecked()
})
