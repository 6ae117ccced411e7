import type { Profile } from './user'

/** In whole seconds; the value that half of them, or nine of ten, do not exceed; null without any. */
export interface Durations {
  count: number
  medianSeconds: number | null
  p90Seconds: number | null
}

export interface RatingFigures {
  count: number
  /** Of scores from 1 to 5; null without any. */
  average: number | null
}

export interface TargetFigures {
  met: number
  missed: number
}

export interface AgentFigures {
  user: Profile
  answers: number
  firstAnswers: number
  /** Of the cases that are assigned to the agent now. */
  resolved: number
  ratings: RatingFigures
}

export interface DayFigures {
  /** `2026-11-22`, as the clock on the wall has it. */
  day: string
  opened: number
  /** Cases that were answered for the first time. */
  answered: number
  resolved: number
  answers: number
  firstAnswerMedianSeconds: number | null
  resolutionMedianSeconds: number | null
}

/** How a desk does in some days of a time zone, from what happened to its cases on them. */
export interface SupportFigures {
  timeZone: string
  from: string
  to: string
  opened: number
  /** Now: customers who wait for an answer, and unresolved cases that are past a target. */
  waiting: number
  overdue: number
  firstAnswer: Durations
  resolution: Durations
  answers: number
  agents: AgentFigures[]
  ratings: RatingFigures & { scores: number[] }
  targets: { firstAnswer: TargetFigures, resolution: TargetFigures }
  days: DayFigures[]
  hours: { hour: number, opened: number, answers: number }[]
}
