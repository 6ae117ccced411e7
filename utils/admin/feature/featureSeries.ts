import type { FeatureFigures } from '#shared/protocol/admin/adminFeature'

export type SeriesMetric = 'people' | 'faults' | 'failures'

/** One place on the time axis with the figure of each variant. */
export interface SeriesPoint { at: number, values: Record<string, number> }

const mostPoints = 96

/**
 * A chart's points, evenly spaced from `since` to `until`: faults and failures are added up, of people the most at one
 * time counts. What has no row is nothing, so a line never bridges a hole.
 */
export function seriesPoints(
  { since, variants, series }: FeatureFigures, metric: SeriesMetric, until: number,
): SeriesPoint[] {
  const start = Date.parse(since)
  const span = Math.max(until - start, 60_000)
  const step = Math.max(60_000, Math.ceil(span / mostPoints / 60_000) * 60_000)
  const names = variants.map(({ variant }) => variant)
  const points = Array.from({ length: Math.ceil(span / step) }, (_, n): SeriesPoint =>
    ({ at: start + n * step, values: Object.fromEntries(names.map(name => [name, 0])) }))
  for (const row of series) {
    const values = points[Math.floor((Date.parse(row.at) - start) / step)]?.values
    if (!values) continue
    const before = values[row.variant] ?? 0
    values[row.variant] = metric === 'people' ? Math.max(before, row.people) : before + row[metric]
  }
  return points
}
