import type { Durations, RatingFigures, TargetFigures } from '#shared/protocol/supportFigures'
import type { HistoryEvent } from './caseHistory'

/** From the opening of the case. */
export function durationsOf(events: HistoryEvent[]): Durations {
  const seconds = events.map(({ at, openedAt }) => Math.round((at.getTime() - openedAt.getTime()) / 1000))
    .sort((one, other) => one - other)
  const rank = (share: number) => seconds[Math.ceil(seconds.length * share) - 1] ?? null
  return { count: seconds.length, medianSeconds: rank(0.5), p90Seconds: rank(0.9) }
}

export function ratingsOf(scores: number[]): RatingFigures {
  if (scores.length === 0) return { count: 0, average: null }
  const sum = scores.reduce((total, score) => total + score, 0)
  return { count: scores.length, average: Math.round(sum / scores.length * 100) / 100 }
}

export function targetsOf(events: HistoryEvent[]): TargetFigures {
  const wanted = events.filter(({ due }) => due !== undefined)
  const met = wanted.filter(({ at, due }) => due && at <= due).length
  return { met, missed: wanted.length - met }
}
