import type { BrowserContext, CDPSession, Page } from '@playwright/test'
import { chromium, expect, test as base } from '@playwright/test'
import { group, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { Proxy } from '../support/proxy.ts'
import type { ReceivedPush } from '../support/pushService.ts'
import { PushService } from '../support/pushService.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { alive, expectAccessible, logInAs } from './fixtures.ts'

interface Installed {
  push: PushService
  server: TestServer
  wire: Proxy
  context: BrowserContext
  page: Page
  /** Whose browser it is. */
  lin: Client
}

// Notifications and installed apps are for lasting profiles of the whole browser only. Chromium has no push service
// here: the tests subscribe for it, and hand over what the service of the tests was sent.
const test = base.extend<{ installed: Installed }>({
  // eslint-disable-next-line no-empty-pattern
  installed: async ({}, use, info) => {
    const push = await PushService.start()
    const server = await startServer({
      name: `browser-push-${info.workerIndex}`,
      env: { NUXT_PUSH_HOSTS: push.origin },
    })
    const wire = await Proxy.to(server.port)
    const executablePath = process.env.PLAZA_CHROMIUM || undefined
    const context = await chromium.launchPersistentContext(info.outputPath('profile'), {
      ...info.project.use.launchOptions,
      executablePath,
      channel: executablePath ? undefined : 'chromium',
      baseURL: wire.origin,
      serviceWorkers: 'allow',
    })
    await context.grantPermissions(['notifications'], { origin: wire.origin })
    const page = context.pages()[0] ?? await context.newPage()
    const lin = await member(server, 'lin')
    await logInAs(page, lin)
    await use({ push, server, wire, context, page, lin })
    await context.close()
    await wire.close()
    await server.stop()
    await push.stop()
    expect(push.faults).toEqual([])
  },
})

/** Resolves when the service worker has taken the page over and takes events; answers how it is addressed. */
async function workerOf(page: Page): Promise<{ cdp: CDPSession, registrationId: string }> {
  const cdp = await page.context().newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId)
    })
  })
  await cdp.send('ServiceWorker.enable')
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  return { cdp, registrationId: await registered }
}

const notificationsOf = (page: Page) => page.evaluate(async () => {
  const { title, body, tag } = (await (await navigator.serviceWorker.ready).getNotifications())[0] ?? {}
  return title && { title, body, tag }
})

type Shown = Partial<Record<'title' | 'body' | 'tag', string>>

/**
 * Hands what a push service would to the browser, and waits for what it shows. Now and then Chromium does not hand the
 * first one on that it is given this way: then it is given another.
 */
async function deliver(page: Page, data: string, shown: Shown): Promise<void> {
  const { cdp, registrationId } = await workerOf(page)
  const { origin } = new URL(page.url())
  await expect(async () => {
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
    await expect.poll(() => notificationsOf(page), { timeout: 3_000 }).toMatchObject(shown)
  }).toPass({ timeout: 30_000 })
}

const dataOf = (push: ReceivedPush) => JSON.stringify(push.payload)

test('a message to somebody who is away is shown, and a click leads to it', async ({ installed }) => {
  const { push, server, context, page, lin } = installed
  const ada = await member(server, 'ada')
  const room = await group(ada, [lin])
  const device = push.device()
  await lin.post('/api/push/subscriptions', device)
  const { seq } = await ada.say(room.id, 'supper is ready')
  const [sent] = await push.arrived(device)
  await page.goto('/settings')
  await alive(page)
  await deliver(page, dataOf(sent), {
    title: room.name!, body: `${ada.user.displayName}: supper is ready`, tag: `room-${room.id}`,
  })
  const worker = context.serviceWorkers()[0]!
  await worker.evaluate(async () => {
    const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
    const [notification] = await registration.getNotifications()
    const Click = (globalThis as unknown as { NotificationEvent: new (type: string, init: object) => Event })
      .NotificationEvent
    dispatchEvent(new Click('notificationclick', { notification }))
  })
  await page.waitForURL(url => url.pathname === `/rooms/${room.id}` && url.searchParams.get('seq') === String(seq))
  await expect(page.getByText('supper is ready').first()).toBeVisible()
  expect(await notificationsOf(page)).toBeUndefined()
})

test('whoever reads the room is shown nothing of it, and what a browser is sent need not be a payload', async ({
  installed,
}) => {
  const { server, page, lin } = installed
  const room = await group(await member(server, 'ada'), [lin])
  await page.goto(`/rooms/${room.id}`)
  await alive(page)
  await page.bringToFront()
  await deliver(page, 'no payload', { title: 'Plaza', tag: 'plaza' })
  await page.evaluate(async () => {
    for (const one of await (await navigator.serviceWorker.ready).getNotifications()) one.close()
  })
  const { cdp, registrationId } = await workerOf(page)
  const { origin } = new URL(page.url())
  const read = { title: 'read', body: 'here', url: `/rooms/${room.id}?seq=1`, tag: 'read' }
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(read) })
  await deliver(page, JSON.stringify({ ...read, title: 'test', tag: 'test' }), { title: 'test' })
  expect(await notificationsOf(page)).toMatchObject({ title: 'test' })
})

test('Plaza can be installed, asks for nothing by itself, and has a page for when there is no network', async ({
  installed,
}) => {
  const { page, wire } = installed
  await page.addInitScript(() => {
    Notification.requestPermission = () => {
      document.documentElement.dataset.asked = 'true'
      return Promise.resolve('default')
    }
  })
  await page.goto('/settings')
  await alive(page)
  const { cdp } = await workerOf(page)
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  expect(await page.locator('html').getAttribute('data-asked')).toBeNull()
  await expectAccessible(page, 'settings')
  wire.cut()
  await page.goto('/rooms')
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible()
  await expectAccessible(page, 'offline')
  wire.mend()
  await page.getByRole('link', { name: 'Try again' }).click()
  await page.waitForURL(url => url.pathname === '/rooms')
  await alive(page)
})

test('a person sees their devices, sends a test, and logs out: then nothing is left in the browser', async ({
  installed,
}) => {
  const { push, server, page, lin } = installed
  const device = push.device()
  await lin.post('/api/push/subscriptions', device)
  await page.goto('/settings')
  await alive(page)
  const section = page.locator('#notifications')
  await section.getByRole('button', { name: /^Send me a test/ }).click()
  await expect(section.getByText(/A test is on its way/)).toBeVisible()
  await expect(section.getByText('last delivered')).toBeVisible()
  const [sent] = await push.arrived(device)
  await deliver(page, dataOf(sent), { title: 'Plaza', tag: 'test' })
  await page.locator('#logout').getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(url => url.pathname === '/')
  await alive(page)
  await expect.poll(() => notificationsOf(page)).toBeUndefined()
  const left = await page.evaluate(async () => {
    const names = await caches.keys()
    const kept = await Promise.all(names.map(async name => (await caches.open(name)).keys()))
    return kept.flat().map(({ url }) => new URL(url).pathname)
  })
  expect(left).toEqual(['/offline.html', '/offline.js'])
  await until('the device to be removed', async () =>
    (await server.identity('SELECT id FROM push_subscriptions WHERE user_id = ?', [lin.id])).length === 0)
})

test('what was shown to one person is gone for the next, also when the session ended while no page was open', async ({
  installed,
}) => {
  const { page, lin } = installed
  await page.goto('/settings')
  await alive(page)
  await deliver(page, JSON.stringify({ title: 'Ada', body: 'between us', tag: 'room-1' }), { body: 'between us' })
  await page.evaluate(userId => localStorage.setItem('plaza-push', String(userId)), lin.id)
  await page.reload()
  await alive(page)
  expect(await notificationsOf(page), 'it is still hers').toMatchObject({ body: 'between us' })
  await page.goto('about:blank')
  expect((await lin.delete('/api/session')).status).toBe(204)
  await page.goto('/')
  await expect.poll(() => notificationsOf(page)).toBeUndefined()
})

test('what was shown is gone when it was read elsewhere, and when one is removed from the room', async ({
  installed,
}) => {
  const { server, page, lin } = installed
  const ada = await member(server, 'ada')
  const [one, other] = [await group(ada, [lin]), await group(ada, [lin])]
  await page.goto('/settings')
  await alive(page)
  for (const room of [one, other]) {
    const { seq } = await ada.say(room.id, 'supper is ready')
    await expect(page.getByRole('link', { name: room.name! })).toContainText('1 unread message')
    const shown = { title: room.name!, body: 'supper is ready', tag: `room-${room.id}` }
    await deliver(page, JSON.stringify({ ...shown, url: `/rooms/${room.id}?seq=${seq}` }), shown)
    if (room === one) await lin.put(`/api/rooms/${room.id}/read`, { seq })
    else await ada.delete(`/api/rooms/${room.id}/members/${lin.id}`)
    await expect.poll(() => notificationsOf(page), { timeout: 30_000 }).toBeUndefined()
  }
})
