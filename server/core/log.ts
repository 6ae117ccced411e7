import { createConsola } from 'consola'

const json = process.env.NODE_ENV === 'production'

/**
 * Structured log: one JSON object a line in production. Pass facts, never texts of people, tokens or raw database
 * errors (their message holds every parameter).
 */
export const log = json
  ? createConsola({
      level: 3,
      reporters: [{
        log: entry => process.stdout.write(`${JSON.stringify({
          time: entry.date.toISOString(), level: entry.type, tag: entry.tag || undefined, ...fields(entry.args),
        })}\n`),
      }],
    })
  : createConsola({ level: 3 })

function fields(args: unknown[]): Record<string, unknown> {
  const message = args.filter(arg => typeof arg === 'string').join(' ')
  return Object.assign({ message }, ...args.filter(arg => typeof arg === 'object' && arg !== null))
}

/**
 * What libraries write to the console passes the same policy: errors are described, of a text remains the first line
 * without addresses (a link of ours may hold a secret), and anything else is left out.
 */
export function guardConsole(): void {
  if (!json) return
  for (const level of ['error', 'warn'] as const) {
    console[level] = (...args: unknown[]) =>
      log[level](
        args
          .filter(arg => typeof arg === 'string')
          .map(firstLine)
          .join(' '),
        ...args.filter(arg => arg instanceof Error).map(describeError),
      )
  }
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/\S*:\/\/\S*/g, '').trim()
}

/** What may be logged of an unknown error: its kind, its code and where it came from, not its message. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const cause = error.cause instanceof Error ? error.cause : error
  const code = 'code' in cause ? String(cause.code) : undefined
  const errno = 'errno' in cause ? Number(cause.errno) : undefined
  const frames = error.stack
    ?.split('\n')
    .filter(line => line.startsWith('    at '))
    .slice(0, 6)
    .map(line => line.trim())
  return { error: error.name, code, errno, at: frames }
}
