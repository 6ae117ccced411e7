import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import SettingsLogOutDialog from '~/components/settings/SettingsLogOutDialog.vue'
import SettingsLogOutForm from '~/components/settings/SettingsLogOutForm.vue'
import SettingsSecurityEvents from '~/components/settings/SettingsSecurityEvents.vue'
import SettingsSessions from '~/components/settings/SettingsSessions.vue'
import { ada, clientIdOf } from '../../support/cast'
import { newBrowser, openClient, openTab } from '../../support/client'
import { navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { fakeServer, noNetwork, problem } from '../../support/transport'

let server: FakeServer
const createdAt = '2026-01-02T03:04:05.678Z'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

describe('devices', () => {
  const here = { id: 'here', current: true, userAgent: firefox, address: '192.0.2.1', createdAt, seenAt: createdAt }
  const phone = { ...here, id: 'phone', current: false, userAgent: null, address: '192.0.2.2' }

  beforeEach(() => {
    server = openClient().server
    server.on('GET /api/account/sessions', () => ({ sessions: [here, phone] }))
  })

  async function open() {
    const devices = mount(SettingsSessions, { attachTo: document.body })
    await flushPromises()
    /** `Log out` is the only button of each other device. */
    const end = async (name = 'Log out') => {
      await devices.findAll('form').find(form => form.text() === name)!.trigger('submit')
      await flushPromises()
    }
    return { devices, end, rows: () => devices.findAll('li').map(row => row.text()) }
  }

  test('are named as well as they can be, and the one in use is marked and cannot be ended here', async () => {
    const { devices, rows } = await open()
    expect(rows()).toEqual([
      expect.stringMatching(/Firefox.*This device.*192\.0\.2\.1/s), expect.stringMatching(/Unknown device.*last seen/s),
    ])
    expect(rows()[0]).not.toContain('last seen')
    const labels = devices.findAll('li button').map(button => button.attributes('aria-label'))
    expect(labels).toEqual(['Log out Unknown device'])
  })

  test('one that is ended is gone, and the focus is where it says so', async () => {
    server.on('DELETE /api/account/sessions/phone', () => undefined)
    const { devices, end, rows } = await open()
    await end()
    expect(rows()).toHaveLength(1)
    expect(devices.get('[role=status]').text()).toBe('Logged out.')
    expect(document.activeElement).toBe(devices.get('[role=status]').element)
    expect(devices.text()).not.toContain('Log out all other devices')
  })

  test('all others are ended together', async () => {
    server.on('DELETE /api/account/sessions', () => undefined)
    const { end, rows } = await open()
    await end('Log out all other devices')
    expect(rows()).toEqual([expect.stringContaining('This device')])
  })

  test('one that could not be ended stays, and says why', async () => {
    server.on('DELETE /api/account/sessions/phone', () => { throw problem('unavailable', 503) })
    const { devices, end, rows } = await open()
    await end()
    expect(rows()).toHaveLength(2)
    expect(devices.get('[role=alert]').text()).toContain('cannot do that at the moment')
    expect(devices.get('[role=status]').text()).toBe('')
  })
})

describe('what happened to the account', () => {
  test('is told in words, with what is older when asked for', async () => {
    server = openClient().server
    const event = { userAgent: firefox, address: '192.0.2.1', createdAt, count: 1 }
    server.on('GET /api/account/security-events', ({ query }) => query?.cursor
      ? { events: [{ ...event, id: 1, kind: 'registered' }] }
      : { events: [{ ...event, id: 2, kind: 'login_failed', count: 3 }], cursor: 'older' })
    const events = mount(SettingsSecurityEvents)
    await flushPromises()
    const rows = () => events.findAll('li').map(row => row.text())
    expect(rows()).toEqual([expect.stringMatching(/3 wrong passwords.*Firefox.*192\.0\.2\.1/s)])
    await events.get('form').trigger('submit')
    await flushPromises()
    expect(rows()[1]).toContain('Account created')
    expect(events.find('form').exists()).toBe(false)
  })

  test('may be nothing', async () => {
    server = openClient().server
    server.on('GET /api/account/security-events', () => ({ events: [] }))
    const events = mount(SettingsSecurityEvents)
    await flushPromises()
    expect(events.text()).toBe('Nothing yet.')
  })
})

describe('logging out', () => {
  beforeEach(async () => {
    newBrowser()
    server = fakeServer()
    server.on('DELETE /api/session', () => undefined)
    server.on('POST /api/rooms/1/messages', () => { throw noNetwork() })
    await openTab()
  })

  const unsent = () => useOutboxStore().add(1, { clientId: clientIdOf(1), body: 'not sent yet' })
  const submit = async (form: ReturnType<typeof mount>) => {
    await form.get('form').trigger('submit')
    await expect.poll(() => form.get('button[type=submit]').attributes('aria-disabled')).toBeUndefined()
  }

  test('asks nothing where nothing is lost', async () => {
    await submit(mount(SettingsLogOutForm))
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/', { external: true })
  })

  test('asks whoever would lose messages, once', async () => {
    await unsent()
    const form = mount(SettingsLogOutForm, { attachTo: document.body })
    await submit(form)
    expect(navigateTo).not.toHaveBeenCalled()
    expect(form.get('[role=alert]').text()).toBe('1 message has not been sent yet and would be lost.')
    expect(document.activeElement).toBe(form.get('[role=alert]').element)
    expect(form.get('button[type=submit]').text()).toBe('Log out and discard')
    await submit(form)
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/', { external: true })
  })

  test('can be thought better of', async () => {
    await unsent()
    const form = mount(SettingsLogOutForm)
    await submit(form)
    await form.get('button[type=button]').trigger('click')
    expect(form.emitted('stay')).toHaveLength(1)
    expect(form.find('[role=alert]').exists()).toBe(false)
    expect(form.get('button[type=submit]').text()).toBe('Log out')
  })

  test('tells a guest that the name is lost, and begins at the question: an Enter too many loses nothing', async () => {
    useSessionStore().become({ ...ada, kind: 'guest' })
    useOverlaysStore().show('logout')
    const dialog = mount(SettingsLogOutDialog, { attachTo: document.body })
    expect(dialog.text()).toContain('A guest who logs out cannot come back under the same name.')
    expect(document.activeElement).toBe(dialog.get('h2').element)
    await dialog.get('button[type=button]').trigger('click')
    expect(useOverlaysStore().open).toBeUndefined()
  })
})
