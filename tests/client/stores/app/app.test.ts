import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openClient } from '../../support/client'
import { navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { noNetwork, problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  for (const name of ['hours', 'send-key', 'language', 'time-zone']) {
    document.cookie = `plaza-${name}=; path=/; max-age=0`
  }
})

describe('overlays', () => {
  test('one thing floats at a time', () => {
    const overlays = useOverlaysStore()
    overlays.show('palette')
    overlays.show('shortcuts')
    expect(overlays.open).toBe('shortcuts')
    overlays.close()
    expect(overlays.open).toBeUndefined()
  })
})

describe('preferences', () => {
  test('are kept for the next page', () => {
    const preferences = usePreferencesStore()
    expect(preferences.hour12).toBeUndefined()
    preferences.chooseHours('24')
    preferences.chooseSendKey('modifier')
    preferences.chooseLanguage('de')
    openClient()
    expect(usePreferencesStore()).toMatchObject({ hours: '24', hour12: false, sendKey: 'modifier', language: 'de' })
  })

  test('that make no sense are the default', () => {
    for (const cookie of ['hours=13', 'send-key=space', 'time-zone=Mars/Olympus', 'language=']) {
      document.cookie = `plaza-${cookie}; path=/`
    }
    expect(usePreferencesStore()).toMatchObject({ hours: 'auto', sendKey: 'enter', timeZone: 'UTC', language: 'en' })
  })

  test('of another tab are taken over, also where its cookie cannot be read yet', () => {
    usePreferencesStore().chooseHours('12')
    const said = localStorage.getItem(choiceSignal)
    document.cookie = 'plaza-hours=; path=/; max-age=0'
    openClient()
    const preferences = usePreferencesStore()
    preferences.hear(said)
    expect(preferences.hour12).toBe(true)
  })

  test('of another tab are not taken over where this one has chosen later', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const [other, preferences] = [openClient().pinia, openClient().pinia].map(pinia => usePreferencesStore(pinia))
    other!.chooseHours('12')
    const said = localStorage.getItem(choiceSignal)
    vi.setSystemTime(Date.now() + 5)
    preferences!.chooseHours('24')
    preferences!.hear(said)
    expect(preferences!.hours).toBe('24')
    other!.hear(localStorage.getItem(choiceSignal))
    expect(other!.hours).toBe('24')
  })

  test.each([
    null, '', 'null', '1763930000000', '{"name":"plaza-hours"}', '{"name":"plaza-hours","text":7,"at":1}',
    '{"name":"plaza-hours","text":"24"}', '{"name":"plaza-hours","text":"13","at":1}',
    '{"name":"other","text":"24","at":1}',
  ])('%s from another tab changes nothing', (said) => {
    const preferences = usePreferencesStore()
    preferences.hear(said)
    expect(preferences).toMatchObject({ hours: 'auto', sendKey: 'enter', timeZone: 'UTC', language: 'en' })
  })

  test('know the zone of this browser', () => {
    const preferences = usePreferencesStore()
    preferences.takeZone()
    expect(preferences.timeZone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
  })
})

describe('the square from outside', () => {
  test('is what the server shows', async () => {
    server.on('GET /api/square', () => ({ name: 'Square', memberCount: 3, online: 1, messages: [] }))
    await useSquareStore().load()
    expect(useSquareStore().glimpse?.name).toBe('Square')
  })

  test('is empty where it is closed or cannot be reached, and that is no error', async () => {
    server.on('GET /api/square', () => { throw problem('not_found', 404) })
    await useSquareStore().load()
    expect(useSquareStore().glimpse).toBeNull()
  })
})

describe('a page whose part is missing', () => {
  test('is opened with a full load, but only from a server that answers', async () => {
    server.on('GET /api/health/live', () => { throw noNetwork() })
    await useVersionStore().openFresh('/rooms/1')
    expect(navigateTo).not.toHaveBeenCalled()
    server.on('GET /api/health/live', () => ({}))
    await useVersionStore().openFresh('/rooms/1')
    expect(navigateTo).toHaveBeenCalledWith('/rooms/1', { external: true })
  })
})
