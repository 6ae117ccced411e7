const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** The first whose ticks are few enough for a phone. */
const steps = [
  { unit: 'minutes', count: 15 }, { unit: 'minutes', count: 30 }, { unit: 'hours', count: 1 },
  { unit: 'hours', count: 3 }, { unit: 'hours', count: 6 }, { unit: 'hours', count: 12 }, { unit: 'days', count: 1 },
  { unit: 'days', count: 2 }, { unit: 'days', count: 7 },
] as const
const msOf = { minutes: minuteMs, hours: hourMs, days: dayMs }
const mostTicks = 5

export type AxisTick = { at: number, isDay: boolean }

/** Round times between two instants (ms), as the reader's own clock and calendar have them. */
export function timeTicks(from: number, to: number): AxisTick[] {
  const step = steps.find(({ unit, count }) => (to - from) / (msOf[unit] * count) <= mostTicks) ?? steps[8]
  const ticks: AxisTick[] = []
  for (const date = firstTick(from, step.unit, step.count); date.getTime() <= to;) {
    if (date.getTime() >= from) ticks.push({ at: date.getTime(), isDay: date.getHours() + date.getMinutes() === 0 })
    // By the calendar, so that a day of 23 or 25 hours is one.
    if (step.unit === 'minutes') date.setTime(date.getTime() + step.count * minuteMs)
    else if (step.unit === 'hours') date.setHours(date.getHours() + step.count)
    else date.setDate(date.getDate() + step.count)
  }
  return ticks
}

function firstTick(from: number, unit: keyof typeof msOf, count: number): Date {
  const date = new Date(from)
  if (unit === 'minutes') date.setMinutes(Math.floor(date.getMinutes() / count) * count, 0, 0)
  else if (unit === 'hours') date.setHours(Math.floor(date.getHours() / count) * count, 0, 0, 0)
  else date.setHours(0, 0, 0, 0)
  return date
}

/** Whole numbers from 0 to at least `most`, evenly spaced at 1, 2 or 5 times a power of ten. */
export function countTicks(most: number): number[] {
  const spaces = 4
  const rough = Math.max(1, most / spaces)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10) * power
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, n) => n * step)
}
