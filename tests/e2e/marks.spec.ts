import type { Page } from '@playwright/test'
import { firstAdmin, group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, log, logInAs, stored, test } from './fixtures.ts'

const pile = (letter: string, count: number) => `${letter}${'\u0301\u0335\u20DD'.repeat(count / 3)}`

/** The highest pile of marks that the page shows, outside of what one types oneself. */
const highest = (page: Page) => page.evaluate(() => {
  const texts: string[] = [document.title]
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest('script, style, textarea, option')) texts.push(node.textContent ?? '')
  }
  return Math.max(0, ...texts.flatMap(text => text.match(/\p{M}+/gu) ?? []).map(marks => marks.length))
})

for (const javaScriptEnabled of [true, false]) {
  test(`thousands of marks are shown as a few on every view${javaScriptEnabled ? '' : ', without JavaScript'}`, async ({
    visit, server,
  }) => {
    test.setTimeout(120_000)
    const [root, ada, mallory] = [
      await firstAdmin(server),
      await member(server, 'ada'),
      await member(server, 'mallory'),
    ]
    const mark = unique('pile')
    const name = `${mark} ${pile('Z', 36)}`
    await mallory.patch('/api/account', { displayName: name })
    const room = await group(mallory, [ada, root], 'public', name)
    await mallory.patch(`/api/rooms/${room.id}`, { topic: `${mark} ${pile('T', 300)}` })
    const { seq } = await mallory.say(room.id, `${mark} ${pile('B', 2_997)} after`)
    await mallory.say(room.id, `**${mark} bold** \`${pile('C', 1_500)}\``)
    const { body: { room: direct } } = await mallory.post('/api/directs', { userId: ada.id })
    await mallory.say(direct.id, `${mark} ${pile('D', 2_700)}`)
    await ada.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'spam', note: `${mark} ${pile('N', 900)}` })
    const [theirs, office] = [(await visit({ javaScriptEnabled })).page, (await visit({ javaScriptEnabled })).page]
    await logInAs(theirs, ada)
    await logInAs(office, root)
    const views: [Page, string][] = [
      [theirs, `/rooms/${room.id}`],
      [theirs, `/rooms/${room.id}?reply=${seq}`],
      [theirs, `/rooms/${room.id}?panel=details`],
      [theirs, `/rooms/${room.id}?panel=person&user=${mallory.id}`],
      [theirs, `/rooms/${direct.id}`],
      [theirs, `/rooms/find?query=${mark}`],
      [theirs, `/rooms/people?people=${mark}`],
      [theirs, `/report?room=${room.id}&seq=${seq}`],
      [office, '/admin'],
      [office, `/admin/people?query=${mark}`],
      [office, `/admin/people/${mallory.id}`],
      [office, `/admin/rooms?query=${mark}`],
      [office, `/admin/rooms/${room.id}`],
      [office, `/admin/messages?room=${room.id}`],
      [office, '/admin/reports'],
      [office, '/admin/audit'],
    ]
    for (const [page, path] of views) {
      await page.goto(path)
      if (javaScriptEnabled) await alive(page)
      if (!/^\/admin(?:$|\/audit)/.test(path)) await expect(page.getByText(mark).first(), path).toBeAttached()
      expect(await highest(page), path).toBeLessThanOrEqual(8)
    }
    expect((await ada.history(room.id))[0]?.body, 'stored as it was sent').toBe(`${mark} ${pile('B', 2_997)} after`)
  })
}

test('marks that come live, in the palette and in what is read out are few too, and paint over no other line', async ({
  visit, server,
}) => {
  const [ada, mallory] = [await member(server, 'ada'), await member(server, 'mallory')]
  const mark = unique('pile')
  await mallory.patch('/api/account', { displayName: `${mark} ${pile('Z', 36)}` })
  const room = await group(mallory, [ada], 'public', `${mark} ${pile('R', 60)}`)
  await mallory.say(room.id, 'a line above')
  const { page } = await visit()
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await mallory.say(room.id, `${mark} ${pile('B', 2_997)}`)
  const message = stored(page, mark).filter({ hasText: 'B' }).last()
  await expect(message).toBeVisible()
  await expect(page.locator('[aria-live=polite]').filter({ hasText: mark })).toBeAttached()
  expect(await highest(page)).toBeLessThanOrEqual(8)

  // The line above looks the same whether the pile is there or not.
  const above = log(page).locator('[data-body]').filter({ hasText: 'a line above' })
  await page.mouse.move(0, 0)
  const painted = await above.screenshot()
  await message.locator('[data-body]').evaluate((element) => {
    element.style.visibility = 'hidden'
  })
  expect(painted.equals(await above.screenshot())).toBe(true)

  await page.keyboard.press('Control+k')
  await page.keyboard.type(mark)
  await expect(page.getByRole('dialog').getByRole('option').filter({ hasText: mark }).first()).toBeVisible()
  expect(await highest(page)).toBeLessThanOrEqual(8)
})

test('letters of every script stand whole in a cut line, and a font is loaded for its own letters alone', async ({
  visit, server,
}) => {
  const ada = await member(server, 'ada')
  const room = await group(ada, [], 'public', unique('Latin'))
  const { page } = await visit()
  const fonts: string[] = []
  page.on('request', (request) => {
    const script = /noto-sans-([a-z]+)/.exec(request.url())?.[1]
    if (script) fonts.push(script)
  })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await ada.say(room.id, 'a family 👨‍👩‍👧‍👦 and a flag 🇪🇺')
  await expect(stored(page, 'a family')).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
  expect(fonts, 'nothing for Latin and emoji').toEqual([])

  await ada.patch(`/api/rooms/${room.id}`, { topic: 'רש״י שׂוֹ الإلٰهِّ شَرِّكِّ ปู่ญี่ปุ่น ที่กี๊ Ế Ẵ' })
  const topic = page.getByText('ปู่ญี่ปุ่น').first()
  await expect(topic).toBeVisible()
  await page.evaluate(() => document.fonts.ready)
  expect(['arabic', 'hebrew', 'thai']).toEqual(expect.arrayContaining([...new Set(fonts)]))

  const { x, y, width, height } = (await topic.boundingBox())!
  const look = () => page.screenshot({ clip: { x, y: y - 6, width, height: height + 12 } })
  const cut = await look()
  await topic.evaluate(element => element.closest<HTMLElement>('.truncate')!.style.setProperty('overflow', 'visible'))
  expect(cut.equals(await look())).toBe(true)
})
