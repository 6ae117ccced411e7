import type { Page } from '@playwright/test'
import type { Client } from '../support/client.ts'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, log, logInAs, say, stored, test } from './fixtures.ts'

const box = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const heading = (page: Page, room: { name: string | null }) =>
  page.getByRole('main').getByRole('heading', { level: 1, name: room.name ?? '' })
const open = (page: Page, room: { name: string | null }) =>
  page
    .getByRole('navigation')
    .getByRole('link', { name: room.name ?? '' })
    .click()

/** Two groups of one person, each with its own word in it. */
async function twoRooms(ada: Client) {
  const [here, there] = [
    await group(ada, [], 'public', unique('Here')),
    await group(ada, [], 'public', unique('There')),
  ]
  await ada.say(here.id, 'a word here')
  await ada.say(there.id, 'a word there')
  return { here, there }
}

async function openRoom(page: Page, person: Client, room: { id: number }): Promise<void> {
  await logInAs(page, person)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
}

test('without a network a room that was seen opens at once, and what is written goes where it was written', async ({
  visit, server,
}) => {
  const ada = await member(server)
  const { here, there } = await twoRooms(ada)
  const { page, wire } = await visit()
  await openRoom(page, ada, here)
  await open(page, there)
  await expect(stored(page, 'a word there')).toBeVisible()
  wire.cut()
  await expect(page.getByText(/connecting…/i)).toBeVisible()
  await open(page, here)
  await expect(heading(page, here)).toBeVisible()
  await expect(stored(page, 'a word here')).toBeVisible()
  const dark = unique('said in the dark')
  await say(page, dark)
  await page.goBack()
  await expect(page).toHaveURL(new RegExp(`/rooms/${there.id}$`))
  await expect(heading(page, there)).toBeVisible()
  await expect(stored(page, 'a word there')).toBeVisible()
  await expect(box(page)).toBeVisible()
  await page.goForward()
  await expect(heading(page, here)).toBeVisible()
  await expect(log(page).locator('[data-state=queued]').filter({ hasText: dark })).toBeVisible()
  await open(page, there)
  const missed = unique('missed')
  await ada.say(there.id, missed)
  wire.mend()
  await expect(stored(page, missed)).toBeVisible({ timeout: 30_000 })
  await expect.poll(async () => (await ada.history(here.id)).map(({ body }) => body)).toEqual(['a word here', dark])
  expect((await ada.history(there.id)).map(({ body }) => body)).toEqual(['a word there', missed])
})

test('a room that cannot be loaded says so in its own place, and opens when it can be', async ({ visit, server }) => {
  const ada = await member(server)
  const { here, there } = await twoRooms(ada)
  const { page, wire } = await visit()
  await openRoom(page, ada, here)
  await expect(log(page)).toBeVisible()
  wire.cut()
  await open(page, there)
  await expect(page).toHaveURL(new RegExp(`/rooms/${there.id}$`))
  const notice = page.getByRole('main').getByRole('alert')
  await expect(heading(page, there)).toBeVisible()
  await expect(notice).toContainText('The server cannot be reached.')
  await expect(heading(page, here)).toHaveCount(0)
  await expect(box(page)).toHaveCount(0)
  const failed = page.waitForEvent('requestfailed', request => request.url().includes(`/api/rooms/${there.id}`))
  await notice.getByRole('button', { name: 'Try again' }).click()
  await failed
  await expect(notice).toBeVisible()
  await page.goBack()
  await expect(stored(page, 'a word here')).toBeVisible()
  await expect(notice).toHaveCount(0)
  await page.goForward()
  await expect(notice).toBeVisible()
  wire.mend()
  await expect(stored(page, 'a word there')).toBeVisible({ timeout: 30_000 })
  await expect(notice).toHaveCount(0)
})

test('while a room is on its way its place shows, and the last click counts', async ({ visit, server }) => {
  const ada = await member(server)
  const { here, there } = await twoRooms(ada)
  const { page } = await visit()
  await openRoom(page, ada, here)
  await expect(log(page)).toBeVisible()
  const held = Promise.withResolvers<undefined>()
  let [asked, answered] = [0, 0]
  await page.route(`**/api/rooms/${there.id}/messages*`, async (route) => {
    asked++
    await held.promise
    await route.continue()
  })
  page.on('response', answer => answer.url().includes(`/api/rooms/${there.id}/messages`) && answered++)
  await open(page, there)
  await expect(heading(page, there)).toBeVisible()
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'Loading' })).toBeVisible()
  await expect(box(page)).toHaveCount(0)
  await open(page, here)
  await expect(stored(page, 'a word here')).toBeVisible()
  await open(page, there)
  await open(page, here)
  await expect.poll(() => asked).toBe(2)
  held.resolve(undefined)
  await expect.poll(() => answered).toBe(2)
  await expect(heading(page, here)).toBeVisible()
  await expect(box(page)).toBeVisible()
  await open(page, there)
  await expect(stored(page, 'a word there')).toBeVisible()
})

test('nothing is sent to a room that is being left', async ({ visit, server }) => {
  const ada = await member(server)
  const { here } = await twoRooms(ada)
  await server.identity('UPDATE users SET role = ? WHERE id = ?', ['admin', ada.id])
  const { page } = await visit()
  await openRoom(page, ada, here)
  const held = Promise.withResolvers<undefined>()
  await page.route('**/api/admin/overview*', async (route) => {
    await held.promise
    await route.continue()
  })
  await page.getByRole('link', { name: 'Administration' }).click()
  await expect(page).toHaveURL(/\/admin$/)
  const text = unique('too late')
  await box(page).fill(text)
  await box(page).press('Enter')
  await expect(box(page)).toHaveValue(text)
  held.resolve(undefined)
  await expect(box(page)).toHaveCount(0)
  await page.goBack()
  await expect(box(page)).toHaveValue(text)
  expect((await ada.history(here.id)).map(({ body }) => body)).toEqual(['a word here'])
})

test('a room that is not there shows that there is nothing, and a session that is over leads to the login', async ({
  visit, server,
}) => {
  const ada = await member(server)
  const { here, there } = await twoRooms(ada)
  const { page } = await visit()
  await openRoom(page, ada, here)
  await page.evaluate(() =>
    void (window as unknown as { useNuxtApp: () => { $router: { push: (path: string) => void } } })
      .useNuxtApp()
      .$router.push('/rooms/999999999'),
  )
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  await page.goto(`/rooms/${here.id}`)
  await alive(page)
  await page.context().clearCookies()
  await open(page, there)
  await page.waitForURL(/\/login\?/)
})

/** What the page fetches ahead for links that may be followed without a network. */
type Prefetching = {
  useNuxtApp: () => { $router: { _routePreloaded?: Set<string>, _preloadPromises?: Promise<unknown>[] } }
}

test('without a network the rooms open from elsewhere and say what is missing', async ({ visit, server }) => {
  const ada = await member(server)
  const { there } = await twoRooms(ada)
  const { page, wire } = await visit()
  await logInAs(page, ada)
  await page.goto('/settings')
  await alive(page)
  await page.waitForLoadState('networkidle')
  await expect.poll(() => page.evaluate(() => {
    const { _routePreloaded: known, _preloadPromises: open } = (window as unknown as Prefetching).useNuxtApp().$router
    return ['/rooms', '/rooms/1', '/rooms/find', '/inbox'].every(path => known?.has(path)) && !open?.length
  })).toBe(true)
  wire.cut()
  await page.getByRole('navigation').getByRole('link', { name: 'Find groups' }).click()
  await expect(page.getByRole('main').getByRole('heading', { level: 1, name: 'Find groups' })).toBeVisible()
  const notice = page.getByRole('main').getByRole('alert')
  await expect(notice).toContainText('The server cannot be reached.')
  await page.goBack()
  await open(page, there)
  await expect(heading(page, there)).toBeVisible()
  await expect(notice).toContainText('The server cannot be reached.')
  await page.goBack()
  await page.goForward()
  wire.mend()
  await expect(stored(page, 'a word there')).toBeVisible({ timeout: 30_000 })
})

test('who clicks a room, or chooses it in the palette, writes at once; after a key the list goes on', async ({
  visit, server,
}) => {
  const ada = await member(server)
  const { here, there } = await twoRooms(ada)
  const { page } = await visit()
  await openRoom(page, ada, here)
  await open(page, there)
  await expect(heading(page, there)).toBeVisible()
  await expect(box(page)).toBeFocused()
  await page.keyboard.type('the weather')
  await expect(box(page)).toHaveValue('the weather')

  const row = page.getByRole('navigation').getByRole('link', { name: here.name ?? '' })
  await row.focus()
  await page.keyboard.press('Enter')
  await expect(heading(page, here)).toBeVisible()
  await expect(row).toBeFocused()

  for (const room of [there, there]) {
    await page.getByRole('link', { name: 'Skip to content' }).focus()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(room.name ?? '')
    await expect(page.getByRole('option').first()).toContainText(room.name ?? '')
    await page.keyboard.press('Enter')
    await expect(heading(page, room)).toBeVisible()
    await expect(box(page)).toBeFocused()
  }
})

test('who goes back while the page is being hydrated gets the page of that address', async ({ visit, server }) => {
  const ada = await member(server)
  const { here, there } = await twoRooms(ada)
  const { page } = await visit()
  await openRoom(page, ada, here)
  await open(page, there)
  await expect(heading(page, there)).toBeVisible()
  // The last two are of one document, also after this.
  await page.addInitScript(() => {
    const { scheduler } = window as unknown as { scheduler: { yield: () => Promise<void> } }
    if (location.pathname === sessionStorage.getItem('held')) scheduler.yield = () => new Promise(() => {})
  })
  await page.evaluate(() => sessionStorage.setItem('held', location.pathname))
  await page.reload()
  await expect(log(page)).toContainText('a word there')
  await page.evaluate(() => history.back())
  await page.waitForURL(`**/rooms/${here.id}`)
  await expect(log(page)).toContainText('a word here')
  await alive(page)
  await expect(heading(page, here)).toBeVisible()
  await expect(log(page)).not.toContainText('a word there')
  await say(page, 'and another')
  await expect(stored(page, 'and another')).toBeVisible()
  expect((await ada.history(here.id)).map(({ body }) => body)).toEqual(['a word here', 'and another'])
})
