import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

test('what is typed into the search of groups stays there, whatever is found meanwhile', async ({ visit, server }) => {
  const ada = await member(server)
  const name = unique('Gardeners')
  await group(ada, [], 'public', name)
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto('/rooms')
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

test('the directory counts live in the groups one is in, and keeps its order across a reload', async ({ visit, server }) => {
  const [ada, grace, eve] = await Promise.all([member(server, 'ada'), member(server, 'grace'), member(server, 'eve')])
  const mark = unique('count')
  const full = await group(ada, [grace], 'public', `${mark} full`)
  const fresh = await group(ada, [], 'public', `${mark} fresh`)
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms?query=${mark}`)
  await alive(page)
  const rows = page.getByRole('main').locator('li').filter({ has: page.getByRole('link', { name: /^Open / }) }).or(page.getByRole('main').locator('li').filter({ has: page.getByRole('button', { name: /^Join / }) }))
  await expect(rows).toHaveText([/fresh.*1 member.*Join/s, /full.*2 members.*Open/s])
  expect((await ada.put(`/api/rooms/${fresh.id}/members/${grace.id}`)).status).toBe(200)
  expect((await ada.put(`/api/rooms/${fresh.id}/members/${eve.id}`)).status).toBe(200)
  await expect(rows).toHaveText([/fresh.*3 members.*Open/s, /full.*2 members.*Open/s])
  await page.reload()
  await expect(rows).toHaveText([/fresh.*3 members.*Open/s, /full.*2 members.*Open/s])
  expect(full.memberCount).toBe(2)
})
