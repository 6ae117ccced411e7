import type { SupportCase } from '#shared/protocol/supportCase'

export interface CaseClock {
  /** Until when something is to be done, how long the customer has waited, or how the case stands. */
  kind: 'due' | 'overdue' | 'waits' | 'snoozed' | 'waiting' | 'resolved' | 'spam' | 'answered'
  /** Where the kind has a time. */
  at?: string
  /** Less than a quarter of an hour is left. */
  soon?: boolean
}

const soonMs = 15 * 60_000

/** What the clock of a case says: the nearest target while the team is to act, otherwise how the case stands. */
export function clockOf(one: SupportCase, now: number): CaseClock {
  if (one.state === 'snoozed') return { kind: 'snoozed', at: one.snoozedUntil ?? undefined }
  if (one.state !== 'open') return { kind: one.state }
  const due = one.firstAnsweredAt ? one.resolutionDueAt : one.firstAnswerDueAt
  if (due) {
    const left = Date.parse(due) - now
    return { kind: left < 0 ? 'overdue' : 'due', at: due, soon: left < soonMs }
  }
  return one.waitingSince ? { kind: 'waits', at: one.waitingSince } : { kind: 'answered' }
}

const minuteMs = 60_000

/** A span as short as it can be read: minutes, hours, days. Never negative. */
export function spanOf(ms: number): { unit: 'minute' | 'hour' | 'day', count: number } {
  const minutes = Math.max(0, Math.floor(ms / minuteMs))
  if (minutes < 60) return { unit: 'minute', count: minutes }
  if (minutes < 48 * 60) return { unit: 'hour', count: Math.floor(minutes / 60) }
  return { unit: 'day', count: Math.floor(minutes / (24 * 60)) }
}
