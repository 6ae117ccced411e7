export type TimeFormat = 'clock' | 'short' | 'full' | 'date'

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making an Intl formatter is slow, using one is fast. Holds no data of a person. */
function formatter(options: Intl.DateTimeFormatOptions) {
  const key = JSON.stringify(options)
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(undefined, options)
  formatters.set(key, known)
  return known
}

/** A clock of 24 hours has two digits in each form, beside a weekday as beside a date; one of 12 hours does not. */
function clock(hour12?: boolean): Intl.DateTimeFormatOptions {
  const known = clocks.get(hour12) ?? clockOf(hour12)
  clocks.set(hour12, known)
  return known
}

const clocks = new Map<boolean | undefined, Intl.DateTimeFormatOptions>()

function clockOf(hour12?: boolean): Intl.DateTimeFormatOptions {
  const { hour12: half } = formatter({ hour: 'numeric', hour12 }).resolvedOptions()
  return { hour: half ? 'numeric' : '2-digit', minute: '2-digit', hour12 }
}

const dayMs = 86_400_000

/** The same on the server and in the browser that takes its markup over: UTC, by position in the text. */
export function plainTime(iso: string, format: TimeFormat): string {
  if (format === 'clock') return iso.slice(11, 16)
  return format === 'short' || format === 'date' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`
}

/** In the reader's own time zone and as the reader's own browser writes it. */
export function localTime(iso: string, format: TimeFormat, hour12?: boolean, now = new Date()): string {
  const date = new Date(iso)
  if (format === 'date') return formatter({ dateStyle: 'medium' }).format(date)
  const today = date.toDateString() === now.toDateString()
  const time = clock(hour12)
  if (format === 'clock' || today) return formatter(time).format(date)
  return formatter({ ...dayOptions(date, now), ...(format === 'full' ? time : {}) }).format(date)
}

function dayOptions(date: Date, now: Date): Intl.DateTimeFormatOptions {
  if (Math.abs(now.getTime() - date.getTime()) < 6 * dayMs) return { weekday: 'short' }
  if (date.getFullYear() === now.getFullYear()) return { day: 'numeric', month: 'short' }
  return { day: 'numeric', month: 'short', year: 'numeric' }
}

/** As on the screen, but with the date: paper is read on another day. */
export function printedTime(iso: string, format: TimeFormat, hour12?: boolean): string {
  const date = { day: 'numeric', month: 'short', year: 'numeric' } as const
  const time = clock(hour12)
  if (format === 'clock') return formatter(time).format(new Date(iso))
  return formatter({ ...date, ...(format === 'full' ? time : {}) }).format(new Date(iso))
}

export function localTitle(iso: string, hour12?: boolean): string {
  return formatter({ dateStyle: 'full', timeStyle: 'short', hour12 }).format(new Date(iso))
}

/** As the server writes them. */
const instant = /^\d{4}-\d\d-\d\dT.*Z$/
const dayFormatters = new Map<string, Intl.DateTimeFormat>()

/** The date of an instant in a time zone, as YYYY-MM-DD. */
export function dayIn(iso: string, timeZone: string): string {
  if (timeZone === 'UTC' && instant.test(iso)) return iso.slice(0, 10)
  const known = dayFormatters.get(timeZone)
    ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  dayFormatters.set(timeZone, known)
  return iso ? known.format(new Date(iso)) : ''
}

/** A date as the reader's locale writes it, with the weekday. */
export function localDay(day: string, now = new Date()): string {
  const date = new Date(`${day}T12:00:00`)
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return formatter({ weekday: 'long', day: 'numeric', month: 'long', ...year }).format(date)
}

/** A date in a word or two: in a language, as server and browser both have it, or as the reader's browser writes it. */
export function shortDay(day: string, language?: string): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language, options).format(new Date(`${day}T00:00:00Z`))
}

const minuteMs = 60_000
const steps = [['minute', minuteMs, 60], ['hour', 60 * minuteMs, 24], ['day', dayMs, Infinity]] as const

/** How long ago an instant was, in a language; what has not been yet, by a clock that is wrong, is now. */
export function agoTime(iso: string, language: string, now = Date.now()): string {
  const passed = Math.max(0, now - Date.parse(iso))
  const [unit, ms] = steps.find(([, ms, many]) => Math.round(passed / ms) < many) ?? ['day', dayMs]
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.round(passed / ms), unit)
}
