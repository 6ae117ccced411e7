import type { Page } from '@playwright/test'
import type { AdminInbox } from '../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { caseOf, casesSettled, openCase, openInbox } from '../support/support.ts'
import {
  alive, connected, expect, expectAccessible, expectAccessibleInBothSchemes, log, logInAs, stored, test,
} from './fixtures.ts'

interface Desk {
  ada: Client
  grace: Client
  inbox: AdminInbox
}

/** An inbox of ada and grace. */
async function openDesk(server: TestServer): Promise<Desk> {
  const [ada, grace, root] = await Promise.all([member(server, 'ada'), member(server, 'grace'), firstAdmin(server)])
  return { ada, grace, inbox: await openInbox(root, [ada, grace]) }
}

async function sitDown(page: Page, agent: Client, path = '/desk'): Promise<void> {
  await logInAs(page, agent)
  await page.goto(path)
  await connected(page)
}

const rows = (page: Page) => page.getByRole('region', { name: 'Cases' }).locator('a[data-case]')
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const notes = (page: Page) => log(page).locator('[data-note]')

test('a customer is answered live, and a note reaches the team alone', async ({ visit, server }) => {
  const { ada, grace, inbox } = await openDesk(server)
  const { customer, id, roomId } = await openCase(server, inbox, { name: 'Vera', topic: 'A telescope', text: 'Hello?' })
  const { version } = await caseOf(ada, id)
  await ada.patch(`/api/support/cases/${id}`, { version, priority: 'high' })
  const { page } = await visit({ viewport: { width: 1500, height: 900 } })
  await sitDown(page, ada)
  await expect(rows(page)).toContainText(['Vera'])
  await rows(page).first().click()
  await page.waitForURL(`**/desk/${id}`)
  await expect(stored(page, 'Hello?')).toBeVisible()
  await page.reload()
  await alive(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Vera')

  const socket = await customer.connect()
  await field(page).fill('Which one did you think of?')
  await page.keyboard.press('Enter')
  const heard = await socket.waitFor('message.created')
  expect(heard.message.body).toBe('Which one did you think of?')
  await expect(log(page), 'who answers a case that nobody has, has it').toContainText('You took this case')
  await customer.say(roomId, 'The small one.')
  await expect(stored(page, 'The small one.')).toBeVisible()

  await page.getByRole('button', { name: 'Private note' }).click()
  const secret = unique('she is ten')
  await field(page).fill(`@${grace.user.username} ${secret}`)
  await page.keyboard.press('Enter')
  await expect(notes(page)).toContainText([secret])
  await expect(field(page)).toHaveValue('')
  // Opening a case chooses nothing.
  expect((await ada.get(`/api/support/cases/${id}/timeline`)).text).not.toContain('"after":"low"')
  // What the customer can reach: the room, its messages, the case.
  const paths = [`/api/rooms/${roomId}`, `/api/rooms/${roomId}/messages`, `/api/support/cases/${id}`]
  for (const path of paths) expect((await customer.get(path)).text).not.toContain(secret)
  expect(JSON.stringify(socket.received)).not.toContain(secret)
  await page.getByRole('button', { name: 'Answer' }).click()
  await expect(field(page), 'a note is no draft of an answer').toHaveValue('')
  await socket.close()
})

test('of two who take a case at once one has it, and the other reads who', async ({ visit, server }) => {
  const { ada, grace, inbox } = await openDesk(server)
  const { id } = await openCase(server, inbox, { name: 'Vera', text: 'Hello?' })
  const [{ page: one }, { page: other }] = [await visit(), await visit()]
  await sitDown(one, ada, `/desk/${id}`)
  await sitDown(other, grace, `/desk/${id}`)
  // The other one does not hear of it in time.
  await other.route('**/api/support/cases/*', async (route) => {
    if (route.request().method() === 'PATCH') await taken
    await route.continue()
  })
  const taken = one.waitForResponse(answer => answer.request().method() === 'PATCH')
  await other.getByRole('button', { name: 'Take', exact: true }).click()
  await one.getByRole('button', { name: 'Take', exact: true }).click()
  await expect(other.getByRole('alert').filter({ hasText: 'has this case now.' })).toContainText(ada.user.username)
  expect((await caseOf(grace, id)).assignee?.id).toBe(ada.id)
  await expect(other.getByRole('button', { name: 'Take over' })).toBeVisible()
  await expect(log(other)).toContainText('took this case')
})

test('the list follows what happens, and a resolved case opens again with an answer', async ({ visit, server }) => {
  const { ada, inbox } = await openDesk(server)
  const { page } = await visit()
  await sitDown(page, ada)
  await expect(page.getByText('No open cases.')).toBeVisible()
  const { customer, id, roomId } = await openCase(server, inbox, { name: 'Vera', topic: 'A telescope', text: 'Hello?' })
  await expect(rows(page)).toContainText(['A telescope'])
  await rows(page).first().click()
  await page.getByRole('button', { name: 'Resolve' }).click()
  await expect(rows(page)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible()
  await customer.say(roomId, 'One more thing')
  await casesSettled(server)
  await expect(rows(page)).toContainText(['One more thing'])
  await expect(page).toHaveTitle(/^\(1\) #/)
  await expect(page.getByRole('button', { name: 'Resolve' })).toBeVisible()
  await expect(log(page)).toContainText('reopened this case')
  expect((await caseOf(ada, id)).state).toBe('open')
  await page.getByRole('button', { name: 'Resolve' }).click()
  await expect(page, 'nothing waits any more').toHaveTitle(/^#/)
})

test('before two answer at once, both see who else is there', async ({ visit, server }) => {
  const { ada, grace, inbox } = await openDesk(server)
  const { id } = await openCase(server, inbox, { name: 'Vera', text: 'Hello?' })
  const [{ page: one }, { page: other }] = [await visit(), await visit()]
  await sitDown(one, ada, `/desk/${id}`)
  await sitDown(other, grace, `/desk/${id}`)
  await expect(one.getByText(`${grace.user.displayName} has this case open too`)).toBeVisible()
  await field(other).pressSequentially('Good')
  await expect(one.getByText(`${grace.user.displayName} is answering`)).toBeVisible()
  await other.goto('/desk')
  await expect(one.locator('[data-company]')).toHaveCount(0)
})

test('a canned reply is written once, found with a slash and filled in', async ({ visit, server }) => {
  const { ada, inbox } = await openDesk(server)
  const { id } = await openCase(server, inbox, { name: 'Vera', text: 'Hello?' })
  const { page } = await visit()
  await sitDown(page, ada, '/desk/replies')
  await page.getByRole('button', { name: 'Add a reply' }).click()
  const name = unique('Welcome')
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Text').fill('Hello {{customer.name}}, about #{{case.number}}:')
  await expectAccessible(page, 'a reply')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('{{customer.name}}')

  await page.goto(`/desk/${id}`)
  await alive(page)
  await field(page).pressSequentially(`/${name.slice(0, 9)}`)
  await expect(page.getByRole('option', { name })).toBeVisible()
  await expectAccessible(page, 'the replies')
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue(`Hello Vera, about #${id}:`)
  await page.keyboard.press('Enter')
  await expect(stored(page, `Hello Vera, about #${id}:`)).toBeVisible()
})

test('a mention in a note leads from the inbox to the case', async ({ visit, server }) => {
  const { ada, grace, inbox } = await openDesk(server)
  const { id } = await openCase(server, inbox, { name: 'Vera', text: 'Hello?' })
  const body = `@${grace.user.username} please look`
  await ada.post(`/api/support/cases/${id}/notes`, { clientId: crypto.randomUUID(), body })
  const { page } = await visit()
  await sitDown(page, grace, '/inbox')
  await page.getByRole('main').getByRole('link', { name: 'please look' }).click()
  await page.waitForURL(`**/desk/${id}`)
  await expect(notes(page)).toContainText(['please look'])
  // A moment of looking at it makes it read, here and on the server.
  await expect.poll(async () => (await grace.get('/api/inbox')).body.items[0]?.room.mentions).toBe(0)
  await page.goto('/inbox')
  await alive(page)
  const row = page.getByRole('main').getByRole('link', { name: 'please look' })
  await expect(row).toBeVisible()
  await expect(row).not.toContainText('New')
})

test('without JavaScript the desk says what it cannot do', async ({ visit, server }) => {
  const { ada, inbox } = await openDesk(server)
  const { id } = await openCase(server, inbox, { name: 'Vera', text: 'Where is my telescope?' })
  const { page } = await visit({ javaScriptEnabled: false })
  await logInAs(page, ada)
  for (const path of ['/desk', `/desk/${id}`]) {
    await page.goto(path)
    await expect(page.getByText('The desk needs JavaScript.')).toBeVisible()
  }
  await expect(log(page).getByText('Where is my telescope?')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Private note' })).toBeHidden()
})

test('the figures of an inbox are there, and as a file', async ({ visit, server }) => {
  const { ada, inbox } = await openDesk(server)
  await openCase(server, inbox, { name: 'Vera', text: 'Hello?' })
  const { page } = await visit()
  await sitDown(page, ada, '/desk/figures')
  await expect(page.getByRole('definition').first()).toHaveText('1')
  await expectAccessible(page, 'the figures')
  await page.setViewportSize({ width: 360, height: 800 })
  await expect.poll(() => page.getByRole('definition')
    .evaluateAll(cards => Math.max(...cards.map(card => card.getBoundingClientRect().right)))).toBeLessThanOrEqual(360)
  const path = await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')
  expect((await ada.get(path ?? '')).headers['content-type']).toContain('text/csv')
})

test('nobody but an agent finds the desk', async ({ visit, server }) => {
  const { inbox } = await openDesk(server)
  const { id } = await openCase(server, inbox, { text: 'Hello?' })
  const [mallory, root] = [await member(server, 'mallory'), await firstAdmin(server)]
  for (const outsider of [mallory, root]) {
    const { page } = await visit()
    await logInAs(page, outsider)
    const paths = ['/desk', `/desk/${id}`, '/desk/replies', '/desk/figures']
    for (const path of paths) expect((await page.goto(path))?.status()).toBe(404)
    await page.goto('/rooms')
    await expect(page.getByRole('link', { name: 'Support desk' })).toHaveCount(0)
  }
})

for (const width of [360, 768, 1440]) {
  test(`the desk fits ${width} pixels, and is accessible, light and dark`, async ({ visit, server }) => {
    const { ada, inbox } = await openDesk(server)
    const topic = `A telescope for ${'a very long word '.repeat(8)}`
    const { id } = await openCase(server, inbox, { name: 'Vera', topic, text: 'a long word '.repeat(40) })
    await ada.post(`/api/support/cases/${id}/notes`, { clientId: crypto.randomUUID(), body: 'between us' })
    const { page } = await visit({ viewport: { width, height: 800 } })
    await sitDown(page, ada)
    await expect(rows(page)).toHaveCount(1)
    await expectAccessibleInBothSchemes(page, 'the list')
    await rows(page).first().click()
    await expect(field(page)).toBeVisible()
    await expect(notes(page)).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    await expectAccessibleInBothSchemes(page, 'a case')
    await page.getByRole('button', { name: 'Private note' }).click()
    await expectAccessibleInBothSchemes(page, 'a note')
    if (width >= 1408) return
    await page.getByRole('link', { name: 'Details' }).click()
    await expect(page.getByRole('heading', { name: 'Details' })).toBeFocused()
    await expectAccessibleInBothSchemes(page, 'the details')
    await page.keyboard.press('Escape')
    if (width < 768) {
      await page.getByRole('link', { name: 'Back to the cases' }).click()
      await expect(rows(page)).toBeVisible()
    }
  })
}

test('what is typed after a click on a case is an answer, not a key of the desk', async ({ visit, server }) => {
  const { ada, inbox } = await openDesk(server)
  const one = await openCase(server, inbox)
  const { page } = await visit()
  await sitDown(page, ada)
  await rows(page).first().click()
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('Hello, thanks')
  await expect(field(page)).toHaveValue('Hello, thanks')
  expect((await caseOf(ada, one.id)).state).toBe('open')
})
