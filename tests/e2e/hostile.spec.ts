import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { hostileBodies, hostileNames } from '../support/hostile.ts'
import type { TestServer } from '../support/server.ts'
import { alive, expect, log, logInAs, test } from './fixtures.ts'

interface Place {
  reader: Client
  author: Client
  room: { id: number }
}

const bodies = Object.values(hostileBodies)
const names = Object.values(hostileNames)

/** A room, people and directs that are all called something nasty. */
async function nastyPlace(server: TestServer, nth: number): Promise<Place> {
  const [reader, author] = await Promise.all([member(server, 'grace'), member(server, 'mallory')])
  const displayName = names[nth % names.length]
  for (const [client, name] of [[author, displayName], [reader, names[(nth + 1) % names.length]]] as const) {
    expect((await client.patch('/api/account', { displayName: name })).status).toBe(200)
  }
  const rooms = []
  for (const name of names) rooms.push(await group(author, [reader], 'public', name))
  expect((await reader.patch(`/api/rooms/${rooms[0]!.id}`, { topic: 'x' })).status).toBe(403)
  expect(
    (
      await author.patch(`/api/rooms/${rooms[0]!.id}`, {
        topic: `${hostileBodies['the end of a script']}\0\r\n${'W'.repeat(300)}`,
      })
    ).status,
  ).toBe(200)
  const { body: { room: direct } } = await author.post('/api/directs', { userId: reader.id })
  await author.say(direct.id, hostileBodies['an image tag']!)
  return { reader, author, room: rooms[0]! }
}

async function expectHarmless(page: Page, what: string): Promise<void> {
  const found = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth - window.innerWidth,
    foreign: [
      ...document.querySelectorAll(
        'body img, body iframe, body object, body embed, [onerror], [onload], [onmouseover], '
        + 'a[href^="javascript" i], a[href^="data" i], form[action*="evil"]',
      ),
    ].map(one => one.outerHTML.slice(0, 200)),
    links: [...document.querySelectorAll<HTMLAnchorElement>('[data-body] a')]
      .filter(a =>
        !/^(https?|mailto):$/.test(a.protocol) || a.rel !== 'noopener noreferrer nofollow' || a.target !== '_blank',
      )
      .map(a => a.outerHTML),
    visible: getComputedStyle(document.body).display,
  }))
  expect(found, what).toEqual({ width: Math.min(found.width, 0), foreign: [], links: [], visible: 'block' })
}

async function expectHarmlessEverywhere(page: Page, { room }: Place): Promise<void> {
  for (const path of [`/rooms/${room.id}`, `/rooms/${room.id}?panel=details`, '/rooms', '/settings', '/']) {
    await page.goto(path)
    await expect(page.getByText(/alert\(1\)|WWWW/).first(), path).toBeAttached()
    await expectHarmless(page, path)
  }
}

let nth = 0
for (const [device, viewport] of [
  ['a phone', { width: 360, height: 740 }],
  ['a desktop', { width: 1440, height: 900 }],
] as const) {
  test(`hostile texts and names are harmless text on every view of ${device}, with and without scripts`, async ({
    visit, server,
  }) => {
    test.setTimeout(360_000)
    const place = await nastyPlace(server, nth++)
    const square = (await place.author.rooms()).find(room => room.visibility === 'open')!
    for (const body of bodies) await place.author.say(place.room.id, body)
    for (const name of [
      'combining marks', 'a word without an end', 'a right-to-left override', 'the end of a script', 'HTML',
    ]) {
      await place.author.say(square.id, hostileBodies[name]!)
    }
    for (const javaScriptEnabled of [true, false]) {
      const { page } = await visit({ viewport, javaScriptEnabled })
      const dialogs: string[] = []
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message())
        void dialog.dismiss()
      })
      await logInAs(page, place.reader)
      await expectHarmlessEverywhere(page, place)
      expect(dialogs).toEqual([])
    }
  })
}

test('a message looks the same live as when the server renders it', async ({ visit, server }) => {
  test.setTimeout(360_000)
  const place = await nastyPlace(server, 0)
  // High enough that every line is near the screen and drawn.
  const { page } = await visit({ viewport: { width: 1280, height: 12_000 } })
  await logInAs(page, place.reader)
  await page.goto(`/rooms/${place.room.id}`)
  await alive(page)
  await expect(log(page)).toBeVisible()
  const all = [...bodies, 'plain', '**bold** https://plaza.test\n> quote\nanswer\n- a\n- b']
  const last = (await Promise.all(all.map(body => place.author.say(place.room.id, body)))).length
  await expect(log(page).locator(`[data-seq="${last}"]`)).toBeVisible()
  await expect(log(page).locator('.markup').first()).toBeAttached()
  await expectHarmless(page, 'live')
  const live = await shown(page)
  expect(Object.keys(live).length).toBe(last)
  await page.reload()
  await expect(log(page).locator(`[data-seq="${last}"]`)).toBeVisible()
  const { page: plain } = await visit({ javaScriptEnabled: false })
  await logInAs(plain, place.reader)
  await plain.goto(`/rooms/${place.room.id}`)
  // Markup that is too much for the server is plain text until it is seen.
  await expect(async () => {
    const hydrated = Object.entries(await shown(page))
    expect(hydrated.length).toBeGreaterThanOrEqual(50)
    for (const [seq, html] of hydrated) expect(html, seq).toBe(live[seq])
  }).toPass({ timeout: 30_000 })
  const rendered = Object.entries(await shown(plain))
  const asTyped = rendered.filter(([seq, html]) => html !== live[seq])
  expect(rendered.length).toBeGreaterThanOrEqual(50)
  expect(asTyped.length).toBeLessThan(rendered.length / 2)
  for (const [seq, html] of asTyped) expect(html, seq).toMatch(/^<p dir="auto">[^<]*<\/p>$/)
})

/** The HTML of each message; of code the text alone, for its colours come later. */
function shown(page: Page): Promise<Record<string, string>> {
  return log(page).locator('[data-seq]').evaluateAll(items => Object.fromEntries(items.map((item) => {
    const body = item.querySelector('[data-body]')?.cloneNode(true) as HTMLElement
    body.querySelectorAll('pre code').forEach(code => code.replaceChildren(code.textContent ?? ''))
    return [item.getAttribute('data-seq'), body.innerHTML.replace(/<!--.*?-->| data-v-\w+=""| tabindex="-?\d"/g, '')]
  })))
}
