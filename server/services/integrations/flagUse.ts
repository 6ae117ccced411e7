import { and, inArray, isNull, lt, or } from 'drizzle-orm'
import { features } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { describeError, log } from '../../core/log'

const flushMs = 10_000
const dayMs = 86_400_000

/** Features that applications asked for since the day began, and those of them that are not written down yet. */
let day = 0
let noted = new Set<number>()
let waiting = new Set<number>()

/** Remembers that an application asked for a feature: it is not stale. */
export function noteAsked(featureId: number): void {
  if (noted.has(featureId)) return
  noted.add(featureId)
  waiting.add(featureId)
}

/** Writes down which features were asked for, to the day; no request waits for it. */
export function startFlagUse(): void {
  const logFailure = (error: unknown) => log.warn('flag use', describeError(error))
  setInterval(() => void flush(Date.now()).catch(logFailure), flushMs).unref()
}

async function flush(now: number): Promise<void> {
  const today = Math.floor(now / dayMs) * dayMs
  const ids = [...waiting]
  waiting = new Set()
  if (day !== today) noted = new Set()
  day = today
  if (ids.length === 0) return
  const { evaluatedAt } = features
  await chatDatabase().queries.update(features).set({ evaluatedAt: new Date(today) })
    .where(and(inArray(features.id, ids), or(isNull(evaluatedAt), lt(evaluatedAt, new Date(today)))))
}
