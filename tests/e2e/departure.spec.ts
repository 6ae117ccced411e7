import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

test('who is put out of a group is told so, and can copy what was being written', async ({ visit, server }) => {
  const [ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
  const room = await group(ada, [grace], 'private', unique('Secret'))
  const { page } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  const draft = unique('half a sentence')
  await page.getByRole('textbox', { name: 'Message' }).fill(draft)
  expect((await ada.delete(`/api/rooms/${room.id}/members/${grace.id}`)).status).toBe(204)
  await page.waitForURL('**/rooms')
  const told = page.getByRole('main').getByRole('status').filter({ hasText: `You are no longer in ${room.name}.` })
  await expect(told).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'What you were writing' })).toHaveValue(draft)
  await page.getByRole('main').getByRole('button', { name: 'Copy' }).click()
  await expect(page.getByRole('main').getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(draft)
  await page.locator('a[href="/settings"]').first().click()
  await page.waitForURL('**/settings')
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1, name: /^Hello, / })).toBeVisible()
  await expect(told).toHaveCount(0)
})

test('the end of a group that somebody else deletes is told', async ({ visit, server }) => {
  const [ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
  const room = await group(ada, [grace])
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  expect((await ada.delete(`/api/rooms/${room.id}`)).status).toBe(204)
  await page.waitForURL('**/rooms')
  await expect(
    page
      .getByRole('main')
      .getByRole('status')
      .filter({ hasText: `You are no longer in ${room.name}.` }),
  ).toBeVisible()
  await expect(page.getByRole('main').getByRole('button', { name: 'Copy' })).toHaveCount(0)
})

test('leaving and deleting a group is confirmed', async ({ visit, server }) => {
  const [ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
  const [left, deleted] = [await group(ada, [grace]), await group(grace)]
  const { page } = await visit()
  await logInAs(page, grace)
  for (const [room, ask, confirm, said] of [
    [left, 'Leave group', 'Leave', `You left ${left.name}.`],
    [deleted, 'Delete group', 'Delete for everybody', `${deleted.name} was deleted.`],
  ] as const) {
    await page.goto(`/rooms/${room.id}?panel=details`)
    await alive(page)
    await page.getByText(ask, { exact: true }).click()
    await page.getByRole('button', { name: confirm, exact: true }).click()
    await page.waitForURL('**/rooms')
    await expect(page.getByRole('main').getByRole('status').filter({ hasText: said })).toBeVisible()
  }
})
