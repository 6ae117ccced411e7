import { AppError } from '../../core/errors'
import { isDraining } from '../../core/lifecycle'
import { describeError, log } from '../../core/log'
import { bus } from '../../bus/bus'
import { tidyGuestsStep } from './guestTidy'
import { advanceJob, claimJob } from './job'
import type { JobRow } from './job'
import { deleteMessagesStep } from './bulkDeletion'
import { retentionStep } from './retention'

/**
 * One bounded step of a job. It moves `done`, `affected` and `position` on and says whether there is more. Idempotent.
 */
type Step = (job: JobRow) => Promise<boolean>

const lookMs = 2000
const triesPerStep = 5
/** Between two steps the databases belong to those who chat. */
const breath = { min: 15, max: 500 }

const steps = {
  message_deletion: deleteMessagesStep,
  content_wipe: deleteMessagesStep,
  guest_tidy: tidyGuestsStep,
  retention: retentionStep,
} satisfies Record<JobRow['kind'], Step>

let working = false

/** Looks for work every 2 s, and at once when this node has queued some. One job at a time and node. */
export function startJobs(): void {
  const look = () => void work().catch((error: unknown) => log.warn('jobs', describeError(error)))
  bus.subscribe(({ to }) => {
    if (to.kind === 'job.waiting') setImmediate(look)
  })
  setInterval(look, lookMs).unref()
}

async function work(): Promise<void> {
  if (working || isDraining()) return
  working = true
  try {
    for (let job = await claimJob(); job; job = await claimJob()) {
      await run(job)
      if (isDraining()) return
    }
  }
  finally {
    working = false
  }
}

/** Until it is done, cancelled, or this process drains: then another node takes it over when the lease has run out. */
async function run(job: JobRow): Promise<void> {
  const step: Step = steps[job.kind]
  for (;;) {
    const startedAt = performance.now()
    const more = await attempt(step, job)
    const known = await advanceJob(job, more === undefined ? 'failed' : more ? 'running' : 'done')
    if (!more || !known || isDraining()) return
    await pause(performance.now() - startedAt)
  }
}

/** A step may meet a fault that passes; undefined when it does not. */
async function attempt(step: Step, job: JobRow): Promise<boolean | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await step(job)
    }
    catch (error) {
      log.warn('job', { id: job.id, kind: job.kind, tries, ...describeError(error) })
      // What a job says of itself does not get better by waiting.
      if (tries >= triesPerStep || (error instanceof AppError && error.code === 'invalid')) return undefined
      await pause(breath.max)
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.min(breath.max, Math.max(breath.min, ms))))
}
