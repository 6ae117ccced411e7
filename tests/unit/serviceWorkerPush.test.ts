import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import { expect, test, vi } from 'vitest'

const payload = { title: 'Ada', body: 'between us', url: '/rooms/1?seq=2', tag: 'room-1' }

/** What a browser does with a push, when the server answers so to who is logged in there. */
async function pushed(session: () => Promise<{ status: number }>) {
  const listeners = new Map<string, (event: object) => void>()
  const [showNotification, unsubscribe] = [vi.fn(), vi.fn(async () => true)]
  const source = await readFile(new URL('../../public/sw.js', import.meta.url), 'utf8')
  runInNewContext(source, {
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
    fetch: session,
    clients: { matchAll: async () => [] },
    registration: { showNotification, pushManager: { getSubscription: async () => ({ unsubscribe }) } },
    location: { origin: 'https://plaza.example.org' },
    navigator: {}, URL, AbortSignal,
  })
  let work: Promise<unknown> | undefined
  listeners.get('push')?.({ data: { json: () => payload }, waitUntil: (one: Promise<unknown>) => (work = one) })
  await work
  expect(showNotification).toHaveBeenCalledOnce()
  const [title, options] = showNotification.mock.calls[0] as [string, { body: string, data: { url: string } }]
  return { title, body: options.body, url: options.data.url, unsubscribed: unsubscribe.mock.calls.length > 0 }
}

test('a push is shown to whom it was sent', async () => {
  const { title, body, url } = payload
  expect(await pushed(async () => ({ status: 200 }))).toEqual({ title, body, url, unsubscribed: false })
})

test('one that comes when the session is over says nothing, and is the last', async () => {
  expect(await pushed(async () => ({ status: 401 })))
    .toEqual({ title: 'Plaza', body: '', url: '/', unsubscribed: true })
})

test('a server that cannot be asked takes nothing away', async () => {
  const { title, body, url } = payload
  const expected = { title, body, url, unsubscribed: false }
  expect(await pushed(() => Promise.reject(new Error('no network')))).toEqual(expected)
  expect(await pushed(async () => ({ status: 503 }))).toEqual(expected)
})
