export type TimeFormat = 'clock' | 'short' | 'full'

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making an Intl formatter is slow, using one is fast. Holds no data of a person. */
function formatter(options: Intl.DateTimeFormatOptions) {
  const key = JSON.stringify(options)
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(undefined, options)
  formatters.set(key, known)
  return known
}

const clock: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' }
const dayMs = 86_400_000

/** The same on the server and in the browser that takes its markup over: UTC, by position in the text. */
export function plainTime(iso: string, format: TimeFormat): string {
  if (format === 'clock') return iso.slice(11, 16)
  return format === 'short' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`
}

/** In the reader's own time zone and as the reader's own browser writes it. */
export function localTime(iso: string, format: TimeFormat, now = new Date()): string {
  const date = new Date(iso)
  const today = date.toDateString() === now.toDateString()
  if (format === 'clock' || today) return formatter(clock).format(date)
  return formatter({ ...dayOptions(date, now), ...(format === 'full' ? clock : {}) }).format(date)
}

function dayOptions(date: Date, now: Date): Intl.DateTimeFormatOptions {
  if (now.getTime() - date.getTime() < 6 * dayMs) return { weekday: 'short' }
  if (date.getFullYear() === now.getFullYear()) return { day: 'numeric', month: 'short' }
  return { day: 'numeric', month: 'short', year: 'numeric' }
}

export function localTitle(iso: string): string {
  return formatter({ dateStyle: 'full', timeStyle: 'short' }).format(new Date(iso))
}
