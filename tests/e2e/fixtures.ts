import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, BrowserContextOptions, ConsoleMessage, Locator, Page, WebError } from '@playwright/test'
import { expect, test as base } from '@playwright/test'
import type { Client } from '../support/client.ts'
import { Proxy } from '../support/proxy.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'
import { closeSockets } from '../support/socket.ts'

interface Tools {
  /** Sockets of people without a browser end with the test. */
  sockets: undefined
  /** A browser of its own for one person, with a wire that can be cut. */
  visit: (options?: BrowserContextOptions) => Promise<{ page: Page, wire: Proxy }>
}

/** Browsers that run no scripts of a page. */
const scriptless = new WeakSet<BrowserContext>()

export const test = base.extend<Tools, { server: TestServer }>({
  // Playwright insists on a pattern, also where nothing is taken.
  // eslint-disable-next-line no-empty-pattern
  server: [async ({}, use, info) => {
    const server = await startServer({ name: `browser-${info.workerIndex}` })
    await use(server)
    await server.stop()
  }, { scope: 'worker', timeout: 120_000 }],

  // eslint-disable-next-line no-empty-pattern
  sockets: [async ({}, use) => {
    await use(undefined)
    await closeSockets()
  }, { auto: true }],

  visit: async ({ browser, server }, use, info) => {
    const faults: string[] = []
    const failures: string[] = []
    const open: { close: () => Promise<void> }[] = []
    await use(async (options = {}) => {
      const wire = await Proxy.to(server.port)
      const context = await browser.newContext({ baseURL: wire.origin, ...options })
      if (options.javaScriptEnabled === false) scriptless.add(context)
      context.on('console', message => isFault(message) && faults.push(`${message.type()}: ${message.text()}`))
      context.on('weberror', error => faults.push(describeError(error)))
      context.on('response', answer => answer.status() >= 500 && answer.request().isNavigationRequest()
        && failures.push(`${answer.status()} ${answer.url()}`))
      open.push(context, wire)
      return { page: await context.newPage(), wire }
    })
    for (const one of open) await one.close()
    // No fault of its own: some tests want it. Of one that fails it may be the reason.
    if (failures.length && (faults.length || info.status !== info.expectedStatus)) {
      await info.attach('pages that were not answered', { body: failures.join('\n'), contentType: 'text/plain' })
    }
    expect(faults, 'the browser complained').toEqual([])
  },
})

export { expect } from '@playwright/test'

/**
 * A broken network and a refused request are part of the tests; everything else that a browser complains about is ours.
 */
function isFault(message: ConsoleMessage): boolean {
  if (!['error', 'warning'].includes(message.type())) return false
  // What is fetched ahead for the scripts waits for them: in vain where there are none, and for more seconds than the
  // browser grants where the machine is busy.
  if (message.text().includes('was preloaded using link preload but not used')) return false
  return !/^Failed to load resource|^WebSocket connection to .* failed|^Service Worker registration blocked/
    .test(message.text())
}

/** Some errors of the browser itself have no stack. */
function describeError(error: WebError): string {
  const { name, message, stack } = error.error()
  return `page error at ${error.page()?.url()}: ${name}: ${message}\n${stack}`
}

/** A guest, who is in the square. */
export async function enterSquare(page: Page, name = unique('gus')): Promise<string> {
  const answer = await page.request.post('/api/guests', { data: { username: name } })
  expect(answer.status()).toBe(201)
  const { room } = await answer.json() as { room: { id: number } }
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  return name
}

/** As `enterSquare`, by the page that is there for it. */
export async function enterSquareByForm(page: Page, name = unique('gus')): Promise<string> {
  await page.goto('/')
  await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await page.getByRole('button', { name: 'Enter the square' }).click()
  await page.waitForURL(/\/rooms\/\d+/)
  await alive(page)
  return name
}

interface Account {
  username: string
  email: string
  password: string
}

const newAccount = (username: string): Account =>
  ({ username, email: `${username}@plaza.test`, password: 'a long enough secret' })

/** A new member, who looks at the rooms. */
export async function register(page: Page, username = unique('ada')): Promise<Account> {
  const account = newAccount(username)
  expect((await page.request.post('/api/users', { data: account })).status()).toBe(201)
  await page.goto('/rooms')
  await alive(page)
  return account
}

/** As `register`, by the page that is there for it. */
export async function registerByForm(page: Page, username = unique('ada')): Promise<Account> {
  const account = newAccount(username)
  await page.goto('/register')
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Username').fill(account.username)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL(/\/rooms/)
  await alive(page)
  return account
}

/** The scripts have taken the page over: from here on they answer, not the browser's own forms and links. */
export async function alive(page: Page): Promise<void> {
  if (scriptless.has(page.context())) return
  await page.waitForFunction(
    () => (window as { useNuxtApp?: () => { isHydrating: boolean } }).useNuxtApp?.().isHydrating === false,
  )
}

type Live = { useNuxtApp: () => { $pinia: { state: { value: { socket: { live: boolean } } } } } }

/** As `alive`, and the socket is open: from here on everything is heard live. */
export async function connected(page: Page): Promise<void> {
  if (scriptless.has(page.context())) return
  await alive(page)
  await expect.poll(() => page.evaluate(() =>
    (window as unknown as Live).useNuxtApp().$pinia.state.value.socket.live)).toBe(true)
}

/** Timers of exactly this length never end in this page. Before `goto`. */
export const endless = (page: Page, ms: number) => page.addInitScript((held) => {
  const start = window.setTimeout
  window.setTimeout = ((work: TimerHandler, after?: number, ...rest: unknown[]) =>
    start(work, after === held ? 2 ** 30 : after, ...rest)) as typeof setTimeout
}, ms)

/** From here on time passes in this page only when it is told to. Its clock was installed before `goto`. */
export async function stopClock(page: Page): Promise<void> {
  // One cannot stop at a time that is over when the page hears of it; timers up to then end now.
  await page.clock.pauseAt(await page.evaluate(() => Date.now()) + 5_000)
}

/** From here on no script arrives before it is released, whatever the browser has fetched ahead. */
export async function holdScripts(page: Page): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => { release = resolve })
  await page.route(/\/_nuxt\/[^?]*\.js/, async (route) => {
    await released
    await route.continue()
  })
  return release
}

/** Gives the browser the session of a client that the test already has. */
export async function logInAs(page: Page, client: Client): Promise<void> {
  await page
    .context()
    .addCookies([...client.cookies].map(([name, value]) => ({ name, value, domain: '127.0.0.1', path: '/' })))
}

/** As `expectAccessible`, in light and in dark: the page stays, only its colours change. */
export async function expectAccessibleInBothSchemes(page: Page, what: string): Promise<void> {
  await alive(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.waitForFunction(
      wanted => getComputedStyle(document.documentElement).colorScheme === wanted, colorScheme,
    )
    await expectAccessible(page, `${what}, ${colorScheme}`, colorScheme === 'dark')
  }
}

/** Axe finds nothing to complain about. Where only colours have changed since, its other rules need not look again. */
export async function expectAccessible(page: Page, what: string, onlyColors = false): Promise<void> {
  // Colours on their way to others have a contrast of their own: what comes or goes from here on does not fade, and
  // what fades already is waited for. What is not shown, as in closed details, stands still.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.waitForFunction(() => document.getAnimations().every(({ effect, playState }) =>
    playState !== 'running'
    || effect?.getComputedTiming().iterations === Infinity
    || !(effect as KeyframeEffect | null)?.target?.checkVisibility()))
  expect(page.frames(), 'all of it is one frame').toHaveLength(1)
  const violations = await complaintsOfAxe(page, onlyColors)
  await page.emulateMedia({ reducedMotion: null })
  const where = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(', ')}`)
  expect(where, what).toEqual([])
}

type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>
type WithAxe = { axe?: { run: (where: Document, options: object) => Promise<AxeResults> } }

const ofColors = { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] }

/** Two thirds of what axe takes is its script, which stays in the page: it is brought once. */
async function complaintsOfAxe(page: Page, onlyColors: boolean): Promise<AxeResults['violations']> {
  // With this type of result it does not describe each element that is as it should be.
  const options = { resultTypes: ['violations' as const], ...onlyColors && { runOnly: ofColors } }
  const results = await page.evaluate(all => (window as WithAxe).axe?.run(document, all), options)
  if (results) return results.violations
  // In legacy mode axe needs no page of its own to put several results together.
  return (await new AxeBuilder({ page }).setLegacyMode().options(options).analyze()).violations
}

export const log = (page: Page) => page.getByRole('log', { name: 'Messages' })

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

/** The message with this text, once it is stored. */
export const stored = (page: Page, text: string) => log(page).locator('[data-seq]').filter({ hasText: text })

/** What a reader sees of the room, from top to bottom. */
export async function transcript(page: Page): Promise<string[]> {
  return log(page)
    .locator('[data-seq]')
    .evaluateAll(items =>
      items.map(item =>
        `${item.getAttribute('data-seq')} ${item.querySelector('[data-body]')?.textContent?.trim() ?? '(deleted)'}`,
      ),
    )
}

/** Opens the menu of a message, and chooses from it. */
export async function chooseFor(message: Locator, action: string): Promise<void> {
  await message.hover()
  await message.getByRole('button', { name: 'More actions' }).click()
  await message.getByRole('menuitem', { name: action }).click()
}

/** Deletes the message with this text and waits until the time to undo is over and the server knows. */
export async function removeMessage(page: Page, text: string): Promise<void> {
  const seq = await stored(page, text).getAttribute('data-seq')
  await chooseFor(stored(page, text), 'Delete message')
  await expect(log(page).locator(`[data-seq="${seq}"][data-state=deleted]`)).toBeVisible({ timeout: 20_000 })
}
