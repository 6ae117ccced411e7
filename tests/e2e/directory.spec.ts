import { group, guest, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, connected, enterSquare, expect, logInAs, test } from './fixtures.ts'

test('what is typed into the search of groups stays there, whatever is found meanwhile', async ({ visit, server }) => {
  const ada = await member(server)
  const name = unique('Gardeners')
  await group(ada, [], 'public', name)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto('/rooms/find')
  await alive(page)
  const field = page.getByRole('searchbox', { name: 'Search groups' })
  const row = page.getByRole('main').getByRole('link', { name: `Open ${name}` })
  const question = name.slice(0, -1)
  await expect(row).toBeVisible()
  for (const typed of ['nobody has this name', question]) {
    const answer = page.waitForResponse(response => new URL(response.url()).searchParams.get('query') === typed)
    await field.fill(typed)
    await answer
    await expect(row).toHaveCount(typed === question ? 1 : 0)
    await expect(field).toHaveValue(typed)
  }
  const all = page.waitForResponse(response => new URL(response.url()).searchParams.get('query') === '')
  await field.clear()
  await all
  await expect(row).toBeVisible()
  await expect(field).toHaveValue('')
})

test('the directory counts live in the groups one is in, and keeps its order across a reload', async ({
  visit, server,
}) => {
  const [ada, grace, eve] = await Promise.all([member(server, 'ada'), member(server, 'grace'), member(server, 'eve')])
  const mark = unique('count')
  const full = await group(ada, [grace], 'public', `${mark} full`)
  const fresh = await group(ada, [], 'public', `${mark} fresh`)
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms?query=${mark}`)
  await page.waitForURL(`**/rooms/find?query=${mark}`)
  await connected(page)
  const rows = page
    .getByRole('main')
    .locator('li')
    .filter({ has: page.getByRole('link', { name: /^Open / }) })
    .or(
      page
        .getByRole('main')
        .locator('li')
        .filter({ has: page.getByRole('button', { name: /^Join / }) }),
    )
  await expect(rows).toHaveText([/fresh.*1 member.*Join/s, /full.*2 members.*Open/s])
  expect((await ada.put(`/api/rooms/${fresh.id}/members/${grace.id}`)).status).toBe(200)
  expect((await ada.put(`/api/rooms/${fresh.id}/members/${eve.id}`)).status).toBe(200)
  await expect(rows).toHaveText([/fresh.*3 members.*Open/s, /full.*2 members.*Open/s])
  await page.reload()
  await expect(rows).toHaveText([/fresh.*3 members.*Open/s, /full.*2 members.*Open/s])
  expect(full.memberCount).toBe(2)
})

test('the square comes first, whatever is said elsewhere', async ({ visit, server }) => {
  const ada = await member(server)
  const other = await group(ada)
  await ada.say(other.id, 'the latest word')
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto('/rooms')
  const names = (place: 'navigation' | 'main') =>
    page
      .getByRole(place)
      .getByRole('listitem')
      .locator('a[href^="/rooms/"]')
      .evaluateAll(links => [...new Set(links.map(link => link.getAttribute('href')))])
  const square = (await ada.rooms()).find(room => room.visibility === 'open')!
  for (const place of ['navigation', 'main'] as const) {
    expect((await names(place)).slice(0, 2)).toEqual([`/rooms/${square.id}`, `/rooms/${other.id}`])
  }
  await alive(page)
  const last = unique('again')
  await ada.say(other.id, last)
  await expect(page.getByRole('main').getByText(last)).toBeVisible()
  for (const place of ['navigation', 'main'] as const) expect((await names(place))[0]).toBe(`/rooms/${square.id}`)
})

test('a guest who is in all that is open is not asked to join', async ({ visit, server }) => {
  await server.chat('UPDATE rooms SET visibility = ? WHERE visibility = ? AND (room_key IS NULL OR room_key <> ?)', [
    'public', 'open', 'square',
  ])
  const { page } = await visit()
  await enterSquare(page)
  await page.goto('/rooms/find')
  await expect(page.getByText('Join a group to read and write in it.')).toHaveCount(0)
  await expect(page.getByText('There is no other group that is open to you.')).toBeVisible()
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(0)
})

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : ', without JavaScript'
  test(`a link to a group that one could join shows what the directory shows, and Join${how}`, async ({
    visit, server,
  }) => {
    const [ada, grace, gus] = [await member(server), await member(server, 'grace'), await guest(server)]
    const name = unique('Readers')
    const room = await group(ada, [], 'public', name)
    const closed = await group(ada, [], 'private')
    await ada.say(room.id, 'for members only')
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, grace)
    expect((await page.goto(`/rooms/${room.id}?seq=1`))?.status()).toBe(200)
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expect(page).toHaveTitle(`${name} · Plaza`)
    const main = page.getByRole('main')
    await expect(main).toContainText('what we talk about')
    await expect(main).toContainText('1 member')
    expect(await page.content()).not.toContain('for members only')
    await expect(page.getByRole('textbox', { name: 'Message' })).toHaveCount(0)
    await main.getByRole('button', { name: 'Join' }).click()
    await expect(page.getByRole('log')).toContainText('for members only')
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
    expect((await grace.get(`/api/rooms/${room.id}`)).status).toBe(200)

    expect((await page.goto(`/rooms/${closed.id}`))?.status()).toBe(404)
    await expect(page.getByText('Page not found')).toBeVisible()
    await logInAs(page, gus)
    expect((await page.goto(`/rooms/${room.id}`))?.status()).toBe(404)
  })
}

test('in the app too a link leads to a group that one could join, and being added opens it', async ({
  visit, server,
}) => {
  const [ada, grace] = [await member(server), await member(server, 'grace')]
  const lobby = await group(ada, [grace])
  const [room, closed] = [await group(ada), await group(ada, [], 'private')]
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms/${lobby.id}`)
  await connected(page)
  const go = (path: string) =>
    page.evaluate(
      to =>
        void (window as unknown as { useNuxtApp: () => { $router: { push: (to: string) => void } } })
          .useNuxtApp()
          .$router.push(to),
      path,
    )
  await go(`/rooms/${room.id}`)
  await expect(page.getByRole('button', { name: 'Join' })).toBeVisible()
  expect((await ada.put(`/api/rooms/${room.id}/members/${grace.id}`)).status).toBe(200)
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await go(`/rooms/${closed.id}`)
  await expect(page.getByText('Page not found')).toBeVisible()
})
