import { group, member } from '../support/cast.ts'
import { alive, expect, expectAccessible, log, logInAs, test } from './fixtures.ts'

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : ', without JavaScript'

  test(`the inbox has what concerns one in one place, and all of it can be read at once${how}`, async ({
    visit, server,
  }) => {
    const [ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
    const [lobby, garden] = [await group(ada, [grace]), await group(ada, [grace])]
    const { room: direct } = (await ada.post('/api/directs', { userId: grace.id })).body
    await ada.say(lobby.id, `look, @${grace.user.username}`)
    await ada.say(garden.id, 'news')
    await ada.say(direct.id, 'between us')
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, grace)
    await page.goto('/rooms')
    await alive(page)
    const link = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Inbox' })
    await expect(link).toContainText('2 for you')
    await link.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/inbox')
    const rows = page.getByRole('main').getByRole('listitem').filter({ has: page.locator('time') })
    await expect(rows).toContainText(['between us', 'news', 'look'])
    await expect(rows.nth(2)).toContainText('Mentions you')
    if (javaScriptEnabled) await expectAccessible(page, 'the inbox')

    await page.getByRole('link', { name: 'Mentions', exact: true }).click()
    await page.waitForURL('**/inbox?filter=mentions')
    await expect(rows).toContainText(['look'])
    await page.getByRole('button', { name: 'Mark all as read' }).click()
    await expect(link).not.toContainText('for you')
    expect(await grace.room(lobby.id)).toMatchObject({ unread: 0, mentions: 0 })
    await rows.filter({ hasText: 'look' }).getByRole('link').click()
    await page.waitForURL(`**/rooms/${lobby.id}?seq=1`)
    await expect(log(page).getByText('look,')).toBeVisible()
  })
}

test('the inbox fits a phone, in the dark, and is reached from the list of rooms', async ({ visit, server }) => {
  const [ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
  const room = await group(ada, [grace])
  await ada.say(room.id, `@everyone ${'a long word '.repeat(30)}`)
  const { page } = await visit({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  await logInAs(page, grace)
  await page.goto('/rooms')
  await alive(page)
  await page.getByRole('main').getByRole('link', { name: 'Inbox' }).click()
  await page.waitForURL('**/inbox')
  await expect(page.getByRole('main').getByText('Mentions you')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await expectAccessible(page, 'the inbox on a phone')
})
