import type { Page } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { alive, endless, enterSquare, expect, log, logInAs, register, say, stored, test } from './fixtures.ts'

declare global {
  interface Window {
    /** Parts of the page are being hydrated, and what lets those go on that wait. */
    isHydrating?: boolean
    goOn: () => void
  }
}

const box = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('a draft with its reply survives a reload, also one under slow scripts, and goes when it is sent', async ({
  visit,
}) => {
  const { page } = await visit()
  await enterSquare(page)
  const [question, draft] = [unique('question'), unique('half a thought')]
  await say(page, question)
  await stored(page, question).hover()
  await stored(page, question).getByRole('button', { name: 'Reply' }).click()
  await box(page).fill(draft)
  await page.reload()
  await expect(box(page)).toHaveValue(draft)
  await expect(page.getByRole('button', { name: 'Cancel reply' })).toBeVisible()
  await box(page).press('Enter')
  await expect(stored(page, draft)).toContainText(question)
  await page.reload()
  await expect(stored(page, draft)).toHaveCount(1)
  await expect(box(page)).toHaveValue('')
})

test('what is typed before the page comes alive joins the draft that was kept', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  await box(page).fill('kept')
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/_nuxt/*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.reload({ waitUntil: 'commit' })
  await box(page).fill('typed early')
  release()
  await expect(box(page)).toHaveValue('kept\ntyped early')
})

/** A room whose hydration goes on only when it is released, with a text in the composer. */
async function writeEarly(page: Page, path: string) {
  await page.addInitScript(() => {
    const held: (() => void)[] = []
    const { scheduler } = window as unknown as { scheduler: { yield: () => Promise<void> } }
    const start = scheduler.yield.bind(scheduler)
    // Before hydration plugins pause, then parts of the page.
    scheduler.yield = () => {
      if (!('__vue_app__' in document.querySelector('#__nuxt')!)) return start()
      window.isHydrating = true
      return new Promise(resolve => held.push(resolve))
    }
    window.goOn = () => {
      scheduler.yield = start
      held.forEach(resolve => resolve())
    }
  })
  await page.goto(path, { waitUntil: 'commit' })
  await page.waitForFunction(() => window.isHydrating)
  const text = unique('early')
  await box(page).fill(text)
  return { text, release: () => page.evaluate(() => window.goOn()) }
}

/** Somebody in a group of their own. */
async function inOwnGroup(page: Page, server: TestServer): Promise<string> {
  const ada = await member(server, 'ada')
  const room = await group(ada)
  await logInAs(page, ada)
  return `/rooms/${room.id}`
}

/** The page after the post, hydrated: the message is there once, and is no draft. */
async function expectPosted(page: Page, text: string, release: () => Promise<void>) {
  await expect(page.locator('body[data-first]')).toHaveCount(0)
  await page.waitForFunction(() => window.isHydrating)
  await release()
  await alive(page)
  await expect(stored(page, text)).toHaveCount(1)
  await expect(box(page)).toHaveValue('')
}

test('what is sent while a part of the page is on its way waits for it, and is sent', async ({ visit, server }) => {
  const { page } = await visit()
  // It waits for this long, and then posts the form.
  await endless(page, 3_000)
  const { text, release } = await writeEarly(page, await inOwnGroup(page, server))
  await page.evaluate(() => document.body.dataset.first = '')
  await page.getByRole('button', { name: 'Send' }).click()
  await release()
  await expect(stored(page, text)).toHaveCount(1)
  await expect(box(page)).toHaveValue('')
  await expect(page.locator('body[data-first]')).toHaveCount(1)
})

/** In the page: nobody else gets anything done in one that is being left. */
function pressAgainOnceHydrated() {
  document.body.dataset.first = ''
  const form = document.querySelector<HTMLFormElement>('#composer')!
  // Behind whoever holds it: what comes here is the browser's.
  form.addEventListener('formdata', () => window.goOn())
  const timer = setInterval(() => {
    const app = (window as { useNuxtApp?: () => { isHydrating: boolean } }).useNuxtApp?.()
    if (app?.isHydrating !== false) return
    clearInterval(timer)
    console.info('pressed', JSON.stringify(localStorage))
    form.requestSubmit()
  }, 50)
}

test('what the browser posts while the page is being hydrated is sent once, and is no draft', async ({
  visit, server,
}) => {
  const { page } = await visit()
  let post = () => {}
  const posting = new Promise<void>((resolve) => { post = resolve })
  await page.route('**/forms/message', async (route) => {
    await posting
    await route.continue()
  })
  const { text, release } = await writeEarly(page, await inOwnGroup(page, server))
  await page.evaluate(pressAgainOnceHydrated)
  const pressed = page.waitForEvent('console', message => message.text().startsWith('pressed'))
  await page.getByRole('button', { name: 'Send' }).click({ noWaitAfter: true })
  expect((await pressed).text()).toContain(text)
  post()
  await expectPosted(page, text, release)
})

test('Enter while a part of the page is on its way sends what stands there', async ({ visit, server }) => {
  const { page } = await visit()
  await endless(page, 3_000)
  const { text, release } = await writeEarly(page, await inOwnGroup(page, server))
  await box(page).press('Enter')
  await release()
  await expect(stored(page, text)).toHaveCount(1)
  await expect(box(page)).toHaveValue('')
})

test('what is sent where no script comes is posted as without scripts', async ({ visit, server }) => {
  const { page } = await visit()
  const path = await inOwnGroup(page, server)
  await page.route(/\/_nuxt\/[^?]*\.js/, route => route.abort())
  await page.goto(path)
  for (const text of [unique('early'), unique('later')]) {
    await box(page).fill(text)
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(stored(page, text)).toHaveCount(1)
    await expect(box(page)).toHaveValue('')
  }
})

test('an older draft is no part of what is sent during hydration, and stays', async ({ visit, server }) => {
  const { page } = await visit()
  await endless(page, 3_000)
  const path = await inOwnGroup(page, server)
  await page.goto(path)
  await alive(page)
  await box(page).fill('half a thought')
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('half a thought')
  const { text, release } = await writeEarly(page, path)
  await page.getByRole('button', { name: 'Send' }).click()
  await release()
  await expect(stored(page, text)).toHaveCount(1)
  await expect(stored(page, 'half a thought')).toHaveCount(0)
  await expect(box(page)).toHaveValue('half a thought')
})

test('what is sent while a part of the page does not come is posted as without scripts', async ({ visit, server }) => {
  const { page } = await visit()
  const { text, release } = await writeEarly(page, await inOwnGroup(page, server))
  await page.evaluate(() => document.body.dataset.first = '')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(stored(page, text)).toHaveCount(1)
  await expectPosted(page, text, release)
})

test('what is pressed while a part of the page is on its way is done once', async ({ visit, server }) => {
  const { page } = await visit()
  const { release } = await writeEarly(page, await inOwnGroup(page, server))
  const section = page.getByRole('navigation').locator('button[aria-expanded=true]').first()
  const name = await section.getAttribute('aria-controls')
  await section.click()
  const same = page.locator(`button[aria-controls='${name}']`)
  await expect(same).toHaveAttribute('aria-expanded', 'true')
  await release()
  await alive(page)
  await expect(same).toHaveAttribute('aria-expanded', 'false')
})

test('a panel that the browser opens while the page is being hydrated stays open, and is filled', async ({
  visit, server,
}) => {
  const { page } = await visit()
  const { release } = await writeEarly(page, await inOwnGroup(page, server))
  await page.getByRole('button', { name: 'Your status' }).click()
  const panel = page.getByRole('dialog', { name: 'Your status' })
  await expect(panel).toBeVisible()
  await release()
  await alive(page)
  await expect(panel.getByRole('textbox')).toBeVisible()
  await expect(panel.getByRole('button', { name: 'Set', exact: true })).toBeVisible()
})

test('a draft is the same in every tab of its author, per room, and gone in all of them once it is sent', async ({
  visit,
}) => {
  const { page: first } = await visit()
  await register(first)
  await first.getByRole('button', { name: /^Join / }).first().click()
  await first.waitForURL(/\/rooms\/\d+/)
  await expect(log(first)).toBeVisible()
  const second = await first.context().newPage()
  await second.goto(first.url())
  await alive(second)
  const text = unique('shared')
  await box(first).pressSequentially(text)
  await expect(box(second)).toHaveValue(text)
  await box(second).pressSequentially('!')
  await expect(box(first)).toHaveValue(`${text}!`)
  await box(first).press('Enter')
  await expect(box(second)).toHaveValue('')
  for (const page of [first, second]) await expect(stored(page, `${text}!`)).toHaveCount(1)
  await box(first).fill('only here')
  const other = `a[data-row][href^='/rooms/']:not([href='${new URL(first.url()).pathname}'])`
  await second.getByRole('navigation').locator(other).first().click()
  await second.waitForURL(url => url.href !== first.url())
  await expect(box(second)).toHaveValue('')
})

test('what another tab did to an older draft never takes away what was written since', async ({ visit }) => {
  const { page } = await visit()
  await enterSquare(page)
  await box(page).fill('newer')
  await page.evaluate(() => {
    const [key = ''] = Object.keys(localStorage).filter(name => name.startsWith('plaza:draft:'))
    const older = JSON.stringify({ body: 'older' })
    localStorage.removeItem(key)
    dispatchEvent(new StorageEvent('storage', { key, oldValue: older, newValue: null }))
    dispatchEvent(new StorageEvent('storage', { key, oldValue: null, newValue: older }))
  })
  await expect(box(page)).toHaveValue('newer')
  await page.reload()
  await expect(box(page)).toHaveValue('newer')
})

test('a composed word is not torn by what another tab writes', async ({ visit }) => {
  const { page: first } = await visit()
  await enterSquare(first)
  const second = await first.context().newPage()
  await second.goto(first.url())
  await alive(second)
  await second.evaluate(() => addEventListener(
    'storage', ({ key }) => key?.startsWith('plaza:draft:') && (document.documentElement.dataset.overheard = ''),
  ))
  await box(second).evaluate(field => field.dispatchEvent(new CompositionEvent('compositionstart')))
  await box(second).fill('にほ')
  await box(first).fill('other')
  await expect(second.locator('html')).toHaveAttribute('data-overheard')
  await expect(box(second)).toHaveValue('にほ')
})
