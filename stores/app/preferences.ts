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
    folded: useCookieChoice('plaza-folded', text => text),
    timeZone: useCookieChoice('plaza-time-zone', zoneOf),
    deskSound: useCookieChoice('plaza-desk-sound', text => text === 'on' ? 'on' : 'off'),
  }
  const { value: hours, choose: chooseHours } = choices.hours
  const { value: sendKey, choose: chooseSendKey } = choices.sendKey
  const { value: language, choose: chooseLanguage } = choices.language
  const { value: timeZone } = choices.timeZone
  /** Whether the support desk plays one for a new case. */
  const { value: deskSound, choose: chooseDeskSound } = choices.deskSound

  /** The sections of the sidebar that are folded. */
  const folded = computed(() => choices.folded.value.value.split(' ').filter(Boolean))

  function fold(section: string) {
    const others = folded.value.filter(one => one !== section)
    choices.folded.choose((folded.value.includes(section) ? others : [...others, section]).join(' '))
  }

  const hour12 = computed(() => hours.value === 'auto' ? undefined : hours.value === '12')

  /** Called in the browser once its page is alive. */
  function takeZone() {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (own && own !== timeZone.value) choices.timeZone.choose(own)
  }

  /** What the storage says that another tab has chosen. */
  function hear(signal: string | null) {
    const said = readChoice(signal)
    if (said) Object.values(choices).forEach(choice => choice.hear(said))
  }

  return {
    hours, sendKey, language, timeZone, deskSound, hour12, folded, fold,
    chooseHours, chooseSendKey, chooseLanguage, chooseDeskSound, takeZone, hear,
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
