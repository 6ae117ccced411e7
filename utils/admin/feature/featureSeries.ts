import type { FeatureFigures } from '#shared/protocol/admin/adminFeature'

export type SeriesMetric = 'people' | 'faults' | 'failures'

/** One place on the time axis with the figure of each variant. */
export interface SeriesPoint { at: number, values: Record<string, number> }

const mostPoints = 96
const minuteMs = 60_000

/**
 * A chart's points, evenly spaced up to the minute of `until`: faults and failures are added up, of people the most at
 * one time counts. What has no row is nothing, so a line never bridges a hole. Spaced from the end, so that the last
 * point holds as much time as the others: one that has just begun would look like a fall.
 */
export function seriesPoints(
  { since, variants, series }: FeatureFigures, metric: SeriesMetric, until: number,
): SeriesPoint[] {
  const minuteOf = (at: number) => Math.floor(at / minuteMs) * minuteMs
  const span = Math.max(minuteOf(until) - minuteOf(Date.parse(since)), minuteMs)
  const step = Math.max(minuteMs, Math.ceil(span / mostPoints / minuteMs) * minuteMs)
  const names = variants.map(({ variant }) => variant)
  const length = Math.floor(span / step)
  const start = minuteOf(until) - length * step
  const points = Array.from({ length }, (_, n): SeriesPoint =>
    ({ at: start + n * step, values: Object.fromEntries(names.map(name => [name, 0])) }))
  for (const row of series) {
    const values = points[Math.floor((Date.parse(row.at) - start) / step)]?.values
    if (!values) continue
    const before = values[row.variant] ?? 0
    values[row.variant] = metric === 'people' ? Math.max(before, row.people) : before + row[metric]
  }
  return points
}
