import { firstAdmin, group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, enterSquare, expect, holdScripts, logInAs, test } from './fixtures.ts'

test('people are added one after the other without the hands leaving the field, and Escape closes the panel', async ({
  visit, server,
}) => {
  const stem = unique('kim')
  const [ada, kim, kit] = [await member(server), await member(server, `${stem}a`), await member(server, `${stem}b`)]
  const room = await group(ada, [], 'private')
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}?panel=details`)
  await alive(page)
  const search = page.getByRole('searchbox', { name: 'Add people' })
  await search.fill(stem)
  for (const one of [kim, kit]) {
    await expect(page.getByRole('button', { name: `Add ${one.user.username}` })).toBeVisible()
  }
  await search.press('Tab')
  await expect(page.getByRole('button', { name: `Add ${kim.user.username}` })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText(`${kim.user.username} is in the group now.`)).toBeVisible()
  await expect(search).toBeFocused()
  await expect(search).toHaveValue('')
  await expect(page.getByText('No people found.')).toHaveCount(0)
  await page.keyboard.type(stem)
  const row = page.getByRole('complementary').getByRole('listitem').filter({ hasText: 'already in the group' })
  await expect(row).toContainText(kim.user.username)
  await expect(page.getByRole('button', { name: `Add ${kit.user.username}` })).toBeVisible()
  await expect(page.getByRole('button', { name: `Add ${kim.user.username}` })).toHaveCount(0)
  await search.fill('')
  await page.keyboard.press('Escape')
  await page.waitForURL(`**/rooms/${room.id}`)
  await expect(page.getByRole('link', { name: /^Details/ })).toBeFocused()
})

test('a button that was pressed keeps the focus while it works, and is not pressed twice', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  await page.goto('/settings')
  await alive(page)
  let release = () => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  const asked: string[] = []
  await page.route('**/api/account', async (route) => {
    asked.push(route.request().method())
    await released
    await route.continue()
  })
  const save = page
    .locator('form', { has: page.getByLabel('Display name') })
    .getByRole('button', { name: 'Save changes' })
  await save.focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => asked.length).toBe(1)
  await expect(save).toBeDisabled()
  await expect(save).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Space')
  release()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(save).toBeFocused()
  expect(asked).toEqual(['PATCH'])
})

test('a guest who keeps the name is told that it worked', async ({ visit }) => {
  const { page } = await visit()
  const name = await enterSquare(page)
  await page.goto('/settings')
  await alive(page)
  await page.locator('#claim').getByLabel('E-mail').fill(`${name}@plaza.test`)
  await page.locator('#claim').getByLabel('Password').fill('a long enough secret')
  await page.locator('#claim').getByLabel('Password').press('Enter')
  const told = page.getByText('You have an account now.', { exact: false })
  await expect(told).toBeFocused()
  await expect(page.getByRole('heading', { name: 'Change password' })).toBeVisible()
  await expect(page.locator('#claim form')).toHaveCount(0)
})

test('after a decision one goes on with the next report', async ({ visit, server }) => {
  const [author, teller] = [await member(server), await member(server)]
  const room = await group(author, [teller])
  const bodies = [unique('first'), unique('second')]
  for (const body of bodies) {
    const { seq } = await author.say(room.id, body)
    await teller.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'abuse' })
  }
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  await page.goto('/admin/reports')
  await alive(page)
  const [first, second] = bodies.map(body => page.getByRole('article').filter({ hasText: body }))
  await first!.getByLabel('Decision').selectOption('dismiss')
  await first!.getByRole('button', { name: 'Decide' }).press('Enter')
  await expect(first!).toHaveCount(0)
  await expect(second!).toBeFocused()
  await second!.getByLabel('Decision').selectOption('dismiss')
  await second!.getByRole('button', { name: 'Decide' }).press('Enter')
  await expect(second!).toHaveCount(0)
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
})

test('what the panel covers cannot be reached behind it; beside it, it can', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit({ viewport: { width: 768, height: 800 } })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await page.getByRole('link', { name: /^Details/ }).click()
  await expect(page.getByRole('heading', { name: 'Details' })).toBeFocused()
  const covered = () =>
    page.evaluate(() => document.activeElement?.closest('#composer, [role=log], #room-details') !== null)
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Shift+Tab')
    expect(await covered()).toBe(false)
  }
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveCount(0)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('textbox', { name: 'Message' }).click()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  await page.setViewportSize({ width: 768, height: 800 })
  await page.getByRole('link', { name: 'Close details' }).click()
  await expect(page.getByRole('link', { name: /^Details/ })).toBeFocused()
})

test('a dialog with a form begins in its first field', async ({ visit, server }) => {
  const { page } = await visit()
  await logInAs(page, await firstAdmin(server))
  for (const [path, button, first] of [
    ['/admin/people', 'New person', 'E-mail'], ['/admin/rooms', 'New group', 'Name'],
    ['/admin/features', 'New feature', 'Key'],
  ] as const) {
    await page.goto(path)
    await alive(page)
    await page.getByRole('button', { name: button }).click()
    await expect(page.getByRole('dialog').getByLabel(first)).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
})

test('"Add people" of an empty group and "New message" lead into the field that looks for people', async ({
  visit, server,
}) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  const add = page.getByRole('main').getByRole('region', { name: 'Nothing has been said here yet' }).getByRole('link', {
    name: 'Add people',
  })
  for (const panel of ['closed', 'open']) {
    await add.click()
    await expect(page.getByRole('searchbox', { name: 'Add people' }), panel).toBeFocused()
  }
  await page.goto('/rooms')
  await alive(page)
  await page.getByRole('navigation').getByRole('link', { name: 'New message' }).click()
  await expect(page.getByRole('searchbox', { name: 'Search people' })).toBeFocused()
})

test('a panel whose content comes late takes the focus from nobody who writes', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  const { page } = await visit({ viewport: { width: 1440, height: 900 } })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  const release = await holdScripts(page)
  await page.getByRole('link', { name: 'Add people' }).click()
  await expect(page.getByRole('heading', { name: 'Details' })).toBeFocused()
  const box = page.getByRole('textbox', { name: 'Message' })
  await box.click()
  await page.keyboard.type('half a ')
  await release()
  await expect(page.getByRole('searchbox', { name: 'Add people' })).toBeVisible()
  await page.keyboard.type('sentence')
  await expect(box).toHaveValue('half a sentence')
})
