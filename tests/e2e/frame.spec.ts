import type { Page } from '@playwright/test'
import { firstAdmin, group, member } from '../support/cast.ts'
import { manyRooms } from '../support/rooms.ts'
import { alive, expect, logInAs, test } from './fixtures.ts'

const widths = [320, 360, 600, 768, 1024, 1280, 1920]

/** What is wrong with the page as a window, also when something is brought into sight that is positioned in a list. */
const looseParts = (page: Page) => page.evaluate(() => {
  const root = document.documentElement
  const bring = [...document.querySelectorAll<HTMLElement>('.sr-only')]
  for (const one of [bring.at(0), bring.at(-1)]) one?.scrollIntoView({ block: 'center' })
  scrollTo(0, 100_000)
  const frame = document.querySelector('main')?.parentElement?.getBoundingClientRect()
  const { scrollHeight, scrollWidth, clientHeight, clientWidth } = root
  const loose: string[] = []
  if (scrollHeight > clientHeight || scrollY > 0) {
    loose.push(`${scrollHeight} px high in ${clientHeight}, scrolled by ${scrollY}`)
  }
  if (scrollWidth > clientWidth) loose.push(`${scrollWidth} px wide in ${clientWidth}`)
  if (!frame || frame.bottom !== innerHeight || frame.top < 0) {
    loose.push(`the frame goes from ${frame?.top} to ${frame?.bottom} of ${innerHeight}`)
  }
  return loose
})

async function loosePages(page: Page, paths: string[]): Promise<string[]> {
  const loose: string[] = []
  for (const path of paths) {
    await page.goto(path)
    await alive(page)
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 768 ? 640 : 800 })
      for (const part of await looseParts(page)) loose.push(`${path} at ${width}: ${part}`)
    }
  }
  return loose
}

for (const count of [0, 30, 200]) {
  test(`no page is ever taller or wider than its window, with ${count} rooms`, async ({ visit, server }) => {
    test.slow()
    const ada = await member(server)
    if (!count) await server.chat('DELETE FROM memberships WHERE user_id = ?', [ada.id])
    await manyRooms(server, ada.id, count)
    const room = count ? await group(ada) : undefined
    for (let n = 1; room && n < 30; n++) await ada.say(room.id, `line ${n} `.repeat(n))
    const { page } = await visit()
    await logInAs(page, ada)
    const inside = room
      ? ['', '?panel=details', `?panel=person&user=${ada.id}`].map(query => `/rooms/${room.id}${query}`)
      : []
    expect(
      await loosePages(page, ['/rooms', '/settings', ...inside, ...(room ? [`/report?room=${room.id}&seq=1`] : [])]),
    ).toEqual([])
    if (room) {
      await page.goto(`/rooms/${room.id}`)
      await alive(page)
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('option').first()).toBeVisible()
      expect(await looseParts(page)).toEqual([])
    }
  })
}

test('no page of the administration is ever taller or wider than its window', async ({ visit, server }) => {
  const root = await firstAdmin(server)
  const ada = await member(server)
  const room = await group(ada)
  await manyRooms(server, ada.id, 60, 'public')
  const { seq } = await ada.say(room.id, 'to be reported')
  await ada.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'abuse' })
  const { page } = await visit()
  await logInAs(page, root)
  const paths = [
    '', '/people', `/people/${ada.id}`, '/rooms', `/rooms/${room.id}`, '/messages', '/reports', '/settings', '/audit',
  ]
  expect(await loosePages(page, paths.map(path => `/admin${path}`))).toEqual([])
})

test('Back finds the place in a long page that was left, and any other way begins at its top', async ({
  visit, server,
}) => {
  const root = await firstAdmin(server)
  await manyRooms(server, root.id, 60, 'public')
  const { page } = await visit({ viewport: { width: 1280, height: 700 } })
  await logInAs(page, root)
  const places = [
    {
      list: '/rooms/find',
      scroller: '#content > .overflow-y-auto',
      away: () => page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Settings' }),
    },
    {
      list: '/admin/rooms',
      scroller: '#content',
      away: () => page.locator('#content a[href^="/admin/rooms/"]').nth(25),
    },
  ]
  for (const { list, scroller, away } of places) {
    await page.goto(list)
    await alive(page)
    const scrolled = () => page.locator(scroller).first().evaluate(element => element.scrollTop)
    await page.locator(scroller).first().evaluate(element => element.scrollTo(0, 1_200))
    await away().click()
    await page.waitForURL(url => url.pathname !== list)
    await expect.poll(scrolled).toBe(0)
    await page.goBack()
    await expect.poll(scrolled).toBe(1_200)
    await page.reload()
    await expect.poll(scrolled).toBe(1_200)
  }
})
