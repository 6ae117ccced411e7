export const timeFormats = ['auto', '12', '24'] as const
export type HourFormat = typeof timeFormats[number]
export type SendKey = 'enter' | 'modifier'

/**
 * How this browser's reader likes things. In cookies, so that the server renders them right at once.
 * The zone is the browser's own; without it (a first visit) days begin as in UTC.
 */
export const usePreferencesStore = defineStore('preferences', () => {
  const choices = {
    hours: useCookieChoice<HourFormat>('plaza-hours', text => timeFormats.find(value => value === text) ?? 'auto'),
    sendKey: useCookieChoice<SendKey>('plaza-send-key', text => text === 'modifier' ? text : 'enter'),
    language: useCookieChoice('plaza-language', text => text || 'en'),
    timeZone: useCookieChoice('plaza-time-zone', zoneOf),
  }
  const { value: hours, choose: chooseHours } = choices.hours
  const { value: sendKey, choose: chooseSendKey } = choices.sendKey
  const { value: language, choose: chooseLanguage } = choices.language
  const { value: timeZone } = choices.timeZone

  const hour12 = computed(() => hours.value === 'auto' ? undefined : hours.value === '12')

  /** Called in the browser once its page is alive. */
  function takeZone() {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (own && own !== timeZone.value) choices.timeZone.choose(own)
  }

  const refresh = () => Object.values(choices).forEach(choice => choice.refresh())

  return {
    hours, sendKey, language, timeZone, hour12,
    chooseHours, chooseSendKey, chooseLanguage, takeZone, refresh,
  }
})

const knownZones = new Map([['', 'UTC'], ['UTC', 'UTC']])

/** Asking Intl is slow, and there are only so many zones. Holds no data of a person. */
function zoneOf(text: string): string {
  try {
    const zone = knownZones.get(text) ?? new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    if (zone === text) knownZones.set(text, zone)
    return zone
  }
  catch {
    return 'UTC'
  }
}
