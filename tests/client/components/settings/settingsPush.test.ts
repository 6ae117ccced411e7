import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import SettingsPush from '~/components/settings/SettingsPush.vue'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const createdAt = '2026-01-02T03:04:05.678Z'
const phone = { id: 1, device: 'Chrome, Android', createdAt, lastResult: { state: 'failed', at: createdAt } }
const laptop = { id: 2, device: 'Firefox, Linux', createdAt, current: true }
let server: FakeServer
let subscription: { toJSON: () => object, unsubscribe: () => Promise<void> } | null
let permission: NotificationPermission
const made = {
  toJSON: () => ({ endpoint: 'https://push.example.org/1' }),
  unsubscribe: async () => void (subscription = null),
}
const subscribe = vi.fn()

beforeEach(() => {
  localStorage.clear()
  server = openClient().server
  server.on('GET /api/push/key', () => ({ publicKey: 'the key' }))
  server.on('GET /api/push/subscriptions', () => ({ subscriptions: [phone] }))
  server.on('POST /api/push/subscriptions', () => ({ subscription: laptop }))
  subscription = null
  permission = 'default'
  subscribe.mockReset().mockImplementation(async () => (subscription = made))
  const pushManager = { getSubscription: async () => subscription, subscribe }
  const registration = { pushManager, getNotifications: async () => [] }
  vi.stubGlobal('PushManager', vi.fn())
  vi.stubGlobal('Notification', {
    get permission() { return permission },
    requestPermission: vi.fn(async () => permission = permission === 'default' ? 'granted' : permission),
  })
  const serviceWorker = {
    register: async () => registration,
    getRegistration: async () => registration,
    ready: Promise.resolve(registration),
  }
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: serviceWorker })
})

async function open() {
  const section = mount(SettingsPush, { attachTo: document.body })
  await flushPromises()
  const press = async (name: string) => {
    const button = section.findAll('button').find(one => (one.attributes('aria-label') ?? one.text()) === name)
    await button!.trigger('click')
    await flushPromises()
  }
  return { section, press, rows: () => section.findAll('li').map(row => row.text()) }
}

test('asks nobody for anything before a button is pressed', async () => {
  const { section, rows } = await open()
  expect(Notification.requestPermission).not.toHaveBeenCalled()
  expect(rows()).toEqual([expect.stringMatching(/^Chrome, Android.*last not delivered/s)])
  expect(section.text()).toContain('Turn on notifications')
})

test('a browser that is turned on is in the list, as the one in use', async () => {
  const { section, press, rows } = await open()
  await press('Turn on notifications')
  expect(subscribe).toHaveBeenCalledExactlyOnceWith({ userVisibleOnly: true, applicationServerKey: 'the key' })
  expect(rows()[0]).toMatch(/^Firefox, Linux.*This device/s)
  expect(section.text()).not.toContain('Turn on notifications')
})

test('one that is on is so when the page is opened again, until another device has turned it off', async () => {
  const first = await open()
  await first.press('Turn on notifications')
  first.section.unmount()
  server.on('GET /api/push/subscriptions', () => ({ subscriptions: [laptop, phone] }))
  const again = await open()
  expect(again.rows()[0]).toMatch(/^Firefox, Linux.*This device/s)
  again.section.unmount()
  server.on('GET /api/push/subscriptions', () => ({ subscriptions: [phone] }))
  const { section, rows } = await open()
  expect(rows()).toEqual([expect.stringMatching(/^Chrome, Android/)])
  expect(section.text()).toContain('Turn on notifications')
  expect(subscription).toBeNull()
})

test('one that somebody else has turned on is not on for this person', async () => {
  subscription = made
  permission = 'granted'
  setPushOwner(99)
  server.on('POST /api/push/subscriptions', () => expect.unreachable('nobody has asked for it'))
  const { section } = await open()
  expect(section.text()).toContain('Turn on notifications')
  expect(subscription).toBeNull()
})

test('one that is turned off is out of the list and of the browser', async () => {
  server.on('DELETE /api/push/subscriptions/2', () => undefined)
  const { section, press, rows } = await open()
  await press('Turn on notifications')
  await press('Turn off on Firefox, Linux')
  expect(subscription).toBeNull()
  expect(rows()).toHaveLength(1)
  expect(section.get('[role=status]').text()).toBe('Notifications are off on Firefox, Linux.')
  expect(document.activeElement).toBe(section.get('[role=status]').element)
  expect(section.text()).toContain('Turn on notifications')
})

test('another device is turned off from here, and this one stays on', async () => {
  server.on('DELETE /api/push/subscriptions/1', () => undefined)
  const { press, rows } = await open()
  await press('Turn on notifications')
  await press('Turn off on Chrome, Android')
  expect(subscription).not.toBeNull()
  expect(rows()).toEqual([expect.stringContaining('This device')])
})

test('a test says that it was sent, or why not', async () => {
  server.on('POST /api/push/subscriptions/1/test', () => undefined)
  const { section, press } = await open()
  await press('Send me a test to Chrome, Android')
  expect(section.get('[role=status]').text()).toBe('A test is on its way to Chrome, Android.')
  server.on('POST /api/push/subscriptions/1/test', () => { throw problem('unavailable', 503) })
  await press('Send me a test to Chrome, Android')
  expect(section.get('[role=alert]').text()).toContain('cannot do that at the moment')
  expect(section.get('[role=status]').text()).toBe('')
})

test('who has said no is told where to change that', async () => {
  permission = 'denied'
  const { section } = await open()
  expect(section.text()).toContain('This browser blocks notifications of this site.')
  expect(section.find('button[type=button]').text()).not.toContain('Turn on')
})

test('a push service that cannot be reached is said, and may be tried again', async () => {
  subscribe.mockRejectedValueOnce(new DOMException('Registration failed', 'AbortError'))
  const { section, press, rows } = await open()
  await press('Turn on notifications')
  expect(section.text()).toContain('could not reach its notification service')
  await press('Turn on notifications')
  expect(rows()[0]).toContain('This device')
})

test('a browser that cannot be pushed to says so', async () => {
  Reflect.deleteProperty(globalThis, 'PushManager')
  const { section } = await open()
  expect(section.text()).toContain('This browser has no notifications here.')
})
