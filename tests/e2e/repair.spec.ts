import type { Page } from '@playwright/test'
import type { ServerEvent } from '../../shared/protocol/event.ts'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { alive, enterSquare, expect, log, logInAs, removeMessage, say, stored, test, transcript } from './fixtures.ts'

type Judge = (event: ServerEvent) => boolean

/** A bad line: `lose` says which events never arrive, `refuse` makes the server's answer to a message a refusal. */
async function badLine(page: Page): Promise<{ lose: Judge, refuse: boolean, dead: boolean }> {
  const line = { lose: (() => false) as Judge, refuse: false, dead: false }
  await page.routeWebSocket('**/ws', (near) => {
    const far = near.connectToServer()
    const opened = { dead: false }
    near.onMessage((frame) => {
      if (line.dead) opened.dead = true
      const command = JSON.parse(String(frame)) as { type: string, clientId: string }
      if (line.refuse && command.type === 'message.send') {
        near.send(
          JSON.stringify([
            { type: 'command.failed', clientId: command.clientId, ref: 'message.send', code: 'forbidden' },
          ]),
        )
      }
      else if (!opened.dead) {
        far.send(frame)
      }
    })
    far.onMessage((frame) => {
      if (line.dead) opened.dead = true
      if (opened.dead) return
      const events = (JSON.parse(String(frame)) as ServerEvent[]).filter(event => !line.lose(event))
      if (events.length > 0) near.send(JSON.stringify(events))
    })
  })
  return line
}

/** Two people in a group of their own: in the square, they may look at different parts of what others have said. */
async function openGroup(server: TestServer, author: Page, reader: Page): Promise<void> {
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  for (const [page, person] of [[author, ada], [reader, grace]] as const) {
    await logInAs(page, person)
    await page.goto(`/rooms/${room.id}`)
    await alive(page)
  }
}

test('a message that got lost on the line is fetched when the next one shows the hole', async ({ visit, server }) => {
  const [reader, author] = await Promise.all([visit(), visit()])
  const line = await badLine(reader.page)
  await openGroup(server, author.page, reader.page)
  const [lost, next] = [unique('lost'), unique('next')]
  line.lose = event => event.type === 'message.created' && event.message.body === lost
  await say(author.page, lost)
  await expect(stored(author.page, lost)).toBeVisible()
  await say(author.page, next)
  await expect(stored(reader.page, next)).toBeVisible()
  await expect(stored(reader.page, lost)).toHaveCount(1)
  expect(await transcript(reader.page)).toEqual(await transcript(author.page))
})

test('a deletion that got lost on the line is noticed with the next change of the room', async ({ visit, server }) => {
  const [reader, author] = await Promise.all([visit(), visit()])
  const line = await badLine(reader.page)
  // Readers of a room of more than 200 people wait up to 15 s before they ask what they missed.
  await openGroup(server, author.page, reader.page)
  const texts = [unique('first'), unique('second')]
  for (const text of texts) {
    await say(author.page, text)
    await expect(stored(reader.page, text)).toBeVisible()
  }
  let lost = 0
  line.lose = event => event.type === 'message.deleted' && ++lost > 0
  for (const text of texts) {
    await removeMessage(author.page, text)
    await expect.poll(() => lost).toBe(1)
    // The second deletion arrives and shows that one was missed.
    line.lose = () => false
  }
  for (const text of texts) await expect(stored(reader.page, text)).toHaveCount(0)
})

test('a message that was refused says so, can be tried again and thrown away', async ({ visit }) => {
  const { page } = await visit()
  const line = await badLine(page)
  await enterSquare(page)
  line.refuse = true
  const [again, never] = [unique('again'), unique('never')]
  for (const text of [again, never]) await say(page, text)
  const failed = (text: string) => log(page).locator('[data-state=failed]').filter({ hasText: text })
  await expect(failed(again)).toBeVisible()
  await expect(failed(never)).toBeVisible()
  await failed(never).getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText(never)).toHaveCount(0)
  line.refuse = false
  await failed(again).getByRole('button', { name: 'Retry' }).click()
  await expect(stored(page, again)).toHaveCount(1)
  await expect(failed(again)).toHaveCount(0)
  await page.reload()
  await expect(stored(page, again)).toHaveCount(1)
  await expect(page.getByText(never)).toHaveCount(0)
})

test('a line that died without a word is noticed and replaced', async ({ visit }) => {
  const [reader, author] = await Promise.all([visit(), visit()])
  const line = await badLine(reader.page)
  await enterSquare(reader.page)
  await enterSquare(author.page)
  const before = unique('before')
  await say(author.page, before)
  await expect(stored(reader.page, before)).toBeVisible()
  line.dead = true
  const text = unique('into the void')
  await say(author.page, text)
  await expect(stored(author.page, text)).toBeVisible()
  await reader.page.evaluate(() => window.dispatchEvent(new Event('online')))
  line.dead = false
  await expect(stored(reader.page, text)).toBeVisible({ timeout: 50_000 })
})

test('what is unread shows in the list, and is gone on every screen once it was read', async ({ visit }) => {
  const [reader, author] = await Promise.all([visit(), visit()])
  await enterSquare(reader.page)
  const square = new URL(reader.page.url()).pathname
  const second = await reader.page.context().newPage()
  for (const page of [reader.page, second]) {
    await page.goto('/rooms')
    await alive(page)
  }
  const row = (page: Page) => page.getByRole('navigation', { name: 'Rooms' }).locator(`a[href="${square}"]`)
  await expect(row(reader.page)).not.toContainText(/unread|new/i)
  await enterSquare(author.page)
  const text = unique('news')
  await say(author.page, text)
  for (const page of [reader.page, second]) {
    await expect(page.getByRole('main')).toContainText(text)
    await expect(row(page)).toContainText(/\d+ (?:unread|new)/i)
  }
  await reader.page.bringToFront()
  await row(reader.page).click()
  await expect(stored(reader.page, text)).toBeVisible()
  await expect(row(second)).not.toContainText(/\d+ (?:unread|new)/i)
})
