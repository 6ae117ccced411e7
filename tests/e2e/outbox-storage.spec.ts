import type { Page } from '@playwright/test'
import { chromium } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { Line } from '../support/line.ts'
import { unique } from '../support/random.ts'
import { alive, enterSquare, enterSquareByForm, expect, log, say, stored, test } from './fixtures.ts'

const queued = (page: Page, mark: string) => log(page).locator('[data-state=queued]').filter({ hasText: mark })

/** Puts records into the outbox of this browser as they are, in a database of this version. */
async function plant(page: Page, records: object[], version = 1): Promise<void> {
  await page.evaluate(async ({ records, version }) => {
    const request = indexedDB.open('plaza-outbox', version)
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const transaction = database.transaction('messages', 'readwrite')
    for (const record of records) transaction.objectStore('messages').add(record)
    await new Promise(resolve => transaction.oncomplete = resolve)
    database.close()
  }, { records, version })
}

/** Makes the outbox a database of this version and form; the page has none of ours open. */
async function replaceDatabase(page: Page, version: number, form: 'other' | 'ours'): Promise<void> {
  await page.evaluate(async ({ version, form }) => {
    await new Promise(resolve => indexedDB.deleteDatabase('plaza-outbox').onsuccess = resolve)
    const request = indexedDB.open('plaza-outbox', version)
    await new Promise<void>((resolve) => {
      request.onupgradeneeded = () => {
        if (form === 'other') return void request.result.createObjectStore('messages', { keyPath: 'clientId' })
        const store = request.result.createObjectStore('messages', { keyPath: 'position', autoIncrement: true })
        store.createIndex('clientId', 'clientId', { unique: true })
        store.createIndex('author', 'authorId')
        store.createIndex('room', ['authorId', 'roomId'])
      }
      request.onsuccess = () => resolve()
    })
    request.result.close()
  }, { version, form })
}

async function whoAndWhere(page: Page): Promise<{ authorId: number, roomId: number }> {
  const answer = await page.evaluate(
    async () => (await fetch('/api/session')).json() as Promise<{ user: { id: number } }>,
  )
  return { authorId: answer.user.id, roomId: Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0]) }
}

const record = (at: { authorId: number, roomId: number }, body: string) =>
  ({ ...at, clientId: randomUUID(), body, createdAt: new Date().toISOString(), state: 'queued' })

test('500 messages that waited go out in order, once, and the page stays usable', async ({ visit, server }) => {
  // Each waits for the answer to the one before.
  test.setTimeout(600_000)
  const { page } = await visit()
  const line = await Line.on(page.context())
  await enterSquare(page)
  const at = await whoAndWhere(page)
  const mark = unique('many')
  const texts = Array.from({ length: 500 }, (_, n) => `${mark} ${n + 1}.`)
  await plant(page, texts.map(text => record(at, text)))
  const started = Date.now()
  await page.goto('/rooms')
  const all = async () =>
    (await server.chat('SELECT body FROM messages WHERE body LIKE ? ORDER BY seq', [`${mark}%`])).map(({ body }) =>
      body,
    )
  await expect.poll(async () => (await all()).length, { timeout: 500_000 }).toBe(500)
  expect(await all()).toEqual(texts)
  expect(line.sends.length).toBe(500)
  await page.goBack()
  await expect(stored(page, texts[499]!)).toHaveCount(1)
  await expect(queued(page, mark)).toHaveCount(0)
  console.log(`500 waiting messages were stored within ${Date.now() - started} ms`)
})

test('records that make no sense are dropped or mended, the others are sent', async ({ visit, server }) => {
  const { page } = await visit()
  await enterSquare(page)
  const at = await whoAndWhere(page)
  const mark = unique('broken')
  await plant(page, [
    { ...record(at, `${mark} bad id`), clientId: 'not a uuid' },
    { ...record(at, `${mark} no text`), body: null },
    { ...record(at, `${mark} odd`), state: 'on fire', createdAt: 'yesterday', replyTo: 'x' },
    { ...record(at, `${mark} nowhere`), roomId: -1 },
    record(at, `${mark} good`),
  ])
  await page.reload()
  for (const text of ['odd', 'good']) await expect(stored(page, `${mark} ${text}`)).toHaveCount(1)
  const rows = await server.chat('SELECT body FROM messages WHERE body LIKE ? ORDER BY seq', [`${mark}%`])
  expect(rows.map(({ body }) => body)).toEqual([`${mark} odd`, `${mark} good`])
  await page.reload()
  await expect(log(page).locator('[data-state=queued], [data-state=failed]')).toHaveCount(0)
})

for (const [what, version, form] of [
  ['an older form of the database', 1, 'other'],
  ['a database of a newer version', 7, 'ours'],
  ['a newer one of another form', 9, 'other'],
] as const) {
  test(`${what} does not stop anybody`, async ({ visit }) => {
    const { page, wire } = await visit()
    await enterSquare(page)
    const room = page.url()
    await page.goto('/api/health/live')
    await replaceDatabase(page, version, form)
    await page.goto(room)
    await alive(page)
    await expect(log(page)).toBeVisible()
    const text = unique('form')
    wire.cut()
    await say(page, text)
    await expect(queued(page, text)).toHaveCount(1)
    // Kept in spite of it: another tab life finds it.
    await expect
      .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
      .toContain('plaza-outbox')
    wire.mend()
    await page.reload()
    await expect(stored(page, text)).toHaveCount(1, { timeout: 30_000 })
  })
}

const refusals: Record<string, () => void> = {
  'no IndexedDB at all': () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
  'an IndexedDB that may not be used': () =>
    Object.defineProperty(window, 'indexedDB', {
      get: () => {
        throw new DOMException('denied', 'SecurityError')
      },
    }),
  'an IndexedDB that never answers': () => {
    IDBFactory.prototype.open = () =>
      ({ addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as IDBOpenDBRequest
  },
  'a full disk': () => {
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  },
  'no local storage, no locks and no channel': () => {
    Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('denied', 'SecurityError') } })
    LockManager.prototype.request = () => Promise.reject(new DOMException('denied', 'SecurityError'))
    window.BroadcastChannel = function () {
      throw new DOMException('denied', 'SecurityError')
    } as unknown as typeof BroadcastChannel
  },
}

for (const [what, refuse] of Object.entries(refusals)) {
  test(`${what}: messages wait in the tab, go out in order, and nothing is said about it`, async ({ visit }) => {
    const { page, wire } = await visit()
    await page.addInitScript(refuse)
    await enterSquare(page)
    await expect(log(page)).toBeVisible()
    const mark = unique('memory')
    wire.cut()
    for (const n of [1, 2, 3]) await say(page, `${mark} ${n}.`)
    await expect(queued(page, mark)).toHaveCount(3)
    wire.mend()
    for (const n of [1, 2, 3]) await expect(stored(page, `${mark} ${n}.`)).toHaveCount(1, { timeout: 30_000 })
    const shown = await log(page).locator('[data-seq] [data-body]').filter({ hasText: mark }).allTextContents()
    expect(shown.map(text => text.trim())).toEqual([1, 2, 3].map(n => `${mark} ${n}.`))
    await expect(queued(page, mark)).toHaveCount(0)
  })
}

test('on plain http in a local network, without Web Locks, two tabs still send each message once', async ({
  server,
}) => {
  const browser = await chromium.launch({
    executablePath: process.env.PLAZA_HEADLESS_SHELL || undefined,
    args: ['--no-sandbox', '--disable-background-networking', '--host-resolver-rules=MAP plaza.local 127.0.0.1'],
  })
  const context = await browser.newContext({ baseURL: `http://plaza.local:${server.port}` })
  const line = await Line.on(context)
  const first = await context.newPage()
  await enterSquareByForm(first)
  expect(await first.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual([false, false])
  const second = await context.newPage()
  await second.goto(first.url())
  await alive(second)
  line.dropAcks = true
  const mark = unique('lan')
  const texts = [1, 2, 3, 4].map(n => `${mark} ${n}.`)
  for (const [index, text] of texts.entries()) {
    await say(index % 2 ? second : first, text)
    for (const page of [first, second]) await expect(queued(page, text)).toHaveCount(1)
  }
  await first.close()
  line.dropAcks = false
  await second.reload()
  for (const text of texts) await expect(stored(second, text)).toHaveCount(1, { timeout: 30_000 })
  await expect(queued(second, mark)).toHaveCount(0)
  const rows = await server.chat('SELECT body FROM messages WHERE body LIKE ? ORDER BY seq', [`${mark}%`])
  expect(rows.map(({ body }) => body)).toEqual(texts)
  for (const text of texts) expect(line.idsOf.get(text)?.size).toBe(1)
  await browser.close()
})
