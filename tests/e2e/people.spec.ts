import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { firstAdmin, group, guest, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, enterSquare, expect, expectAccessible, log, logInAs, say, stored, test } from './fixtures.ts'

const imitated = () => `Grace ${unique('Hopper')}`

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : ', without JavaScript'

  test(`a guest with a member's name is told apart in the line, the list and the card${how}`, async ({
    visit, server,
  }) => {
    const [grace, gus, root] = [await member(server, 'grace'), await guest(server), await firstAdmin(server)]
    const name = imitated()
    await grace.patch('/api/account', { displayName: name })
    await gus.patch('/api/account', { displayName: name })
    // Not the square: its list of members is long by now, and the newest are at its end.
    const room = await group(root, [grace, gus], 'open')
    const words = [[grace, 'from grace'], [gus, 'from the guest'], [root, 'from the admin']] as const
    for (const [person, text] of words) await person.say(room.id, text)
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, grace)
    await page.goto(`/rooms/${room.id}?panel=details`)
    const line = (text: string) => log(page).getByRole('article').filter({ hasText: text }).last()
    await expect(line('from grace')).toContainText(`${name}@${grace.user.username}`)
    await expect(line('from grace')).not.toContainText('Guest')
    await expect(line('from the guest')).toContainText(`${name}@${gus.user.username}Guest`)
    await expect(line('from the admin').getByText('Admin', { exact: true }), 'the name and the mark').toHaveCount(2)
    const row = page.getByRole('complementary').getByRole('link', { name: `@${gus.user.username}` })
    await expect(row).toContainText('Guest')
    const author = line('from the guest').getByRole('link', { name, exact: true })
    if (javaScriptEnabled) {
      await alive(page)
      await author.click()
      const card = page.getByRole('dialog', { name })
      await expect(card).toContainText(`@${gus.user.username}`)
      await expectAccessible(page, 'the card of an author')
      await page.keyboard.press('Escape')
      await expect(card).toHaveCount(0)
      await expect(author).toBeFocused()
      await author.press('Enter')
      await card.getByRole('link', { name: 'View profile' }).click()
      await expect(card).toHaveCount(0)
    }
    else await author.click()
    await page.waitForURL(/panel=person/)
    await expect(page.getByRole('complementary')).toContainText(`@${gus.user.username}`)
    await expect(page.getByRole('complementary').getByText('Guest', { exact: true })).toBeVisible()
    if (javaScriptEnabled) expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  })

  test(`a person leaves for good, says who may add them, and allows it again${how}`, async ({ visit, server }) => {
    const [ada, linus] = [await member(server, 'ada'), await member(server, 'linus')]
    const room = await group(ada, [linus], 'private')
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, linus)
    await page.goto(`/rooms/${room.id}?panel=details`)
    await alive(page)
    await page.getByText('Leave group').click()
    await page.getByLabel('The person who added me may not add me to any group again').check()
    await page.getByLabel('Nobody may add me to this group again').check()
    await page.getByRole('button', { name: 'Leave', exact: true }).click()
    await page.waitForURL(/\/rooms$/)
    expect((await ada.put(`/api/rooms/${room.id}/members/${linus.id}`)).status).toBe(403)

    await page.goto('/settings')
    await alive(page)
    const section = page.locator('#privacy')
    for (const left of [1, 0]) {
      await section.getByRole('button', { name: /^Allow .* again$/ }).first().click()
      await expect(section.getByRole('button', { name: /^Allow .* again$/ })).toHaveCount(left)
    }
    expect((await ada.put(`/api/rooms/${room.id}/members/${linus.id}`)).status).toBe(200)
    await section.getByLabel('Nobody').check()
    if (!javaScriptEnabled) await section.getByRole('button', { name: 'Save' }).click()
    await expect(section.getByText('Saved')).toBeVisible()
    await page.reload()
    await expect(section.getByLabel('Nobody')).toBeChecked()
    expect((await ada.put(`/api/rooms/${(await group(ada)).id}/members/${linus.id}`)).status).toBe(403)
  })

  test(`a hidden conversation leaves the list and comes back with the next message${how}`, async ({
    visit, server,
  }) => {
    const [ada, linus] = [await member(server, 'ada'), await member(server, 'linus')]
    const { room } = (await ada.post('/api/directs', { userId: linus.id })).body
    await ada.say(room.id, 'hello')
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, linus)
    await page.goto(`/rooms/${room.id}?panel=details`)
    await alive(page)
    await page.getByRole('button', { name: 'Hide conversation' }).click()
    await page.waitForURL(/\/rooms$/)
    const entry = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: ada.user.username })
    await expect(entry).toHaveCount(0)
    await ada.say(room.id, 'still there?')
    if (!javaScriptEnabled) await page.reload()
    await expect(entry).toBeVisible()
  })

  test(`a level of notifications that is saved in one tab shows in another${how}`, async ({ visit, server }) => {
    const linus = await member(server, 'linus')
    const room = await group(linus)
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, linus)
    await page.goto(`/rooms/${room.id}?panel=details`)
    await alive(page)
    const other = await page.context().newPage()
    await other.goto(`/rooms/${room.id}?panel=details`)
    if (javaScriptEnabled) {
      // What arrives live says that the socket of this tab is open.
      await linus.say(room.id, 'heard live')
      await expect(log(other).getByText('heard live')).toBeVisible()
    }
    const panel = page.getByRole('complementary')
    await panel.getByLabel('Notifications').selectOption('mentions')
    if (!javaScriptEnabled) await panel.getByRole('button', { name: 'Save notifications' }).click()
    await expect(panel.getByText('Saved.')).toBeVisible()
    if (!javaScriptEnabled) await other.reload()
    await expect(other.getByRole('complementary').getByLabel('Notifications')).toHaveValue('mentions')
  })
}

test('who does not want to be added is not, and the one who tries is told', async ({ visit, server }) => {
  const [ada, linus] = [await member(server, 'ada'), await member(server, 'linus')]
  await linus.patch('/api/account/privacy', { addableBy: 'nobody' })
  const room = await group(ada)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}?panel=details`)
  await alive(page)
  await page.getByRole('searchbox', { name: 'Add people' }).fill(linus.user.username)
  await page.getByRole('button', { name: `Add ${linus.user.username}` }).click()
  await expect(page.getByText('This person does not want to be added.')).toBeVisible()
})

test('nobody enters as an admin', async ({ visit }) => {
  const { page } = await visit()
  await page.goto('/')
  await alive(page)
  await page.getByRole('textbox', { name: 'Your name' }).fill('Admin')
  await page.getByRole('button', { name: 'Enter the square' }).click()
  await expect(page.getByText('This name is reserved. Choose another one.')).toBeVisible()
  await enterSquare(page)
})

test('a guest answers the member who wrote to them, and cannot write to another', async ({ visit, server }) => {
  const [ada, grace, gus] = [await member(server, 'ada'), await member(server, 'grace'), await guest(server)]
  const room = await group(await firstAdmin(server), [ada, grace, gus], 'open')
  const [hers, his] = await Promise.all([visit(), visit()])
  await Promise.all([logInAs(hers.page, ada), logInAs(his.page, gus)])
  const cardOf = (user: { id: number }) => `/rooms/${room.id}?panel=person&user=${user.id}`
  const panel = (page: Page) => page.getByRole('complementary')
  const write = (page: Page) => panel(page).getByRole('button', { name: 'Message', exact: true })
  const elsewhere = (url: URL) => url.pathname !== `/rooms/${room.id}`
  await his.page.goto(cardOf(ada))
  await expect(panel(his.page)).toContainText(`@${ada.user.username}`)
  await expect(write(his.page), 'before she has written').toHaveCount(0)

  await gus.say(room.id, 'Good evening.')
  await hers.page.goto(`/rooms/${room.id}`)
  await alive(hers.page)
  await log(hers.page).getByRole('link', { name: gus.user.username }).click()
  await hers.page.getByRole('dialog').getByRole('button', { name: 'Message', exact: true }).click()
  await hers.page.waitForURL(elsewhere)
  await say(hers.page, 'Is the telescope yours?')
  const row = his.page.getByRole('navigation').getByRole('link', { name: ada.user.username })
  await expect(row).toContainText('1 unread message')
  await write(his.page).click()
  await his.page.waitForURL(elsewhere)
  await say(his.page, 'It is.')
  await expect(stored(hers.page, 'It is.')).toBeVisible()
  await his.page.goto(cardOf(grace))
  await expect(panel(his.page)).toContainText(`@${grace.user.username}`)
  await expect(write(his.page)).toHaveCount(0)
})

test('the card of an author is whole in a low window, as at a zoom of 200 %', async ({ visit, server }) => {
  const [ada, grace] = [await member(server), await member(server, 'grace')]
  const room = await group(ada, [grace])
  await grace.say(room.id, 'a word')
  for (let n = 0; n < 3; n++) await ada.say(room.id, 'one more line')
  const { page } = await visit({ viewport: { width: 720, height: 450 } })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await stored(page, 'a word').getByRole('link').last().click()
  const card = page.getByRole('dialog')
  await expect(card).toContainText('Here since')
  await expect(card).toBeInViewport({ ratio: 1 })
  await expect(card.getByRole('link', { name: 'View profile' })).toBeInViewport({ ratio: 1 })
})
