import type { Page } from '@playwright/test'
import { firstAdmin, group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { admin } from '../support/server.ts'
import {
  alive, chooseFor, expect, expectAccessible, expectAccessibleInBothSchemes, holdScripts, logInAs, say, stored, test,
} from './fixtures.ts'

async function logIn(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/login')
  await alive(page)
  await page.getByLabel('E-mail or username').fill(login)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(/\/rooms/)
}

test('an admin makes a group and a person, who signs in and is signed out at once when disabled', async ({
  visit,
}) => {
  const [office, home] = [await visit(), await visit()]
  const [room, username, password] = [unique('Orchard'), unique('newcomer'), 'a long enough secret']
  await logIn(office.page, admin.email, admin.password)
  await office.page.goto('/admin/rooms')
  await alive(office.page)
  await office.page.getByRole('button', { name: 'New group' }).click()
  await office.page.getByRole('dialog').getByLabel('Name').fill(room)
  await office.page.getByRole('dialog').getByRole('button', { name: 'Create group' }).click()
  await office.page.waitForURL(/\/admin\/rooms\/\d+/)
  await expect(office.page.getByRole('heading', { level: 1 })).toHaveText(room)

  await office.page.goto('/admin/people')
  await alive(office.page)
  await office.page.getByRole('button', { name: 'New person' }).click()
  const dialog = office.page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(`${username}@plaza.test`)
  await dialog.getByLabel('Username').fill(username)
  await dialog.getByLabel('Password').fill(password)
  await dialog.getByRole('button', { name: 'Create person' }).click()
  await office.page.waitForURL(/\/admin\/people\/\d+/)

  const closes: number[] = []
  home.page.on('websocket', socket => socket.on('close', () => closes.push(Date.now())))
  await logIn(home.page, username, password)
  await home.page.goto('/rooms/find')
  await alive(home.page)
  await home.page.getByRole('searchbox', { name: 'Search groups' }).fill(room)
  await home.page.getByRole('button', { name: `Join ${room}` }).click()
  await say(home.page, 'hello')
  await expect(stored(home.page, 'hello')).toBeVisible()

  await office.page.getByRole('button', { name: 'Disable' }).click()
  const signedOut = home.page.waitForURL(/\/login\?.*session_ended/)
  const startedAt = Date.now()
  await office.page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await signedOut
  // The page of the log-in takes its own time on a busy machine.
  expect(closes.find(at => at >= startedAt) ?? Infinity).toBeLessThan(startedAt + 10_000)
  await expect(office.page.getByRole('button', { name: 'Enable' })).toBeVisible()

  await office.page.getByRole('link', { name: 'Account history' }).click()
  const row = office.page.getByRole('row').filter({ hasText: 'Disabled a person' })
  await expect(row.getByRole('definition')).toContainText(/^before: none\s*→\s*after: .*\d{1,2}:\d{2}/)
  await expect(office.page.getByRole('row').filter({ hasText: 'Created a person' })).toContainText(username)
})

test('a member reports a message, an admin deletes it and warns its author, and the log knows', async ({
  visit, server,
}) => {
  const author = await member(server, 'grumpy')
  const [desk, theirs, witness] = [await visit(), await visit(), await visit()]
  const teller = await member(server, 'teller')
  const room = await group(author, [teller])
  const [nasty, rude] = [unique('nasty'), unique('rude')]
  await author.say(room.id, nasty)
  await author.say(room.id, rude)
  await logInAs(theirs.page, author)
  await theirs.page.goto(`/rooms/${room.id}`)
  await alive(theirs.page)

  await logInAs(witness.page, teller)
  for (const text of [nasty, rude]) {
    await witness.page.goto(`/rooms/${room.id}`)
    await alive(witness.page)
    await chooseFor(stored(witness.page, text), 'Report')
    await witness.page.getByLabel('Insults or threats').check()
    await witness.page.getByRole('button', { name: 'Report message' }).click()
    await expect(witness.page.getByText('Thank you. An admin will review it.')).toBeVisible()
  }

  await logInAs(desk.page, await firstAdmin(server))
  await desk.page.goto('/admin/reports')
  await alive(desk.page)
  const first = desk.page.getByRole('article').filter({ hasText: nasty })
  await first.getByLabel('Decision').selectOption('delete')
  await first.getByRole('button', { name: 'Decide' }).click()
  await expect(first).toHaveCount(0)
  await expect(theirs.page.getByText(nasty)).toHaveCount(0)
  const second = desk.page.getByRole('article').filter({ hasText: rude })
  await second.getByLabel('Decision').selectOption('warn')
  await second.getByLabel('Message to the author').fill('Be kind, please.')
  await second.getByRole('button', { name: 'Decide' }).click()
  await expect(theirs.page.getByRole('alert').filter({ hasText: 'Be kind, please.' })).toBeVisible()
  await theirs.page.getByRole('button', { name: 'Understood' }).click()
  await expect(theirs.page.getByText('Be kind, please.')).toHaveCount(0)

  await desk.page.goto('/admin/audit?targetKind=report')
  await expect(
    desk.page.getByRole('row').filter({ hasText: 'Decided a report' }).filter({ hasText: 'warn' }),
  ).toBeVisible()
  await desk.page.goto(`/admin/audit?targetKind=user&targetId=${author.id}`)
  await expect(desk.page.getByRole('row').filter({ hasText: 'Warned a person' })).toBeVisible()
})

test('what was chosen before the page came alive is what is done', async ({ visit, server }) => {
  const [author, teller] = [await member(server), await member(server)]
  const room = await group(author, [teller])
  const { seq } = await author.say(room.id, unique('early'))
  await teller.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'abuse' })
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  const release = await holdScripts(page)
  await page.goto('/admin/reports', { waitUntil: 'commit' })
  const choice = page.getByRole('article').first().getByLabel('Decision')
  await choice.selectOption('mute')
  await page.getByRole('article').first().getByLabel('Note').fill('A day of rest.')
  release()
  await expect(page.getByRole('article').first().getByLabel('Duration (hours)')).toBeVisible()
  await expect(choice).toHaveValue('mute')
  await expect(page.getByRole('article').first().getByLabel('Note')).toHaveValue('A day of rest.')
})

test('a decision that was made before the page came alive is carried out', async ({ visit, server }) => {
  const [author, teller] = [await member(server), await member(server)]
  const room = await group(author, [teller])
  const text = unique('early')
  const { seq } = await author.say(room.id, text)
  await teller.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'abuse' })
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  const release = await holdScripts(page)
  await page.goto('/admin/reports', { waitUntil: 'commit' })
  const card = page.getByRole('article').filter({ hasText: text })
  await card.getByLabel('Decision').selectOption('delete')
  await card.getByRole('button', { name: 'Decide' }).click()
  release()
  await expect(card).toHaveCount(0)
  expect((await author.history(room.id)).map(message => message.body)).toEqual([null])
})

test('a button that was pressed before the page came alive does what it says', async ({ visit, server }) => {
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  const release = await holdScripts(page)
  await page.goto('/admin/rooms', { waitUntil: 'commit' })
  await page.getByRole('button', { name: 'New group' }).click()
  release()
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeVisible()
})

test('settings that are saved before the page came alive are saved', async ({ visit, server }) => {
  const root = await firstAdmin(server)
  const { page } = await visit()
  await logInAs(page, root)
  const release = await holdScripts(page)
  await page.goto('/admin/settings', { waitUntil: 'commit' })
  const name = unique('Village')
  const form = page.locator('form', { has: page.getByLabel('Name', { exact: true }) })
  await form.getByLabel('Name', { exact: true }).fill(name)
  await form.getByRole('button', { name: 'Save' }).click()
  release()
  await expect
    .poll(async () =>
      ((await root.get('/api/site')).body as unknown as { site: { brand: { name: string } } }).site.brand.name,
    )
    .toBe(name)
  expect(page.url(), 'nothing of it goes into the address').toMatch(/\/admin\/settings$/)
  await root.patch('/api/admin/settings', { brand: { name: 'Plaza', hue: null, logo: null } })
})

test('for anybody else the pages are not there, also not by a link inside', async ({ visit, server }) => {
  const ada = await member(server)
  const { page } = await visit()
  for (const path of ['/admin', '/Admin', '/admin/people', '/admin/settings']) {
    expect((await page.goto(path))?.status()).toBe(404)
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  }
  await logInAs(page, ada)
  expect((await page.goto('/admin/people'))?.status()).toBe(404)
})

test('a log is saved as a whole or not at all', async ({ visit, server }) => {
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await server.identity(
    'INSERT INTO audit (created_at, address, action, target_kind, target_id, `before`) VALUES (NOW(3), \'test\', '
    + '\'ban.created\', \'ban\', 9002, \'{"broken\')',
  )
  await server.identity(
    'INSERT INTO audit (created_at, address, action, target_kind, target_id) SELECT NOW(3), \'test\', '
    + '\'ban.created\', \'ban\', 9002 FROM seq_1_to_300',
  )
  try {
    await page.goto('/admin/audit?targetKind=ban&targetId=9002')
    // Before that it is a plain link, and the browser itself says that a download failed.
    await alive(page)
    await page.getByRole('link', { name: 'CSV' }).click()
    await expect(page.getByText('The file is not complete, so it was not saved.')).toBeVisible()
    await expectAccessible(page, 'a log that could not be saved')
    await server.identity('DELETE FROM audit WHERE target_id = 9002 AND `before` IS NOT NULL')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
    expect(file.suggestedFilename()).toBe('plaza-audit.csv')
    await expect(page.getByText('The file is not complete')).toHaveCount(0)
  }
  finally {
    await server.identity('DELETE FROM audit WHERE target_id = 9002')
  }
})

test('messages are found, chosen and deleted by the keyboard', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const word = unique('weed')
  for (let n = 1; n <= 3; n++) await ada.say(room.id, `${word} ${n}`)
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await page.goto('/admin/messages')
  await alive(page)
  await page.getByRole('searchbox', { name: 'Search text' }).fill(word)
  await expect(page).toHaveURL(/query=/)
  await expect(page.getByRole('checkbox', { name: 'Select this message' })).toHaveCount(3)
  await page.getByRole('checkbox', { name: 'Select this message' }).first().focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Delete 1 message' }).press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: 'Delete all that match' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('3 messages in 1 group')).toBeVisible()
  const remove = dialog.getByRole('button', { name: 'Delete', exact: true })
  await expect(remove).toBeDisabled()
  await dialog.getByLabel('Type 3 to confirm').fill('2')
  await expect(remove).toBeDisabled()
  await dialog.getByLabel('Type 3 to confirm').fill('3')
  await expectAccessible(page, 'what a deletion touches')
  await remove.press('Enter')
  await expect(page.getByText('Done: 3')).toBeVisible()
  await expect(page.getByText('No messages match.')).toBeVisible()
  expect((await ada.history(room.id)).map(message => message.body)).toEqual([null, null, null])
})

test('the pages are accessible, light and dark, and fit a phone and a desktop', async ({ visit, server }) => {
  // Eleven pages.
  test.slow()
  const ada = await member(server)
  const room = await group(ada)
  await ada.say(room.id, 'something to see')
  const root = await firstAdmin(server)
  await root.put(`/api/rooms/${room.id}/membership`)
  const { page } = await visit()
  await logInAs(page, root)
  for (const path of [
    '/admin', '/admin/people', `/admin/people/${ada.id}`, '/admin/rooms', `/admin/rooms/${room.id}`,
    '/admin/messages', '/admin/reports', '/admin/settings', '/admin/audit', `/report?room=${room.id}&seq=1`,
    '/reset?token=x',
  ]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await expectAccessibleInBothSchemes(page, `${path}, ${width} pixels wide`)
      const main = page.getByRole('main')
      expect(
        await main.evaluate(element => element.scrollWidth <= element.clientWidth + 1),
        `${path} is too wide for ${width} pixels`,
      ).toBe(true)
    }
  }
})
