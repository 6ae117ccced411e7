import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { DeadlineError, withDeadline } from '../../../server/database/deadline'

/** Somebody else, who answers after `ms` whatever this thread does, and marks in `answered` that this is done. */
async function answerAfter(ms: number, answered: Int32Array) {
  const code = `const { parentPort } = require('node:worker_threads')
    parentPort.once('message', ({ ms, answered }) => setTimeout(() => {
      parentPort.postMessage('here')
      Atomics.store(answered, 0, 1)
      Atomics.notify(answered, 0)
    }, ms))`
  const worker = new Worker(code, { eval: true })
  await once(worker, 'online')
  const answer = once(worker, 'message').then(([text]) => text as string)
  worker.postMessage({ ms, answered })
  return { answer, end: () => worker.terminate() }
}

const flag = () => new Int32Array(new SharedArrayBuffer(4))
const standStill = (ms: number, flagged = flag()) => Atomics.wait(flagged, 0, 0, ms)

test('what takes too long is given up', async () => {
  await expect(withDeadline(new Promise(() => {}), 20)).rejects.toBeInstanceOf(DeadlineError)
})

test('what came in time while this process stood still is not too late', async () => {
  const answered = flag()
  const { answer, end } = await answerAfter(50, answered)
  const bounded = withDeadline(answer, 200)
  // As the work on a request does: timers come right after it, and what was received after them.
  setImmediate(() => {
    standStill(20_000, answered)
    standStill(300)
  })
  await expect(bounded).resolves.toBe('here')
  await end()
})

test('a failure stays what it was', async () => {
  await expect(withDeadline(Promise.reject(new Error('refused')), 1_000)).rejects.toThrow('refused')
})
