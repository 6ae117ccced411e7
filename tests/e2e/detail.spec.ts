import type { Locator, Page } from '@playwright/test'
import { firstAdmin, group, guest, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { alive, expect, log, logInAs, stored, test } from './fixtures.ts'

const panel = (page: Page) => page.getByRole('complementary')

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : ', without JavaScript'

  test(`guests are offered only to groups that they may be in; elsewhere it says why not${how}`, async ({
    visit, server,
  }) => {
    const boss = await firstAdmin(server)
    const gus = await guest(server)
    const [closed, open] = [await group(boss, [], 'private'), await group(boss, [], 'open')]
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, boss)
    for (const [room, offered] of [[closed, false], [open, true]] as const) {
      await page.goto(`/rooms/${room.id}?panel=details&people=${gus.user.username}`)
      const row = panel(page)
        .getByRole('search', { name: 'Add people' })
        .locator('xpath=..')
        .getByRole('listitem')
        .filter({ hasText: gus.user.username })
      await expect(row).toBeVisible()
      await expect(row.getByRole('button', { name: /^Add / })).toHaveCount(offered ? 1 : 0)
      if (!offered) await expect(row).toContainText('guests can only be in groups that are open to anyone')
    }
    await panel(page).getByRole('button', { name: /^Add / }).click()
    await expect.poll(async () => (await boss.members(open.id)).some(({ user }) => user.id === gus.id)).toBe(true)
  })

  test(`one's own message cannot be reported, another's can${how}`, async ({ visit, server }) => {
    const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
    const room = await group(ada, [grace])
    await ada.say(room.id, 'of my own')
    await grace.say(room.id, 'of another')
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, ada)
    await page.goto(`/rooms/${room.id}`)
    if (javaScriptEnabled) await alive(page)
    const reportsOf = async (message: Locator) => {
      if (!javaScriptEnabled) return message.getByRole('link', { name: 'Report' })
      await page.keyboard.press('Escape')
      await message.hover()
      await message.getByRole('button', { name: 'More actions' }).click()
      await expect(message.getByRole('menu')).toBeVisible()
      return message.getByRole('menuitem', { name: 'Report' })
    }
    await expect(await reportsOf(stored(page, 'of another'))).toHaveCount(1)
    await expect(await reportsOf(stored(page, 'of my own'))).toHaveCount(0)
  })

  test(`a report is only sent with a reason that somebody chose${how}`, async ({ visit, server }) => {
    const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
    const room = await group(ada, [grace])
    const { seq } = await grace.say(room.id, 'rude')
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, ada)
    await page.goto(`/report?room=${room.id}&seq=${seq}`)
    if (javaScriptEnabled) await alive(page)
    await expect(page.getByRole('radio', { checked: true })).toHaveCount(0)
    await page.getByRole('button', { name: 'Report message' }).click()
    expect(
      await page
        .getByRole('radio')
        .first()
        .evaluate((radio: HTMLInputElement) => radio.validity.valueMissing),
    ).toBe(true)
    await expect(page.getByText('Thank you. An admin will review it.')).toHaveCount(0)
    await page.getByLabel('Insults or threats').check()
    await page.getByRole('button', { name: 'Report message' }).click()
    await expect(page.getByText('Thank you. An admin will review it.')).toBeVisible()
  })

  test(`nothing is decided about a report before somebody chooses${how}`, async ({ visit, server }) => {
    const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
    const room = await group(ada, [grace])
    const body = unique('rude')
    const { seq } = await grace.say(room.id, body)
    await ada.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'abuse' })
    const boss = await firstAdmin(server)
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, boss)
    await page.goto('/admin/reports')
    if (javaScriptEnabled) await alive(page)
    const card = page.getByRole('article').filter({ hasText: body })
    await expect(card.getByLabel('Decision')).toHaveValue('')
    await card.getByRole('button', { name: 'Decide' }).click()
    expect(
      await card.getByLabel('Decision').evaluate((select: HTMLSelectElement) => select.validity.valueMissing),
    ).toBe(true)
    await expect(card.getByLabel('Decision')).toBeVisible()
    if (!javaScriptEnabled) return
    await card.getByLabel('Decision').selectOption('dismiss')
    await card.getByRole('button', { name: 'Decide' }).click()
    await expect(card).toHaveCount(0)
  })

  test(`a room says that one is muted, and until when${how}`, async ({ visit, server }) => {
    const [boss, ada, grace] = [await firstAdmin(server), await member(server, 'ada'), await member(server, 'grace')]
    const room = await group(ada, [grace])
    const mute = (ms: number | null) =>
      boss.patch(`/api/admin/users/${grace.id}`, {
        mutedUntil: ms === null ? null : new Date(Date.now() + ms).toISOString(),
      })
    const { page } = await visit({ javaScriptEnabled })
    await logInAs(page, grace)
    const notice = page.locator('#composer').getByText('An admin has muted you until')
    const [field, send] = [
      page.getByRole('textbox', { name: 'Message' }),
      page.getByRole('button', { name: 'Send', exact: true }),
    ]
    await page.goto(`/rooms/${room.id}`)
    await expect(notice).toHaveCount(0)
    if (!javaScriptEnabled) {
      await mute(3_600_000)
      await field.fill('let me speak')
      await send.click()
      await expect(page.getByRole('alert')).toContainText('An admin has muted you.')
      await expect(field).toHaveValue('let me speak')
      await expect(notice).toBeVisible()
      await expect(notice.getByRole('time')).toHaveAttribute('datetime', /^\d{4}-/)
      await mute(null)
      await page.goto(`/rooms/${room.id}`)
      await expect(notice).toHaveCount(0)
      return
    }
    await alive(page)
    await field.fill('let me speak')
    await mute(3_600_000)
    await expect(notice).toBeVisible()
    await expect(notice.getByRole('time')).toHaveAttribute('datetime', /^\d{4}-/)
    await expect(send).toBeDisabled()
    await field.press('Enter')
    await expect(field).toHaveValue('let me speak')
    await page.reload()
    await expect(notice).toBeVisible()
    await mute(null)
    await expect(notice).toHaveCount(0)
    await mute(15_000)
    await expect(notice).toBeVisible()
    await expect(notice, 'it ends by itself').toHaveCount(0, { timeout: 60_000 })
    await expect(send).toBeEnabled()
    await field.press('Enter')
    await expect(stored(page, 'let me speak')).toBeVisible()
    expect((await ada.history(room.id)).length).toBe(1)
  })
}

test('a search without JavaScript comes back to what it found', async ({ visit, server }) => {
  const ada = await member(server)
  const mark = unique('Found')
  // The mark itself may have any digit in it.
  const names = [...Array.from({ length: 24 }, (_, n) => `${mark} ${n}`), `${mark} quince`]
  await Promise.all(names.map(name => group(ada, [], 'public', name)))
  const other = await member(server, 'needle')
  const { page } = await visit({ javaScriptEnabled: false, viewport: { width: 360, height: 700 } })
  await logInAs(page, ada)
  for (const [place, label, query, result] of [
    ['find', 'Search groups', `${mark} quince`,
      page.getByRole('main').getByRole('link', { name: `Open ${mark} quince` })],
    ['people', 'Search people', other.user.username,
      page.getByRole('button', { name: `Message ${other.user.username}` })],
  ] as const) {
    await page.goto(`/rooms/${place}`)
    await page.getByRole('searchbox', { name: label }).fill(query)
    await page.getByRole('searchbox', { name: label }).press('Enter')
    await page.waitForURL(/\?(?:query|people)=/)
    await expect(result).toBeInViewport()
    await expect(page.getByRole('searchbox', { name: label })).toBeInViewport()
  }
  const room = (await ada.rooms()).find(({ name }) => name === `${mark} quince`)!
  await page.goto(`/rooms/${room.id}?panel=details`)
  await page.getByRole('searchbox', { name: 'Add people' }).fill(other.user.username)
  await page.getByRole('searchbox', { name: 'Add people' }).press('Enter')
  await expect(page.getByRole('button', { name: `Add ${other.user.username}` })).toBeInViewport()
})

test('on touch the button that copies code does not cover it', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada)
  await ada.say(room.id, `\`\`\`\n${'a line of code that is rather long '.repeat(6)}\n\`\`\``)
  const { page } = await visit({ viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}`)
  const [code, copy] = [
    await log(page).locator('pre').boundingBox(),
    await log(page).getByRole('button', { name: 'Copy', exact: true }).boundingBox(),
  ]
  expect(copy!.height).toBeGreaterThanOrEqual(40)
  expect(copy!.y).toBeGreaterThanOrEqual(code!.y + code!.height)
})

for (const width of [360, 1440]) {
  test(`every choice of a list is shown whole, ${width} px wide`, async ({ visit, server }) => {
    const boss = await firstAdmin(server)
    const room = await group(boss)
    const { page } = await visit({ viewport: { width, height: 900 } })
    await logInAs(page, boss)
    let seen = 0
    for (const path of [
      `/rooms/${room.id}?panel=details`, '/rooms/new', `/admin/rooms/${room.id}`, `/admin/people/${boss.id}`,
      '/admin/settings', '/admin/audit',
    ]) {
      await page.goto(path)
      await alive(page)
      const edit = page.getByText('Edit group')
      if (path.includes('details')) await edit.click()
      const cut = await page.locator('select:visible').evaluateAll(selects => selects.map((element) => {
        const select = element as HTMLSelectElement
        const { font, paddingLeft, paddingRight } = getComputedStyle(select)
        const context = document.createElement('canvas').getContext('2d')!
        context.font = font
        const widest = Math.max(...[...select.options].map(option => context.measureText(option.text.trim()).width))
        // The arrow takes 20 px.
        return {
          name: select.labels[0]?.textContent?.trim(),
          spare: Math.round(
            select.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight) - 20 - widest,
          ),
        }
      }))
      seen += cut.length
      expect(cut.filter(({ spare }) => spare < 0), path).toEqual([])
    }
    expect(seen).toBeGreaterThan(5)
  })
}

test('a message is read out without the signs of its markup', async ({ visit, server }) => {
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  await ada.say(room.id, 'before')
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await expect(stored(page, 'before')).toBeVisible()
  await ada.say(room.id, '**Look** at [the plan](https://plaza.test/) and `this`')
  await expect(page.locator('[aria-live=polite]').filter({ hasText: 'the plan' })).toHaveText(
    `${ada.user.username}: Look at the plan and this`,
  )
})

test('details that cover their group name it', async ({ visit, server }) => {
  const ada = await member(server)
  const room = await group(ada, [], 'public', unique('Observatory'))
  const { page } = await visit({ viewport: { width: 360, height: 640 } })
  await logInAs(page, ada)
  await page.goto(`/rooms/${room.id}?panel=details`)
  await expect(panel(page).getByText(room.name!)).toBeVisible()
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(panel(page).getByText(room.name!)).toBeHidden()
})
