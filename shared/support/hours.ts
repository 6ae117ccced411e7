import type { SupportHours } from '../protocol/admin/adminInbox'

// Business hours are wall-clock hours: an instant is open when the clock on the wall of `timeZone` shows a time of a
// span. An hour that a change of the clocks leaves out is open for nobody, and one that comes twice is open twice.

/** From `from` up to `to`, which is out of it; in ms since 1970. */
interface Interval {
  from: number
  to: number
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** Nobody looks further than this: one minute a week would make a month of open minutes last for 800 years. */
const horizonMs = 3 * 366 * dayMs

/** Whether the team is there; without hours it always is. */
export function isOpen(hours: SupportHours | null, at: Date): boolean {
  return !hours || spansAt(hours, at.getTime() + offsetAt(hours.timeZone, at.getTime())).length > 0
}

/** The first instant of business hours at `at` or after; `at` itself when it is one. */
export function nextOpening(hours: SupportHours | null, at: Date): Date {
  if (!hours) return at
  for (const { from } of openIntervals(hours, at.getTime())) return new Date(from)
  return new Date(at.getTime() + horizonMs)
}

/** When so many minutes of business hours are over, at most three years away. */
export function addOpenMinutes(hours: SupportHours | null, at: Date, minutes: number): Date {
  let left = minutes * minuteMs
  if (!hours) return new Date(at.getTime() + left)
  for (const { from, to } of openIntervals(hours, at.getTime())) {
    if (left <= to - from) return new Date(from + left)
    left -= to - from
  }
  return new Date(at.getTime() + horizonMs)
}

/** How many minutes of business hours lie between two instants, with fractions; 0 when `until` is not after `since`. */
export function openMinutesBetween(hours: SupportHours | null, since: Date, until: Date): number {
  const end = until.getTime()
  if (end <= since.getTime()) return 0
  if (!hours) return (end - since.getTime()) / minuteMs
  let open = 0
  for (const { from, to } of openIntervals(hours, since.getTime())) {
    if (from >= end) break
    open += Math.min(to, end) - from
  }
  return open / minuteMs
}

/** What is open from `since` on, ascending, up to the horizon; neighbours may touch, and none is empty. */
function* openIntervals(hours: SupportHours, since: number): Generator<Interval> {
  for (let at = since; at < since + horizonMs; at += dayMs) {
    for (const stretch of stretches(hours.timeZone, at, at + dayMs)) yield* openIn(hours, stretch)
  }
}

/** A day in parts whose distance from UTC is one: two of them when the clocks change in between. */
function stretches(timeZone: string, from: number, to: number): (Interval & { offset: number })[] {
  const [before, after] = [offsetAt(timeZone, from), offsetAt(timeZone, to)]
  if (before === after) return [{ from, to, offset: before }]
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(timeZone, middle) === before) low = middle
    else high = middle
  }
  return [{ from, to: high, offset: before }, { from: high, to, offset: after }]
}

function* openIn(hours: SupportHours, { from, to, offset }: Interval & { offset: number }): Generator<Interval> {
  for (let at = from; at < to;) {
    const wall = at + offset
    const dayStart = Math.floor(wall / dayMs) * dayMs
    const ends = spansAt(hours, wall)
    const [next = dayStart + dayMs] = ends.length > 0 ? [Math.max(...ends)] : startsAfter(hours, wall)
    const until = Math.min(to, next - offset)
    if (ends.length > 0) yield { from: at, to: until }
    at = until
  }
}

/** When the spans end in which this time of the wall's clock lies. */
function spansAt(hours: SupportHours, wall: number): number[] {
  return spansOfDay(hours, wall).filter(({ from, to }) => from <= wall && wall < to).map(({ to }) => to)
}

/** When those of the same day begin that are still to come, the next first. */
function startsAfter(hours: SupportHours, wall: number): number[] {
  return spansOfDay(hours, wall).map(({ from }) => from).filter(from => from > wall).sort((one, other) => one - other)
}

function spansOfDay({ spans }: SupportHours, wall: number): Interval[] {
  const dayStart = Math.floor(wall / dayMs) * dayMs
  const weekday = new Date(dayStart).getUTCDay() || 7
  return spans.filter(({ day }) => day === weekday)
    .map(({ from, to }) => ({ from: dayStart + sinceMidnight(from), to: dayStart + sinceMidnight(to) }))
}

function sinceMidnight(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return (hour * 60 + minute) * minuteMs
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** How far the clock on the wall is ahead of UTC, in ms. */
export function offsetAt(timeZone: string, at: number): number {
  const parts = clockOf(timeZone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find(one => one.type === type)?.value)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(at / 1000) * 1000
}

/** Making one takes much longer than asking it, and there are some 400 zones. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric',
    minute: 'numeric', second: 'numeric',
  })
  clocks.set(timeZone, clock)
  return clock
}
