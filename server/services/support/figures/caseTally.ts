import type { DayFigures, RatingFigures, SupportFigures } from '#shared/protocol/supportFigures'
import { daysBetween } from '#shared/support/localTime'
import type { LocalTime } from '#shared/support/localTime'
import type { HistoryEvent } from './caseHistory'
import { durationsOf, ratingsOf, targetsOf } from './caseStatistics'

interface TallyOptions {
  from: string
  to: string
  /** Only what this agent has answered, and cases that they have now. */
  agent?: number
  localTime: (at: Date) => LocalTime
}

/** Of an agent, by id. */
export interface AgentTally {
  answers: number
  firstAnswers: number
  resolved: number
  ratings: RatingFigures
}

type Counted = Omit<SupportFigures, 'timeZone' | 'waiting' | 'overdue' | 'agents'>

/**
 * Counts what happened on the days from `from` to `to`, as the clock on the wall has them. What can happen to a case
 * more than once, its end and its rating, counts once: the last time.
 */
export class CaseTally {
  private readonly answersAt: LocalTime[] = []
  private readonly openedAt: LocalTime[] = []
  private readonly answered: HistoryEvent[] = []
  private readonly resolved = new Map<number, HistoryEvent>()
  private readonly rated = new Map<number, HistoryEvent>()
  private readonly answersOf = new Map<number, number>()

  constructor(private readonly options: TallyOptions) {}

  /** In the order of time. */
  add(event: HistoryEvent): void {
    const { from, to, agent, localTime } = this.options
    const time = localTime(event.at)
    if (time.day < from || time.day > to) return
    const isAnswer = event.kind === 'answered' || event.kind === 'replied'
    if (agent !== undefined && (isAnswer ? event.actorId : event.assigneeId) !== agent) return
    if (isAnswer) {
      this.answersAt.push(time)
      const userId = event.actorId ?? 0
      this.answersOf.set(userId, (this.answersOf.get(userId) ?? 0) + 1)
    }
    if (event.kind === 'answered') this.answered.push(event)
    if (event.kind === 'opened') this.openedAt.push(time)
    if (event.kind === 'resolved') this.resolved.set(event.caseId, event)
    if (event.kind === 'rated') this.rated.set(event.caseId, event)
  }

  get figures(): Counted {
    const { from, to } = this.options
    const scores = [...this.rated.values()].map(event => event.score)
    const resolved = [...this.resolved.values()]
    return {
      from, to,
      opened: this.openedAt.length,
      firstAnswer: durationsOf(this.answered),
      resolution: durationsOf(resolved),
      answers: this.answersAt.length,
      ratings: {
        ...ratingsOf(scores), scores: [1, 2, 3, 4, 5].map(one => scores.filter(score => score === one).length),
      },
      targets: { firstAnswer: targetsOf(this.answered), resolution: targetsOf(resolved) },
      days: this.days(),
      hours: this.hours(),
    }
  }

  get agents(): Map<number, AgentTally> {
    const [resolved, rated] = [[...this.resolved.values()], [...this.rated.values()]]
    const assignees = [...resolved, ...rated].flatMap(event => event.assigneeId ?? [])
    return new Map([...new Set([...this.answersOf.keys(), ...assignees])].map(userId => [userId, {
      answers: this.answersOf.get(userId) ?? 0,
      firstAnswers: this.answered.filter(event => event.actorId === userId).length,
      resolved: resolved.filter(event => event.assigneeId === userId).length,
      ratings: ratingsOf(rated.filter(event => event.assigneeId === userId).map(event => event.score)),
    }]))
  }

  private days(): DayFigures[] {
    const dayOf = (event: HistoryEvent) => this.options.localTime(event.at).day
    const [answered, resolved] = [Map.groupBy(this.answered, dayOf), Map.groupBy(this.resolved.values(), dayOf)]
    const [opened, answers] = [this.openedAt, this.answersAt].map(times => Map.groupBy(times, time => time.day))
    return daysBetween(this.options.from, this.options.to).map(day => ({
      day,
      opened: opened?.get(day)?.length ?? 0,
      answered: answered.get(day)?.length ?? 0,
      resolved: resolved.get(day)?.length ?? 0,
      answers: answers?.get(day)?.length ?? 0,
      firstAnswerMedianSeconds: durationsOf(answered.get(day) ?? []).medianSeconds,
      resolutionMedianSeconds: durationsOf(resolved.get(day) ?? []).medianSeconds,
    }))
  }

  private hours(): SupportFigures['hours'] {
    const countOf = (times: LocalTime[], hour: number) => times.filter(time => time.hour === hour).length
    return Array.from({ length: 24 }, (_, hour) =>
      ({ hour, opened: countOf(this.openedAt, hour), answers: countOf(this.answersAt, hour) }))
  }
}
