import { offsetAt } from './hours'

/** Of a clock on a wall. */
export interface LocalTime {
  /** `2026-11-22` */
  day: string
  /** 0 to 23 */
  hour: number
}

/** No zone has ever changed its clocks within one, nor is any away from UTC by a part of one. */
const quarterMs = 15 * 60_000

/** What the clock on the wall of a time zone shows at an instant; asked for many instants, of which most are alike. */
export function localTimeOf(timeZone: string): (at: Date) => LocalTime {
  const known = new Map<number, LocalTime>()
  return (at) => {
    const quarter = Math.floor(at.getTime() / quarterMs)
    const found = known.get(quarter)
    if (found) return found
    const wall = new Date(at.getTime() + offsetAt(timeZone, at.getTime()))
    const time = { day: wall.toISOString().slice(0, 10), hour: wall.getUTCHours() }
    known.set(quarter, time)
    return time
  }
}

/** The day so many days later, or earlier when it is negative. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00.000Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** All days from the first to the last, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
