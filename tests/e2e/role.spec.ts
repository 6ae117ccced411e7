import type { Page } from '@playwright/test'
import type { Client } from '../support/client.ts'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { alive, expect, holdScripts, logInAs, register, test } from './fixtures.ts'

/** An owner at the screen, with a group and somebody else in it. */
async function owner(page: Page, server: TestServer): Promise<{ other: Client, roomId: number }> {
  const { username } = await register(page, unique('olga'))
  const other = await member(server, 'bob')
  const first = await member(server, 'first')
  const room = await group(first, [other])
  const id = (await first.get(`/api/users?query=${username}`)).body.users[0]!.id
  await first.put(`/api/rooms/${room.id}/members/${id}`)
  await first.put(`/api/rooms/${room.id}/members/${id}`, { role: 'owner' })
  await page.goto(`/rooms/${room.id}?panel=details`)
  return { other, roomId: room.id }
}

const panel = (page: Page) => page.getByRole('complementary')
const roleOf = async (client: Client, roomId: number, id: number) =>
  (await client.members(roomId)).find(({ user }) => user.id === id)?.role

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : ', without JavaScript'

  test(`an owner names a moderator, then removes them${how}`, async ({ visit, server }) => {
    const { page } = await visit({ javaScriptEnabled })
    const { other, roomId } = await owner(page, server)
    await panel(page).getByRole('link', { name: other.user.username }).click()
    await panel(page).getByRole('button', { name: /^Moderator/ }).click()
    await expect.poll(() => roleOf(other, roomId, other.id)).toBe('moderator')
    await page.goto(`/rooms/${roomId}?panel=person&user=${other.id}`)
    await expect(panel(page).getByRole('button', { name: /^Moderator/ })).toHaveAttribute('aria-current', 'true')
    await panel(page).getByText('Remove from group').click()
    await panel(page).getByRole('button', { name: `Remove ${other.user.username}` }).click()
    await expect.poll(async () => (await other.get(`/api/rooms/${roomId}`)).status).toBe(404)
    await expect(panel(page).getByRole('link', { name: other.user.username })).toHaveCount(0)
  })

  test(`an owner edits the group and deletes it after a second question${how}`, async ({ visit, server }) => {
    const { page } = await visit({ javaScriptEnabled })
    const { other, roomId } = await owner(page, server)
    const name = unique('Renamed')
    await panel(page).getByText('Edit group').click()
    await panel(page).getByLabel('Name').fill(name)
    await panel(page).getByLabel('Visibility').selectOption('private')
    await panel(page).getByRole('button', { name: 'Save changes' }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    expect(await other.room(roomId)).toMatchObject({ name, visibility: 'private' })
    await page.goto(`/rooms/${roomId}?panel=details`)
    await alive(page)
    await panel(page).getByText('Delete group').click()
    await panel(page).getByRole('button', { name: 'Delete for everybody' }).click()
    await page.waitForURL('**/rooms')
    expect((await other.get(`/api/rooms/${roomId}`)).status).toBe(404)
  })

  test(`people are found, added, and written to directly${how}`, async ({ visit, server }) => {
    const { page } = await visit({ javaScriptEnabled })
    const { roomId } = await owner(page, server)
    const carol = await member(server, 'carol')
    await panel(page).getByRole('searchbox', { name: 'Add people' }).fill(carol.user.username)
    await panel(page).getByRole('searchbox', { name: 'Add people' }).press('Enter')
    await panel(page).getByRole('button', { name: `Add ${carol.user.username}` }).click()
    await expect.poll(async () => (await carol.get(`/api/rooms/${roomId}`)).status).toBe(200)
    await page.goto(`/rooms/${roomId}?panel=person&user=${carol.id}`)
    await alive(page)
    await panel(page).getByRole('button', { name: 'Message', exact: true }).click()
    await page.waitForURL(url => !url.pathname.endsWith(`/${roomId}`))
    await expect(page.getByRole('heading', { level: 1, name: carol.user.username })).toBeVisible()
    expect((await carol.rooms()).some(room => room.kind === 'direct')).toBe(true)
  })
}

test('a member is offered nothing that they may not do', async ({ visit, server }) => {
  const { page } = await visit()
  const { username } = await register(page)
  const first = await member(server, 'first')
  const other = await member(server, 'bob')
  const room = await group(first, [other])
  const id = (await first.get(`/api/users?query=${username}`)).body.users[0]!.id
  await first.put(`/api/rooms/${room.id}/members/${id}`)
  await page.goto(`/rooms/${room.id}?panel=details`)
  await expect(panel(page).getByText('Leave group')).toBeVisible()
  await expect(panel(page).getByText(/Edit group|Delete group/)).toHaveCount(0)
  await panel(page).getByRole('link', { name: other.user.username }).click()
  await expect(panel(page).getByRole('button', { name: 'Message', exact: true })).toBeVisible()
  await expect(panel(page).getByText(/Remove from group|Role in this group/)).toHaveCount(0)
})

test('what is opened before the page comes alive stays open, and the focus where it is', async ({ visit, server }) => {
  const ada = await member(server)
  const { id } = await group(ada)
  const { page } = await visit()
  await logInAs(page, ada)
  const release = await holdScripts(page)
  await page.goto(`/rooms/${id}?panel=details`, { waitUntil: 'commit' })
  await panel(page).getByText('Edit group').click()
  await panel(page).getByLabel('Topic').fill('typed early')
  release()
  await alive(page)
  await expect(panel(page).locator('summary').filter({ hasText: 'Cancel' })).toHaveCount(1)
  await expect(panel(page).getByLabel('Topic')).toHaveValue('typed early')
  await expect(panel(page).getByLabel('Topic')).toBeFocused()
  await panel(page).getByRole('button', { name: 'Save changes' }).click()
  await expect(panel(page).getByLabel('Topic')).toBeHidden()
  await expect(panel(page).getByText('Edit group')).toBeVisible()
  expect((await ada.room(id)).topic).toBe('typed early')
})
