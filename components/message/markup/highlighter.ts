import type { CodeToken } from './highlight'
import type { Language } from './languages'

type Answer = CodeToken[][] | undefined

const patienceMs = 15_000

let worker: Worker | undefined
let last = 0
const waiting = new Map<number, (lines: Answer) => void>()

/**
 * The coloured lines, or nothing when it took too long: grammars are regular expressions, and a text made to overrun
 * them costs a worker that is ended, never the page.
 */
export function highlight(code: string, language: Language): Promise<Answer> {
  const id = ++last
  return new Promise((resolve) => {
    const timer = setTimeout(end, patienceMs)
    function give(lines: Answer) {
      clearTimeout(timer)
      waiting.delete(id)
      resolve(lines)
    }
    waiting.set(id, give)
    current().postMessage({ id, code, language })
  })
}

function current(): Worker {
  if (worker) return worker
  worker = new Worker(new URL('./highlight.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<{ id: number, lines: Answer }>) =>
    waiting.get(data.id)?.(data.lines),
  )
  worker.addEventListener('error', end)
  return worker
}

function end() {
  worker?.terminate()
  worker = undefined
  for (const give of [...waiting.values()]) give(undefined)
}
