import type { Page } from '@playwright/test'
import { unique } from '../support/random.ts'
import { group, member } from '../support/cast.ts'
import { alive, chooseFor, enterSquare, expect, log, logInAs, say, stopClock, stored, test } from './fixtures.ts'

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const scripts = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(entry => entry.name)
      .filter(name => /\.js$/.test(name)),
  )

test('the parser is loaded for the first live message that holds markup, and for nothing before', async ({
  visit, server,
}) => {
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  await ada.say(room.id, '**rendered** by the server')
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await expect(log(page).locator('strong')).toHaveText('rendered')
  await ada.say(room.id, 'plain, and live')
  await expect(stored(page, 'plain, and live')).toBeVisible()
  const before = await scripts(page)
  await ada.say(room.id, '**marked**, and live')
  await expect(log(page).locator('strong').nth(1)).toHaveText('marked')
  expect((await scripts(page)).length).toBeGreaterThan(before.length)
  await expect(log(page).locator('strong').first()).toHaveText('rendered')
})

test('code gets its colours when it is seen, and stays the text it was', async ({ visit, server }) => {
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  const code = 'const answer: number = 42 // why\n\nexport default `a ${answer}`'
  await ada.say(room.id, `\`\`\`ts\n${code}\n\`\`\``)
  const { page } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.clock.install()
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  const block = log(page).locator('pre')
  await expect(block.locator('.code-keyword').first()).toHaveText('const')
  expect(await block.textContent()).toBe(code)
  await stopClock(page)
  await block.hover()
  await log(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(log(page).getByRole('button', { name: 'Copied', exact: true })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code)
})

test('code stays as typed where its colours cannot be loaded', async ({ visit, server }) => {
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  // The parser is there: it has set a message that came after the page.
  await ada.say(room.id, '**bold**')
  await expect(log(page).locator('strong')).toHaveText('bold')
  await page.route(/\/_nuxt\/.*\.js/, route => route.abort())
  const failed = page.waitForEvent('requestfailed', request => /\/_nuxt\/.*\.js/.test(request.url()))
  await ada.say(room.id, '```ts\nconst answer = 42\n```')
  await failed
  await expect(log(page).locator('pre')).toHaveText('const answer = 42')
})

test('a long text is folded, and opened by its button or by the focus', async ({ visit, server }) => {
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  await ada.say(room.id, `${'a long text that goes on '.repeat(150)} [the end](https://plaza.test/)`)
  await ada.say(room.id, 'long enough for a phone alone '.repeat(36))
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  const [long, middling] = [log(page).locator('[data-seq="1"]'), log(page).locator('[data-seq="2"]')]
  const height = (one: typeof long) => one.evaluate(element => element.getBoundingClientRect().height)
  const folded = await height(long)
  await long.getByRole('button', { name: 'Show all' }).click()
  expect(await height(long)).toBeGreaterThan(folded + 100)
  await long.getByRole('button', { name: 'Show less' }).click()
  expect(await height(long)).toBe(folded)
  await long.getByRole('link', { name: 'the end' }).focus()
  await expect(long.getByRole('button', { name: 'Show less' })).toBeVisible()
  await expect(middling.getByRole('button', { name: 'Show all' })).toBeHidden()
  await page.setViewportSize({ width: 360, height: 740 })
  await expect(middling.getByRole('button', { name: 'Show all' })).toBeVisible()
})

test('text and link of a message are copied', async ({ visit }) => {
  const { page } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.clock.install()
  await enterSquare(page)
  const body = `**${unique('copied')}** as sent`
  await say(page, body)
  const message = stored(page, 'as sent').last()
  await expect(message).toHaveAttribute('data-state', 'sent')
  await stopClock(page)
  await message.hover()
  await message.getByRole('button', { name: 'Copy text' }).click()
  await expect(message.getByRole('status')).toHaveText('Copied')
  await page.clock.resume()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(body)
  await chooseFor(message, 'Copy link')
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe(`${page.url()}?seq=${await message.getAttribute('data-seq')}`)
})

test('a message is rewritten: it is deleted, and its text is in the composer again', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const typo = unique('teh moon')
  await say(page, typo)
  const message = stored(page, typo)
  await expect(message).toHaveAttribute('data-state', 'sent')
  const seq = await message.getAttribute('data-seq')
  await chooseFor(message, 'Rewrite message')
  await expect(field(page)).toBeFocused()
  await expect(field(page)).toHaveValue(typo)
  await field(page).fill(typo.replace('teh', 'the'))
  await page.keyboard.press('Enter')
  await expect(stored(page, typo.replace('teh', 'the'))).toHaveAttribute('data-state', 'sent')
  await expect(log(page).locator(`[data-seq="${seq}"][data-state=deleted]`)).toBeVisible({ timeout: 20_000 })
})

test('a shortcode becomes an emoji while it is typed, and a list helps to find it', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const box = field(page)
  await box.pressSequentially('good :smile:')
  await expect(box).toHaveValue('good 😄')
  await box.pressSequentially(' :tad')
  const list = page.getByRole('listbox', { name: 'Matching emoji' })
  await expect(list.getByRole('option').first()).toHaveText(/:tada:/)
  await expect(box).toHaveAttribute(
    'aria-activedescendant',
    (await list.getByRole('option', { selected: true }).getAttribute('id')) ?? 'none',
  )
  await box.press('Enter')
  await expect(box).toHaveValue('good 😄 🎉 ')
  await box.pressSequentially(':hear')
  await expect(list).toBeVisible()
  await box.press('Escape')
  await expect(list).toBeHidden()
  await box.press('Enter')
  await expect(stored(page, 'good 😄 🎉 :hear').last()).toBeVisible()
})

test('the picker puts an emoji where the caret is', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const box = field(page)
  await box.fill('before after')
  await box.evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(6, 6))
  const button = page.getByRole('button', { name: 'Emoji' })
  await button.click()
  const panel = page.getByRole('dialog', { name: 'Emoji' })
  await expect(panel.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('rocket')
  await panel.getByRole('option', { name: /rocket/ }).first().click()
  await expect(box).toHaveValue('before🚀 after')
  await expect(panel).toBeHidden()
  await expect(box).toBeFocused()
  await button.click()
  await panel.getByRole('combobox').press('Escape')
  await expect(panel).toBeHidden()
  await expect(button).toBeFocused()
})

test('Enter that ends a composed word sends nothing', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const box = field(page)
  const text = unique('にほんご')
  await box.fill(text)
  const enter = (init: object) =>
    box.evaluate(
      (element, all) =>
        element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...all })),
      init,
    )
  expect(await enter({ isComposing: true })).toBe(true)
  expect(await enter({ keyCode: 229 })).toBe(true)
  await expect(box).toHaveValue(text)
  expect(await enter({})).toBe(false)
  await expect(stored(page, text)).toBeVisible()
})

test('the count is shown in the last tenth; a text that is too long stays, and is not sent', async ({ visit }) => {
  const { page } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] })
  await enterSquare(page)
  const box = field(page)
  const form = page.locator('#composer')
  await box.fill('x'.repeat(3_600))
  await expect(form.getByText('400', { exact: true })).toHaveCount(0)
  await box.fill('🙂'.repeat(3_601))
  await expect(form.getByText('399', { exact: true })).toBeVisible()
  await page.evaluate(() => navigator.clipboard.writeText('many lines\n'.repeat(2_000)))
  await box.fill('')
  await box.press('Control+v')
  await expect(form.getByText('-18000', { exact: true })).toBeVisible()
  await expect(form.getByRole('status').filter({ hasText: 'too long' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled()
  await box.press('Enter')
  expect((await box.inputValue()).length).toBe(22_000)
  const text = unique('short again')
  await box.fill(text)
  await box.press('Enter')
  await expect(stored(page, text)).toBeVisible()
})

type Choosing = { useNuxtApp: () => { $pinia: { state: { value: { preferences: { sendKey: string } } } } } }

test('the key that sends can be chosen, and holds in every tab', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const other = await page.context().newPage()
  await other.goto('/settings')
  await alive(other)
  await other.getByRole('radio', { name: 'Ctrl or ⌘ and Enter' }).check()
  const box = field(page)
  const text = unique('two lines')
  await box.fill(text)
  await expect.poll(() => page.evaluate(() =>
    (window as unknown as Choosing).useNuxtApp().$pinia.state.value.preferences.sendKey)).toBe('modifier')
  await box.press('Enter')
  await box.pressSequentially('second')
  await expect(box).toHaveValue(`${text}\nsecond`)
  await box.press('Control+Enter')
  await expect(stored(page, text)).toContainText('second')
  await page.reload()
  await expect(field(page)).toBeVisible()
  await other.reload()
  await expect(other.getByRole('radio', { name: 'Ctrl or ⌘ and Enter' })).toBeChecked()
})

test('an answer quotes one readable line', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  const mark = unique('quoted')
  await say(page, `> before\n**${mark}** and \`code\``)
  const message = stored(page, mark).last()
  await expect(message).toHaveAttribute('data-state', 'sent')
  await message.hover()
  await message.getByRole('button', { name: 'Reply' }).click()
  await expect(page.locator('#composer')).toContainText(`before ${mark} and code`)
  await field(page).press('Escape')
  await expect(page.locator('#composer')).not.toContainText(mark)
})

test('markup too much for the server is set when it is seen, and without scripts it is there as typed', async ({
  visit, server,
}) => {
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  const costly = 'a*b*\n'.repeat(400)
  for (let n = 0; n < 4; n++) await ada.say(room.id, costly)
  const { page } = await visit()
  await logInAs(page, grace)
  await page.goto(`/rooms/${room.id}`)
  for (const seq of [1, 4]) {
    const message = log(page).locator(`[data-seq="${seq}"]`)
    await message.scrollIntoViewIfNeeded()
    await expect(message.locator('em').first()).toHaveText('b')
  }
  const plain = await visit({ javaScriptEnabled: false })
  await logInAs(plain.page, grace)
  await plain.page.goto(`/rooms/${room.id}`)
  await expect(log(plain.page).locator('[data-seq="4"] p[dir=auto]').first()).toContainText('a*b*')
  await expect(log(plain.page).locator('em')).toHaveCount(0)
})
