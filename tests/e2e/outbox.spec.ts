import type { Page } from '@playwright/test'
import { Line } from '../support/line.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { statesOf, watchStates } from '../support/states.ts'
import { alive, connected, enterSquare, expect, log, say, stopClock, stored, test, transcript } from './fixtures.ts'

const numbered = (mark: string, count: number) => Array.from({ length: count }, (_, n) => `${mark} ${n + 1}.`)

/** What the server has of these texts, in the order of the room. */
async function kept(server: TestServer, mark: string): Promise<string[]> {
  const rows = await server.chat('SELECT body FROM messages WHERE body LIKE ? ORDER BY room_id, seq', [`${mark}%`])
  return rows.map(({ body }) => String(body))
}

const queued = (page: Page, mark: string) => log(page).locator('[data-state=queued]').filter({ hasText: mark })

async function expectSent(page: Page, texts: string[]): Promise<void> {
  for (const text of texts) await expect(stored(page, text)).toHaveCount(1, { timeout: 30_000 })
  await expect(log(page).locator('[data-state=queued]')).toHaveCount(0)
  const shown = (await transcript(page)).map(line => line.replace(/^\d+ /, '')).filter(line => texts.includes(line))
  expect(shown).toEqual(texts)
}

/** Once sent always sent, nothing is sent before it was on its way, and nothing failed. */
async function expectHonest(page: Page, texts: string[]): Promise<void> {
  for (const text of texts) {
    expect(['queued,sent', 'queued', 'sent'], text).toContain((await statesOf(page, text)).join())
  }
}

test('a reload amid sending, with every answer lost: each message once, in order, honest all along', async ({
  visit, server,
}) => {
  const { page, wire } = await visit()
  const line = await Line.on(page.context())
  await watchStates(page)
  await enterSquare(page)
  line.dropAcks = true
  const mark = unique('reload')
  const texts = numbered(mark, 5)
  for (const text of texts) await say(page, text)
  await expect.poll(() => kept(server, mark)).toEqual(texts.slice(0, 1))
  await expect(queued(page, mark)).toHaveCount(5)
  for (const text of texts) expect(await statesOf(page, text)).toEqual(['queued'])

  await page.reload()
  await expect(queued(page, mark)).toHaveCount(4)
  await expect(stored(page, texts[0]!)).toHaveCount(1)
  await expect.poll(() => kept(server, mark)).toEqual(texts.slice(0, 2))
  expect(await statesOf(page, texts[0]!)).toEqual(['sent'])
  for (const text of texts.slice(1)) expect(await statesOf(page, text)).toEqual(['queued'])

  line.dropAcks = false
  wire.cut()
  wire.mend()
  await expectSent(page, texts)
  await expectHonest(page, texts)
  expect(await kept(server, mark)).toEqual(texts)
  for (const text of texts) expect(line.idsOf.get(text)?.size).toBe(1)
  await page.reload()
  await expectSent(page, texts)
})

test('a tab that crashes in the middle of sending leaves everything to the next one', async ({ visit, server }) => {
  const { page } = await visit()
  const line = await Line.on(page.context())
  await enterSquare(page)
  const room = page.url()
  line.dropAcks = true
  const mark = unique('crash')
  const texts = numbered(mark, 4)
  for (const text of texts) await say(page, text)
  await page.getByRole('textbox', { name: 'Message' }).fill(`${mark} not finished`)
  await expect.poll(() => kept(server, mark)).toEqual(texts.slice(0, 1))
  const crashed = page.waitForEvent('crash')
  const tools = await page.context().newCDPSession(page)
  tools.send('Page.crash').catch(() => undefined)
  await crashed

  line.dropAcks = false
  const next = await page.context().newPage()
  await watchStates(next)
  await next.goto(room)
  await expectSent(next, texts)
  await expectHonest(next, texts)
  await expect(next.getByRole('textbox', { name: 'Message' })).toHaveValue(`${mark} not finished`)
  expect(await kept(server, mark)).toEqual(texts)
  for (const text of texts) expect(line.idsOf.get(text)?.size).toBe(1)
})

test('two tabs in the middle of sending, with every answer lost, and one of them goes away', async ({
  visit, server,
}) => {
  const { page: first, wire } = await visit()
  const context = first.context()
  const line = await Line.on(context)
  await watchStates(first)
  await enterSquare(first)
  const second = await context.newPage()
  await watchStates(second)
  await second.goto(first.url())
  await alive(second)
  await expect(log(second)).toBeVisible()
  line.dropAcks = true
  const mark = unique('tabs')
  const texts = numbered(mark, 6)
  for (const [index, text] of texts.entries()) {
    const page = index % 2 ? second : first
    await say(page, text)
    // Both show it before the next one is written: that is the order.
    for (const tab of [first, second]) await expect(queued(tab, text)).toHaveCount(1)
  }
  await expect.poll(() => kept(server, mark)).toEqual(texts.slice(0, 1))
  for (const page of [first, second]) for (const text of texts) expect(await statesOf(page, text)).toEqual(['queued'])

  await first.close({ runBeforeUnload: false })
  line.dropAcks = false
  wire.cut()
  wire.mend()
  await expectSent(second, texts)
  await expectHonest(second, texts)
  expect(await kept(server, mark)).toEqual(texts)
  for (const text of texts) expect(line.idsOf.get(text)?.size).toBe(1)
})

test('two tabs never send the same message twice, and both show where each one is', async ({ visit, server }) => {
  const { page: first, wire } = await visit()
  const context = first.context()
  const line = await Line.on(context)
  await enterSquare(first)
  const second = await context.newPage()
  await second.goto(first.url())
  await alive(second)
  await expect(log(second)).toBeVisible()
  const mark = unique('once')
  const texts = numbered(mark, 30)
  for (const page of [first, second]) await watchStates(page)
  wire.cut()
  for (const text of texts.slice(0, 15)) await say(first, text)
  for (const text of texts.slice(15)) await say(second, text)
  for (const page of [first, second]) await expect(queued(page, mark)).toHaveCount(30)
  line.sends.length = 0
  wire.mend()
  for (const page of [first, second]) await expectSent(page, texts)
  expect(await kept(server, mark)).toEqual(texts)
  for (const text of texts) expect(line.idsOf.get(text)?.size).toBe(1)
})

test('two tabs that send at the same time take turns: every message goes over the line once', async ({
  visit, server,
}) => {
  const { page: first } = await visit()
  const line = await Line.on(first.context())
  await enterSquare(first)
  const second = await first.context().newPage()
  await second.goto(first.url())
  await alive(second)
  await expect(log(second)).toBeVisible()
  await expect(log(first)).toBeVisible()
  const mark = unique('turns')
  const of = (name: string) => numbered(`${mark} ${name}`, 15)
  const write = async (page: Page, texts: string[]) => {
    // At one blow for each message: one person does not write in two tabs at once, and their draft is the same one.
    for (const text of texts) await page.locator('#composer').evaluate((form: HTMLFormElement, text) => {
      const field = form.querySelector('textarea')!
      field.value = text
      field.dispatchEvent(new Event('input'))
      form.requestSubmit()
    }, text)
  }
  await Promise.all([write(first, of('one')), write(second, of('two'))])
  await expect.poll(async () => (await kept(server, mark)).length).toBe(30)
  for (const page of [first, second]) {
    await expect(log(page).locator('[data-state=sent]').filter({ hasText: mark })).toHaveCount(30)
  }
  for (const name of ['one', 'two']) expect(await kept(server, `${mark} ${name}`)).toEqual(of(name))
  expect(line.sends.length).toBe(30)
})

test('hours offline, with a clock that is set back: nothing is given up and the order stays', async ({
  visit, server,
}) => {
  const { page, wire } = await visit()
  await page.clock.install()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  const mark = unique('hours')
  const texts = numbered(mark, 3)
  wire.cut()
  await say(page, texts[0]!)
  await page.clock.fastForward('05:00:00')
  await say(page, texts[1]!)
  await expect(queued(page, texts[0]!)).toContainText('Will be sent when the connection is back.')
  await page.clock.setSystemTime(new Date('2001-01-01'))
  await say(page, texts[2]!)
  await expect(queued(page, mark)).toHaveCount(3)
  await expect(page.getByRole('status').filter({ hasText: '3 messages waiting to be sent.' })).toBeVisible()
  wire.mend()
  await page.clock.resume()
  await page.clock.runFor(30_000)
  await expectSent(page, texts)
  expect(await kept(server, mark)).toEqual(texts)
})

test('what waits can be thrown away, and stays thrown away in every tab', async ({ visit, server }) => {
  const { page, wire } = await visit()
  await enterSquare(page)
  const second = await page.context().newPage()
  await second.goto(page.url())
  await alive(second)
  await expect(log(second)).toBeVisible()
  const mark = unique('discard')
  wire.cut()
  await say(page, `${mark} 1.`)
  await say(page, `${mark} 2.`)
  await expect(queued(second, mark)).toHaveCount(2)
  await queued(second, `${mark} 1.`).getByRole('button', { name: 'Discard' }).click({ timeout: 40_000 })
  await expect(queued(page, `${mark} 1.`)).toHaveCount(0)
  wire.mend()
  for (const tab of [page, second]) await expectSent(tab, [`${mark} 2.`])
  expect(await kept(server, mark)).toEqual([`${mark} 2.`])
})

test('a refusal stays a refusal across a reload and in the other tab, until somebody tries again', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const line = await Line.on(page.context())
  await enterSquare(page)
  const second = await page.context().newPage()
  await second.goto(page.url())
  await alive(second)
  line.refuse = 'forbidden'
  const text = unique('refused')
  await say(page, text)
  const failed = (tab: Page) => log(tab).locator('[data-state=failed]').filter({ hasText: text })
  for (const tab of [page, second]) await expect(failed(tab)).toContainText('You cannot write here at the moment.')
  await page.reload()
  await expect(failed(page)).toContainText('You cannot write here at the moment.')
  line.refuse = undefined
  await failed(second).getByRole('button', { name: 'Retry' }).click()
  for (const tab of [page, second]) await expectSent(tab, [text])
  expect(await kept(server, text)).toEqual([text])
})

test('every message that waits says why and can be thrown away, the same in all tabs', async ({ visit, server }) => {
  const { page, wire } = await visit()
  await enterSquare(page)
  const second = await page.context().newPage()
  await second.goto(page.url())
  await alive(second)
  await expect(log(second)).toBeVisible()
  const mark = unique('why')
  const texts = numbered(mark, 3)
  wire.cut()
  for (const text of texts) await say(page, text)
  const why = (tab: Page) =>
    queued(tab, mark)
      .filter({ hasText: 'Will be sent when the connection is back.' })
      .filter({ has: tab.getByRole('button', { name: 'Discard' }) })
  for (const tab of [page, second]) await expect(why(tab)).toHaveCount(3)
  await queued(page, texts[2]!).getByRole('button', { name: 'Discard' }).click()
  for (const tab of [page, second]) await expect(queued(tab, mark)).toHaveCount(2)
  wire.mend()
  for (const tab of [page, second]) await expectSent(tab, texts.slice(0, 2))
  expect(await kept(server, mark)).toEqual(texts.slice(0, 2))
})

test('a message that waits for a moment shows no more than a clock', async ({ visit }) => {
  const { page } = await visit()
  const line = await Line.on(page.context())
  await page.clock.install()
  await enterSquare(page)
  await expect(log(page)).toBeVisible()
  await connected(page)
  line.refuse = 'busy'
  const text = unique('a moment')
  await stopClock(page)
  await say(page, text)
  await expect.poll(() => line.sends.length).toBeGreaterThan(0)
  await expect(queued(page, text)).toHaveCount(1)
  await expect(queued(page, text).getByRole('button', { name: 'Discard' })).toHaveCount(0)
  await page.clock.fastForward(2_500)
  await expect(queued(page, text)).toContainText('The server is busy.')
  await expect(queued(page, text).getByRole('button', { name: 'Discard' })).toBeVisible()
})
