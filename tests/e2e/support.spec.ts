import { firstAdmin, guest, member } from '../support/cast.ts'
import { bodyOf, openInbox } from '../support/support.ts'
import { alive, expect, expectAccessible, logInAs, test } from './fixtures.ts'

test('a member turns to a team, is answered, ends the case and rates it', async ({ visit, server }) => {
  const { page } = await visit()
  const root = await firstAdmin(server)
  const [agent, vera] = [await member(server, 'agent'), await member(server, 'vera')]
  const inbox = await openInbox(root, [agent], { greeting: 'Good morning' })
  await logInAs(page, vera)
  await page.goto('/support')
  await alive(page)
  await expectAccessible(page, 'the list')
  await page.getByRole('link', { name: new RegExp(inbox.name) }).click()
  await expect(page.getByText('Good morning')).toBeVisible()
  await expectAccessible(page, 'the inbox')
  await page.getByLabel('Topic').fill('My telescope')
  await page.getByLabel('Your message').fill('Where is it?')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.waitForURL('**/support/rooms/*')
  await expect(page.getByRole('heading', { level: 1, name: 'My telescope' })).toBeVisible()
  await expect(page.getByText('Place 1 in the queue')).toBeVisible()
  await expect(page.getByText('Where is it?').first()).toBeVisible()
  await expectAccessible(page, 'the case')

  const [{ id = 0, roomId = 0 } = {}] = bodyOf(await agent.get('/api/support/cases')).cases
  await agent.put(`/api/support/cases/${id}/watch`)
  await agent.say(roomId, 'On its way.')
  await expect(page.getByText('On its way.').first()).toBeVisible()
  await expect(page.getByText('Place 1 in the queue')).toHaveCount(0)
  await page.getByRole('button', { name: 'End conversation' }).click()
  await page.getByRole('button', { name: '5 of 5' }).click()
  await expect(page.getByText('Thank you for your rating.')).toBeVisible()
  const { state, rating } = bodyOf(await agent.get(`/api/support/cases/${id}`)).case
  expect([state, rating?.score]).toEqual(['resolved', 5])

  await page.reload()
  await alive(page)
  await expect(page.getByText('Where is it?').first()).toBeVisible()
  await page.setViewportSize({ width: 360, height: 700 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.getByRole('link', { name: 'Back to support' }).click()
  await expect(page.getByRole('region', { name: 'Your conversations' })).toContainText('My telescope')
})

test('a stranger comes to the chat by the link of an inbox', async ({ visit, server }) => {
  const { page } = await visit()
  const inbox = await openInbox(await firstAdmin(server), [])
  await page.goto(`/support/${inbox.key}`)
  const link = page.getByRole('link', { name: 'Write to the team' })
  await expect(link).toHaveAttribute('href', `/widget?inbox=${inbox.key}`)
  await expectAccessible(page, 'the way in')
  const answer = await page.goto('/support/no-such-inbox')
  expect(answer?.status()).toBe(404)
})

test('a case is opened and read without a script', async ({ visit, server }) => {
  const { page } = await visit({ javaScriptEnabled: false })
  const inbox = await openInbox(await firstAdmin(server), [])
  await logInAs(page, await guest(server))
  await page.goto(`/support/${inbox.key}`)
  await page.getByLabel('Your message').fill('Is anybody there?')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.waitForURL('**/support/rooms/*')
  await expect(page.getByText('Is anybody there?')).toBeVisible()
})
