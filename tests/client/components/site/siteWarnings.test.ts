import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import SiteBanner from '~/components/site/SiteBanner.vue'
import SiteWarnings from '~/components/site/SiteWarnings.vue'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { noNetwork, problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  server.on('GET /api/account/warnings', () => ({ warnings: [{ id: 1, text: 'Be kind' }, { id: 2, text: 'Really' }] }))
})

async function open() {
  const warnings = mount(SiteWarnings)
  await flushPromises()
  const understand = async () => {
    await warnings.get('button').trigger('click')
    await flushPromises()
  }
  return { warnings, understand }
}

test('warnings are shown one by one, until each is understood', async () => {
  server.on('DELETE /api/account/warnings/1', () => undefined)
  server.on('DELETE /api/account/warnings/2', () => undefined)
  const { warnings, understand } = await open()
  expect(warnings.get('[role=alert]').text()).toContain('Be kind')
  expect(warnings.text()).not.toContain('Really')
  await understand()
  expect(warnings.text()).toContain('Really')
  await understand()
  expect(warnings.text()).toBe('')
})

test('a warning that could not be put away stays, and says why', async () => {
  server.on('DELETE /api/account/warnings/1', () => { throw problem('unavailable', 503) })
  const { warnings, understand } = await open()
  await understand()
  expect(warnings.text()).toContain('Be kind')
  expect(warnings.text()).toContain('cannot do that at the moment')
})

test('nobody is warned where nobody is logged in, or nothing can be loaded', async () => {
  server.on('GET /api/account/warnings', () => { throw noNetwork() })
  expect((await open()).warnings.text()).toBe('')
  server = openClient({ user: null }).server
  expect((await open()).warnings.text()).toBe('')
  expect(server.requests).toEqual([])
})

test('an announcement is on the page for as long as there is one', async () => {
  const banner = mount(SiteBanner)
  expect(banner.text()).toBe('')
  useSiteStore().receive({ ...useSiteStore().current, banner: { text: 'Back at noon', tone: 'warning' } })
  await flushPromises()
  expect(banner.get('aside').attributes('aria-label')).toBe('Announcement')
  expect(banner.text()).toBe('Back at noon')
})
