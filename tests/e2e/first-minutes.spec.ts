import type { Locator, Page, TestInfo } from '@playwright/test'
import { firstAdmin, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { bodyOf, caseOf, openCase, openInbox } from '../support/support.ts'
import { alive, expect, log, logInAs, say, stored } from './fixtures.ts'
import { begin, frameOf, message, take, test, write } from './widgetFixtures.ts'

// The first five minutes of everybody whom Plaza is for, through the screen alone. What each took is in the report.

/** What a person does, step by step. */
class Walk {
  #steps = 0
  readonly #since = Date.now()

  async press(target: Locator) {
    this.#steps++
    await target.click()
  }

  async fill(target: Locator, text: string) {
    this.#steps++
    await target.fill(text)
  }

  async key(page: Page, key: string) {
    this.#steps++
    await page.keyboard.press(key)
  }

  end(info: TestInfo) {
    const seconds = ((Date.now() - this.#since) / 1000).toFixed(1)
    info.annotations.push({ type: 'first minutes', description: `${this.#steps} steps, ${seconds} s` })
  }
}

test('a guest enters the square by keyboard alone, says hello, is answered and comes back', async ({
  visit, server,
}, info) => {
  const host = await member(server, 'host')
  const { page } = await visit()
  const [walk, name, hello] = [new Walk(), unique('gus'), unique('hello')]
  await page.goto('/')
  await walk.press(page.getByRole('textbox', { name: 'Your name' }))
  await page.keyboard.type(name)
  await walk.key(page, 'Enter')
  await page.waitForURL(/\/rooms\/\d+/)
  await alive(page)
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.focus()
  await page.keyboard.type(hello)
  await walk.key(page, 'Enter')
  await expect(stored(page, hello)).toContainText(name)
  walk.end(info)
  const square = (await host.rooms()).find(room => room.square)
  const answer = unique('welcome')
  await host.say(square!.id, answer)
  await expect(stored(page, answer)).toContainText(host.user.displayName)
  await page.goto('/')
  await page.goto(`/rooms/${square!.id}`)
  await expect(stored(page, hello)).toContainText(name)
})

test('a member makes an account, joins a group, writes in it and writes to a person', async ({
  visit, server,
}, info) => {
  const friend = await member(server, 'friend')
  const { page } = await visit({ viewport: { width: 390, height: 844 }, hasTouch: true })
  const [walk, name] = [new Walk(), unique('mia')]
  await page.goto('/')
  await walk.press(page.getByRole('link', { name: 'Create an account' }))
  await page.waitForURL('**/register')
  await alive(page)
  await walk.fill(page.getByLabel('E-mail'), `${name}@plaza.test`)
  await walk.fill(page.getByLabel('Username'), name)
  await walk.fill(page.getByLabel('Password', { exact: true }), 'a long enough secret')
  await walk.press(page.getByRole('button', { name: 'Create account' }))
  await page.waitForURL(/\/rooms/)
  await alive(page)
  await walk.press(page.locator('a[href="/rooms/find"]:visible').first())
  await page.waitForURL('**/rooms/find')
  await walk.press(page.getByRole('button', { name: /^Join / }).first())
  await page.waitForURL(/\/rooms\/\d+/)
  const hello = unique('hello')
  await say(page, hello)
  await expect(stored(page, hello)).toBeVisible()
  await walk.key(page, 'Control+k')
  const palette = page.getByRole('dialog')
  await walk.fill(palette.getByRole('combobox'), friend.user.username)
  await walk.press(palette.getByRole('option', { name: new RegExp(friend.user.username) }))
  await expect(page.getByRole('heading', { level: 1, name: friend.user.displayName })).toBeVisible()
  const words = unique('only you')
  await say(page, words)
  await expect(stored(page, words)).toBeVisible()
  walk.end(info)
  const direct = (await friend.rooms()).find(room => room.kind === 'direct')
  expect((await friend.history(direct!.id)).map(({ body }) => body)).toEqual([words])
})

test('an agent finds the desk and does all of a case by keyboard: answer, note, label, resolve', async ({
  visit, server,
}, info) => {
  const agent = await member(server, 'agent')
  const inbox = await openInbox(await firstAdmin(server), [agent])
  const { customer, id, roomId } = await openCase(server, inbox, { name: 'Vera', text: 'The lid is broken' })
  const socket = await customer.connect()
  const { page } = await visit({ viewport: { width: 1440, height: 900 } })
  const walk = new Walk()
  await logInAs(page, agent)
  await page.goto('/rooms')
  await alive(page)
  await walk.press(page.getByRole('link', { name: 'Support desk' }).first())
  await page.waitForURL('**/desk')
  await alive(page)
  const row = page.getByRole('region', { name: 'Cases' }).locator('a[data-case]').first()
  await expect(row).toContainText('Vera')
  await walk.key(page, 'j')
  await page.waitForURL(`**/desk/${id}`)
  await expect(stored(page, 'The lid is broken')).toBeVisible()
  await expect(row, 'the next key is one of the desk again').toBeFocused()
  await walk.key(page, 'r')
  const field = page.getByRole('textbox', { name: 'Message' })
  await expect(field).toBeFocused()
  await page.keyboard.type('A new one is on its way.')
  await walk.key(page, 'Enter')
  const { message: heard } = await socket.waitFor('message.created', event => event.message.roomId === roomId)
  expect([heard.authorId, heard.body]).toEqual([agent.id, 'A new one is on its way.'])
  await expect(log(page)).toContainText('You took this case')
  await walk.key(page, 'Escape')
  await expect(row).toBeFocused()
  await walk.key(page, 'n')
  await expect(field).toBeFocused()
  await page.keyboard.type('for the team')
  await walk.key(page, 'Enter')
  await expect(log(page).locator('[data-note]')).toContainText(['for the team'])
  await walk.key(page, 'Escape')
  await walk.key(page, 'l')
  await page.keyboard.type('teapot')
  await walk.key(page, 'Enter')
  await expect(log(page)).toContainText('You added teapot')
  await walk.key(page, 'Escape')
  await walk.key(page, 'e')
  await expect(log(page)).toContainText('You resolved this case')
  walk.end(info)
  expect(await caseOf(agent, id)).toMatchObject({ state: 'resolved', labels: ['teapot'], assignee: { id: agent.id } })
  await socket.close()
})

test('a visitor of another site writes, the team answers, and both see it at once', async ({ visit, shop }, info) => {
  const { page, wire } = await visit()
  shop.site.embed(wire.origin, shop.inbox.key)
  await page.goto(shop.site.origin)
  await expect(page.locator('plaza-widget iframe'), 'nothing is loaded before it is asked for').toHaveCount(0)
  const walk = new Walk()
  await begin(page, 'Where is my telescope?')
  walk.end(info)
  const one = await take(shop)
  const agent = await shop.grace.connect()
  await shop.grace.say(one.roomId, 'On its **way**')
  await expect(message(page, 'On its way').locator('strong')).toHaveText('way')
  await write(page, 'Thank you!')
  await agent.waitFor('message.created', event => event.message.body === 'Thank you!')
  await expect(async () => {
    agent.send({ type: 'room.typing', roomId: one.roomId })
    await expect(frameOf(page).getByText('is typing…')).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
  await agent.close()
})

test('an admin opens an inbox with somebody else in it, and goes to the desk', async ({
  visit, server,
}, info) => {
  const [root, helper] = [await firstAdmin(server), await member(server, 'helper')]
  const { page } = await visit({ viewport: { width: 1440, height: 900 } })
  const [walk, name] = [new Walk(), unique('Shop')]
  await logInAs(page, root)
  await page.goto('/rooms')
  await alive(page)
  await walk.press(page.getByRole('link', { name: 'Administration' }))
  await page.waitForURL('**/admin')
  await walk.press(page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Inboxes' }))
  await page.waitForURL('**/admin/inboxes')
  await alive(page)
  await walk.press(page.getByRole('button', { name: 'New inbox' }))
  await walk.fill(page.getByLabel('Name', { exact: true }), name)
  await walk.fill(page.getByLabel('Add people by name'), helper.user.username)
  await walk.key(page, 'Enter')
  await walk.press(page.getByRole('button', { name: `Add ${helper.user.displayName}` }))
  await walk.press(page.getByRole('button', { name: 'Create inbox' }))
  const made = page.getByRole('group', { name: `${name} is ready` })
  await walk.press(made.getByRole('link', { name: 'Go to the support desk' }))
  await page.waitForURL('**/desk')
  walk.end(info)
  const mine = bodyOf(await helper.get('/api/support/inboxes')).inboxes
  expect(mine.map(inbox => inbox.name)).toEqual([name])
})
