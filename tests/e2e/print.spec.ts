import { firstAdmin, group, member } from '../support/cast.ts'
import { openCase, openInbox } from '../support/support.ts'
import { alive, expect, log, logInAs, test } from './fixtures.ts'

/** How many sheets of paper a page takes: each is an object of the file. */
const sheets = (file: Buffer) => file.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a room prints what is loaded, on white, without the frame, ${colorScheme}`, async ({ visit, server }) => {
    const ada = await member(server)
    const room = await group(ada)
    for (let n = 1; n <= 120; n++) await ada.say(room.id, `Line ${n}. ${'and so on '.repeat(30)}`)
    const { page } = await visit({ colorScheme })
    await logInAs(page, ada)
    await page.goto(`/rooms/${room.id}`)
    await alive(page)
    await expect.poll(async () => {
      await log(page).evaluate(element => element.scrollTo(0, -element.scrollHeight))
      return log(page).locator('[data-seq="21"]').count()
    }).toBe(1)
    await log(page).evaluate(element => element.scrollTo(0, 0))
    // Far away from the end: put away by now.
    await expect(log(page).locator('[data-seq="21"]')).toHaveCount(0)

    expect(sheets(await page.pdf({ format: 'A4' }))).toBeGreaterThanOrEqual(5)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    await expect(log(page).locator('[data-seq="21"]')).toHaveCount(1)
    await expect(log(page).getByText('Today'), 'paper is read on another day').toHaveCount(0)
    await expect(log(page).locator('time', { hasText: String(new Date().getFullYear()) }).first()).toBeVisible()
    const seen = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll('[role=log] article')].map(one => one.getBoundingClientRect())
      const clipped = [...document.querySelectorAll('body *')].filter(one =>
        one.contains(document.querySelector('[role=log]')) && getComputedStyle(one).overflowY !== 'visible',
      )
      const { color } = getComputedStyle(document.querySelector('[role=log] [data-body]')!)
      const ink = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
      ink.fillStyle = color
      ink.fillRect(0, 0, 1, 1)
      return {
        missing: 121 - Number(document.querySelector<HTMLElement>('[role=log] article')!.dataset.seq) - boxes.length,
        inOrder: boxes.every((box, n) => box.height > 0 && (n === 0 || box.top >= boxes[n - 1]!.bottom - 1)),
        reached: boxes.at(-1)!.bottom + scrollY <= document.documentElement.scrollHeight,
        round: [...document.querySelectorAll('[role=log] .rounded-full')].every(one =>
          one.clientWidth === one.clientHeight,
        ),
        clipped: clipped.map(one => one.tagName),
        dark: [...ink.getImageData(0, 0, 1, 1).data.slice(0, 3)].every(part => part < 110),
      }
    })
    expect(seen).toEqual({ missing: 0, round: true, inOrder: true, reached: true, clipped: [], dark: true })
    await log(page).locator('[data-seq="120"]').hover()
    for (const frame of [
      page.getByRole('navigation', { name: 'Rooms' }),
      page.locator('#composer'),
      page.locator('#room-details'),
      log(page).locator('.message-actions').last(),
    ]) {
      await expect(frame).toBeHidden()
    }
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.emulateMedia({ media: 'screen' })
    await expect(log(page).locator('[data-seq="21"]')).toHaveCount(0)
    await expect(log(page).locator('[data-seq="120"]')).toBeInViewport()
  })
}

test('settings and the list of rooms print to their end too', async ({ visit, server }) => {
  const ada = await member(server)
  const { page } = await visit()
  await logInAs(page, ada)
  for (const path of ['/settings', '/rooms']) {
    await page.goto(path)
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 800, height: 300 })
    const [last, end] = await page.evaluate(() => [
      [...document.querySelectorAll('main section')].at(-1)!.getBoundingClientRect().bottom,
      document.documentElement.scrollHeight,
    ])
    expect(end).toBeGreaterThanOrEqual(Math.floor(last!))
    await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeHidden()
  }
})

test('the log of admins prints each time with its date, as paper is read on another day', async ({ visit, server }) => {
  const boss = await firstAdmin(server)
  await boss.patch('/api/admin/settings', { landingGlimpse: true })
  const { page } = await visit()
  await logInAs(page, boss)
  await page.goto('/admin/audit')
  await alive(page)
  const time = page.getByRole('table').getByRole('time').first()
  await expect(time).toHaveText(/^\d\d?:\d\d/)
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await expect(time).toContainText(String(new Date().getFullYear()))
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await expect(time).toHaveText(/^\d\d?:\d\d/)
})

for (const path of ['/admin/people', '/admin/rooms', '/admin/messages', '/admin/audit', '/admin/features']) {
  test(`${path} prints what is listed, and nothing to press or to fill in`, async ({ visit, server }) => {
    const { page } = await visit()
    await logInAs(page, await firstAdmin(server))
    await page.goto(path)
    await alive(page)
    await expect(page.locator('main').locator('button, input, select').first()).toBeVisible()
    await page.emulateMedia({ media: 'print' })
    await expect(page.locator('main').locator('button, input, select').filter({ visible: true })).toHaveCount(0)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('table')).toBeVisible()
  })
}

test('nothing to press or to fill in is printed with groups and people', async ({ visit, server }) => {
  const [ada, grace] = [await member(server), await member(server, 'grace')]
  const name = (await group(ada)).name!
  const { page } = await visit()
  await logInAs(page, grace)
  for (const [path, what, action] of [
    [`/rooms/find?query=${encodeURIComponent(name)}`, name, `Join ${name}`],
    [`/rooms/people?people=${ada.user.username}`, ada.user.username, 'Message'],
  ] as const) {
    await page.emulateMedia({ media: 'screen' })
    await page.goto(path)
    const main = page.getByRole('main')
    await expect(main.getByRole('button', { name: action })).toBeVisible()
    await page.emulateMedia({ media: 'print' })
    await expect(main.getByText(what).first()).toBeVisible()
    await expect(main.getByRole('button')).toHaveCount(0)
    await expect(main.getByRole('searchbox')).toHaveCount(0)
  }
})

test('the state of a feature is printed on light ground from the dark theme', async ({ visit, server }) => {
  const { page } = await visit({ colorScheme: 'dark' })
  await logInAs(page, await firstAdmin(server))
  await page.goto('/admin/features')
  await alive(page)
  const state = page.getByRole('row', { name: /guest-entry/ }).getByText('On', { exact: true })
  const ground = () => state.evaluate((element) => {
    const ink = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    ink.fillStyle = getComputedStyle(element).backgroundColor
    ink.fillRect(0, 0, 1, 1)
    return Math.min(...ink.getImageData(0, 0, 1, 1).data.slice(0, 3))
  })
  expect(await ground()).toBeLessThan(80)
  await page.emulateMedia({ media: 'print' })
  await expect.poll(ground).toBeGreaterThan(180)
})

test('a case prints without the list that stands beside it, and the list prints alone', async ({ visit, server }) => {
  const [ada, root] = await Promise.all([member(server, 'ada'), firstAdmin(server)])
  const inbox = await openInbox(root, [ada])
  const { id } = await openCase(server, inbox, { name: 'Vera', topic: 'A telescope', text: 'Hello?' })
  const { page } = await visit({ viewport: { width: 1440, height: 900 } })
  await logInAs(page, ada)
  await page.goto(`/desk/${id}?inbox=${inbox.id}`)
  await alive(page)
  const list = page.getByRole('region', { name: 'Cases' })
  await expect(list).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(list).toBeHidden()
  await expect(log(page)).toContainText('Hello?')
  await page.goto(`/desk?inbox=${inbox.id}`)
  await expect(list).toContainText('Vera')
})
