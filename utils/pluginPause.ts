import { nextTask } from './nextTask'

/** A task of this length is done within a frame, also by a device that takes four times as long. */
const shareMs = 8
let since = 0

/**
 * Stands before each plugin of the browser (modules/build/pluginPauses.ts): where those before it have taken their
 * share of a task, the next one has a task of its own.
 */
export async function pluginPause(): Promise<void> {
  if (performance.now() - since < shareMs) return
  await nextTask()
  since = performance.now()
}
