import type { Browser, Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { Nodes } from '../support/nodes.ts'
import { Proxy } from '../support/proxy.ts'
import { unique } from '../support/random.ts'
import { alive, expect, log, logInAs, say, stored, test } from './fixtures.ts'

const patient = expect.configure({ timeout: 30_000 })
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const header = (page: Page) => page.locator('header')
const linkTo = (page: Page, id: number) => page.locator(`nav a[href="/rooms/${id}"]`)
const pathOf = (id: number) => `/rooms/${id}`

/** A browser of one person, behind a wire of its own. */
async function open(browser: Browser, origin: string, person: Client, path: string) {
  const wire = await Proxy.to(Number(new URL(origin).port))
  const page = await (await browser.newContext({ baseURL: wire.origin })).newPage()
  await logInAs(page, person)
  await go(page, path)
  let closed: Promise<void> | undefined
  return { page, wire, close: () => closed ??= page.context().close().then(() => wire.close()) }
}

/** On a busy machine HAProxy may take both nodes for down, and a page lacks a script: then it is loaded again. */
async function go(page: Page, path: string): Promise<void> {
  await expect(async () => {
    await page.goto(path)
    await alive(page)
  }).toPass({ timeout: 60_000 })
}

/** These screens say so of a room. */
async function expectCounts(pages: Page[], room: number, unread: number, mentions: 0 | 1 = 0): Promise<void> {
  for (const page of pages) {
    const link = linkTo(page, room)
    const messages = `${unread} unread message${unread === 1 ? '' : 's'}`
    await patient(link.getByText(/^\d+ unread messages?$/)).toHaveText(unread ? [messages] : [])
    await patient(link.getByText(/of them mentions? you$/)).toHaveText(mentions ? ['1 of them mentions you'] : [])
  }
}

test('three people, one of them on two devices, see the same of each other, whatever happens in between', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const nodes = new Nodes()
  const devices: { close: () => Promise<void> }[] = []
  try {
    await nodes.start({
      name: 'browser-messenger', count: 2, redis: 'plain', haproxy: true,
      env: { NUXT_TRUSTED_PROXIES: '1', NUXT_PRESENCE_GRACE: '2' },
    })
    const origin = nodes.origins[0] ?? ''
    const [ada, grace, linus] = await Promise.all(['ada', 'grace', 'linus'].map(name => member({ origin }, name)))
    if (!ada || !grace || !linus) throw new Error('three people were asked for')
    const direct = (await ada.post('/api/directs', { userId: grace.id })).body.room.id
    const team = (await group(ada, [grace, linus], 'private')).id
    const mark = unique('word')
    const text = (n: number) => `${mark}-${n}`
    const mention = (n: number) => `@${ada.user.username} ${text(n)}`

    const desk = await open(browser, origin, ada, pathOf(direct))
    const phone = await open(browser, origin, ada, '/rooms')
    const hers = await open(browser, origin, grace, pathOf(direct))
    const his = await open(browser, origin, linus, pathOf(team))
    devices.push(desk, phone, hers, his)
    const both = [desk.page, phone.page]

    await test.step('a direct message: there, typing, seen', async () => {
      for (const page of [desk.page, hers.page]) await patient(header(page)).toContainText('Online')
      await field(hers.page).pressSequentially(text(1))
      await patient(desk.page.getByText(`${grace.user.username} is typing…`)).toBeVisible()
      await hers.page.keyboard.press('Enter')
      await patient(stored(desk.page, text(1))).toBeVisible()
      await patient(log(hers.page).getByText('Seen', { exact: true })).toBeVisible()
      await expectCounts([...both, hers.page], direct, 0)
    })

    await test.step('counts are the same on both devices, also after a reload', async () => {
      await say(his.page, mention(2))
      await say(his.page, text(3))
      await expectCounts(both, team, 2, 1)
      await expectCounts([hers.page], team, 2)
      await Promise.all([go(desk.page, pathOf(direct)), go(phone.page, '/rooms')])
      await expectCounts(both, team, 2, 1)
      await linkTo(phone.page, team).click()
      await patient(stored(phone.page, text(3))).toBeVisible()
      await expectCounts(both, team, 0)
      await patient(log(his.page).getByText('Seen by 1')).toBeVisible()
    })

    await test.step('a device that was offline has what the others have', async () => {
      phone.wire.cut()
      await patient(phone.page.getByText('Reconnecting…')).toBeVisible()
      await say(phone.page, text(4))
      await say(hers.page, text(5))
      await say(his.page, mention(6))
      await patient(stored(desk.page, text(5))).toBeVisible()
      await expectCounts([desk.page], team, 1, 1)
      await patient(header(hers.page)).toContainText('Online')
      phone.wire.mend()
      await patient(stored(phone.page, text(6))).toBeVisible()
      await patient(stored(his.page, text(4))).toBeVisible()
      await expectCounts(both, team, 0)
      await expectCounts(both, direct, 0)
      await patient(log(hers.page).getByText('Seen', { exact: true })).toBeVisible()
    })

    await test.step('a node is killed', async () => {
      await go(phone.page, '/rooms')
      await nodes.first.kill()
      await say(hers.page, text(7))
      await say(his.page, mention(8))
      await patient(stored(desk.page, text(7))).toBeVisible()
      await expectCounts(both, team, 1, 1)
      await expectCounts(both, direct, 0)
      for (const page of [desk.page, hers.page]) await patient(header(page)).toContainText('Online')
      await linkTo(desk.page, team).click()
      await patient(stored(desk.page, text(8))).toBeVisible()
      await expectCounts(both, team, 0)
      await patient(log(his.page).getByText('Seen by 1')).toBeVisible()
      await go(phone.page, '/inbox')
      await patient(phone.page.getByRole('main')).toContainText(text(8))
    })

    await test.step('who has left with one device is there, with both is not', async () => {
      await phone.close()
      await say(desk.page, text(9))
      await expectCounts([hers.page], team, 6)
      await patient(header(hers.page)).toContainText('Online')
      await desk.close()
      await patient(header(hers.page)).toContainText('Last seen')
    })
    const [rows] = await nodes.last.chat(
      'SELECT COUNT(*) AS stored, COUNT(DISTINCT body) AS texts FROM messages WHERE body LIKE ?', [`%${mark}%`])
    expect(rows).toEqual({ stored: 9, texts: 9 })
  }
  finally {
    await Promise.all(devices.map(device => device.close()))
    await nodes.stop()
  }
})
