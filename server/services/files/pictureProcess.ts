import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { limits } from '#shared/limits'
import { AppError } from '../../core/errors'
import { pictureProgram } from '../../core/config'
import { describeError, log } from '../../core/log'
import type { FileParts } from './fileStorage'

/** What the program is asked for: the sizes of an uploaded picture, or pictures around a sign. */
export type PictureQuestion = { path: string } | { drawing: Drawing }

/** A sign (an SVG of ours, or a picture) in the middle of pictures, each with its ground. */
export interface Drawing {
  sign: Uint8Array
  ground: string
  pictures: { name: string, width: number, height: number, side: number, filled: boolean }[]
}

/** What the program answers: the sizes, or the code of what is wrong with the picture. */
export type PictureAnswer = { parts: Map<string, Uint8Array> } | { fault: string }

const idleMs = 30_000
const crashes: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL'])

let program: ChildProcess | undefined
let idle: NodeJS.Timeout | undefined

/**
 * Has a picture read by another process. It is written in C, and the picture may be made to break it: then that process
 * ends, and nothing else. It knows no secret, is killed when it takes too long, and ends when nobody needs it.
 */
export async function askPictureProgram(question: PictureQuestion): Promise<FileParts | string> {
  clearTimeout(idle)
  program ??= start()
  const asked = program
  try {
    const answer = await answerOf(asked, question)
    return 'fault' in answer ? answer.fault : answer.parts
  }
  catch (error) {
    stop(asked)
    throw error
  }
  finally {
    idle = setTimeout(() => stop(asked), idleMs).unref()
  }
}

function start(): ChildProcess {
  const { PATH = '' } = process.env
  const child = fork(pictureProgram(), {
    env: { PATH, NODE_ENV: 'production', UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
    execArgv: ['--max-old-space-size=128'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('error', (error: unknown) => log.error('the picture program', describeError(error)))
  child.once('exit', () => {
    if (program === child) program = undefined
  })
  child.unref()
  child.channel?.unref()
  return child
}

async function answerOf(child: ChildProcess, question: PictureQuestion): Promise<PictureAnswer> {
  const { pixels, side, workMs } = limits.picture
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(workMs)])
  const answered = once(child, 'message', { signal }).then(([answer]) => answer as PictureAnswer)
  const ended = once(child, 'exit', { signal }).then(([, reason]) => afterEnd(String(reason)))
  try {
    child.send({ ...question, bounds: { pixels, side } }, error => error && stop(child))
    return await Promise.race([answered, ended])
  }
  catch (error) {
    if (!signal.aborted) throw error
    stop(child)
    return { fault: 'picture_slow' }
  }
  finally {
    over.abort()
    await Promise.allSettled([answered, ended])
  }
}

/** What a picture can do to the program; ended by anything else, it was not the picture's doing. */
function afterEnd(reason: string): PictureAnswer {
  if (!crashes.has(reason)) throw new AppError('unavailable', { detail: 'pictures' })
  return { fault: 'picture_damaged' }
}

function stop(child: ChildProcess): void {
  child.kill('SIGKILL')
  if (program === child) program = undefined
}
