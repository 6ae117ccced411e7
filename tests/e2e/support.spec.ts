import { firstAdmin, guest, member } from '../support/cast.ts'
import { bodyOf, openInbox } from '../support/support.ts'
import { alive, expect, expectAccessible, logInAs, test } from './fixtures.ts'

test('a member turns to a team, is answered, ends the case and rates it', async ({ visit, server }) => {
  const { page } = await visit()
  const root = await firstAdmin(server)
  const [agent, vera] = [await member(server, 'agent'), await member(server, 'vera')]
  const inbox = await openInbox(root, [agent], { greeting: 'Good morning' })
  await logInAs(page, vera)
  await page.goto('/rooms')
  await alive(page)
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Support' }).click()
  await expectAccessible(page, 'the list')
  await page.getByRole('link', { name: new RegExp(inbox.name) }).click()
  await expect(page.getByText('Good morning')).toBeVisible()
  await expectAccessible(page, 'the inbox')
  await page.getByLabel('Subject (optional)').fill('My telescope')
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
  const words = page.getByLabel('What was good, what could be better?')
  await words.fill('On time')
  await page.getByRole('button', { name: 'Send comment' }).click()
  await expect(page.getByRole('button', { name: 'Send comment' })).toHaveCount(0)
  await expectAccessible(page, 'the rating')
  const { state, rating } = bodyOf(await agent.get(`/api/support/cases/${id}`)).case
  expect([state, rating?.score, rating?.text]).toEqual(['resolved', 5, 'On time'])

  await page.reload()
  await alive(page)
  await expect(page.getByText('Where is it?').first()).toBeVisible()
  await expect(words).toHaveValue('On time')
  await page.setViewportSize({ width: 360, height: 700 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await page.getByRole('link', { name: 'Back to support' }).click()
  await expect(page.getByRole('region', { name: 'Your conversations' })).toContainText('My telescope')
})

test('a guest on a phone who comes back sees that the team has answered', async ({ visit, server }) => {
  const { page } = await visit({ viewport: { width: 390, height: 844 } })
  const [agent, vera] = [await member(server, 'agent'), await guest(server)]
  const inbox = await openInbox(await firstAdmin(server), [agent])
  const { case: { id, roomId } } = bodyOf(await vera.post('/api/support/cases', { inbox: inbox.key }))
  await vera.say(roomId, 'Where is it?')
  await agent.put(`/api/support/cases/${id}/watch`)
  await agent.say(roomId, 'On its way.')
  await logInAs(page, vera)
  await page.goto('/rooms')
  await alive(page)
  await expect(page.getByRole('main').getByRole('link', { name: /Support.*1 unread message/ })).toBeVisible()
  await expectAccessible(page, 'the rooms')
  await agent.say(roomId, 'It comes tomorrow.')
  await page.getByRole('main').getByRole('link', { name: /Support.*2 unread messages/ }).click()
  const row = page.getByRole('region', { name: 'Your conversations' }).getByRole('link')
  await expect(row).toContainText(/It comes tomorrow\..*2 new/)
  await expectAccessible(page, 'the list')
  await row.click()
  await expect(page.getByText('It comes tomorrow.').first()).toBeVisible()
  const unread = async () => bodyOf(await vera.get('/api/support/cases?view=own')).cases.map(one => one.unread)
  await expect.poll(unread).toEqual([0])
  await page.getByRole('link', { name: 'Back to support' }).click()
  await expect(row).not.toContainText('new')
  await page.goto('/rooms')
  await expect(page.getByRole('main').getByRole('link', { name: 'Support', exact: true })).toBeVisible()
})

test('a stranger comes to the chat by the link of an inbox', async ({ visit, server }) => {
  const { page } = await visit()
  const inbox = await openInbox(await firstAdmin(server), [])
  await page.goto('/')
  await alive(page)
  await page.getByRole('main').getByRole('link', { name: 'Support' }).click()
  await page.getByRole('link', { name: new RegExp(inbox.name) }).click()
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

test('whoever is logged in keeps the sidebar beside the support, a visitor has none', async ({ visit, server }) => {
  const inbox = await openInbox(await firstAdmin(server), [await member(server, 'agent')])
  const paths = ['/support', `/support/${inbox.key}`]
  for (const person of [await member(server, 'vera'), await guest(server), undefined]) {
    const { page } = await visit()
    if (person) await logInAs(page, person)
    for (const path of paths) {
      await page.goto(path)
      await alive(page)
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
      await expect(page.getByRole('navigation', { name: 'Rooms' })).toHaveCount(person ? 1 : 0)
      await expectAccessible(page, path)
    }
  }
})
