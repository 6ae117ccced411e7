import { flushPromises, mount } from '@vue/test-utils'
import { computed, ref } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import SettingsAppearance from '~/components/settings/SettingsAppearance.vue'
import language from '~/plugins/language.server'
import { openClient } from '../../support/client'
import { useColorMode } from '../../support/nuxt'
import { english } from '../../support/screen'

const { global } = english

beforeEach(() => {
  for (const name of ['hours', 'language']) document.cookie = `plaza-${name}=; path=/; max-age=0`
})

afterEach(() => {
  global.locale.value = 'en'
})

/** The server renders a page for this browser, in a Plaza of two languages. */
async function load() {
  openClient()
  global.setLocaleMessage('de', global.getLocaleMessage('en'))
  global.locale.value = 'en'
  const locales = ref([{ code: 'en', name: 'English' }, { code: 'de', name: 'Deutsch' }])
  const localeCodes = computed(() => locales.value.map(({ code }) => code))
  const setLocale = vi.fn(async (code: string) => void (global.locale.value = code as 'en'))
  Object.assign(global, { locales, localeCodes, setLocale })
  await (language as unknown as { setup: (app: object) => Promise<void> }).setup({ $i18n: global })
  return setLocale
}

type Settings = ReturnType<typeof mount>
const chosenIn = (settings: Settings, name: string) =>
  settings.findAll<HTMLInputElement>(`input[name=${name}]`).find(input => input.element.checked)?.element.value
const choose = (settings: Settings, name: string, value: string) =>
  settings.get(`input[name=${name}][value=${value}]`).setValue()

test('the language that was chosen is spoken at once, and after a reload', async () => {
  await load()
  const settings = mount(SettingsAppearance)
  expect(chosenIn(settings, 'language')).toBe('en')
  await choose(settings, 'language', 'de')
  await flushPromises()
  expect(global.locale.value).toBe('de')

  await load()
  expect(global.locale.value).toBe('de')
  expect(chosenIn(mount(SettingsAppearance), 'language')).toBe('de')
})

test('a language that Plaza does not speak changes nothing', async () => {
  document.cookie = 'plaza-language=tlh; path=/'
  expect(await load()).not.toHaveBeenCalled()
})

test('whoever has chosen nothing costs nothing', async () => {
  expect(await load()).not.toHaveBeenCalled()
})

test('theme and time format are as they were chosen', async () => {
  await load()
  const settings = mount(SettingsAppearance)
  expect(chosenIn(settings, 'appearance')).toBe('system')
  await choose(settings, 'appearance', 'dark')
  expect(useColorMode().preference).toBe('dark')
  await choose(settings, 'hours', '24')
  expect(usePreferencesStore().hour12).toBe(false)
})
