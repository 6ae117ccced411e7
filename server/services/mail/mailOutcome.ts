/** What became of an e-mail: `refused` will not be different another time. */
export type MailOutcome = { state: 'sent' } | { state: 'retry' | 'refused', reason: string }

const backoffMs = { first: 15_000, longest: 60 * 60_000 }

/** An address that is refused stays so; what else is wrong (a busy or lost server, a log-in) may be mended. */
export function outcomeOf(error: unknown): Exclude<MailOutcome, { state: 'sent' }> {
  const { code = '', responseCode = 0, message = '' } = error as Partial<SmtpError>
  const isFinal = responseCode >= 500 && ['EENVELOPE', 'EMESSAGE'].includes(code)
  if (responseCode) return { state: isFinal ? 'refused' : 'retry', reason: String(responseCode) }
  if (/certificate/i.test(message)) return { state: 'retry', reason: 'certificate' }
  return { state: 'retry', reason: reasons[code] ?? 'unreachable' }
}

interface SmtpError { code: string, responseCode: number, message: string }

const reasons: Record<string, string> = {
  ETIMEDOUT: 'timeout', EABORT: 'timeout', EAUTH: 'auth', ENOAUTH: 'auth', ETLS: 'tls',
}

/** How long to wait after so many attempts: each time twice as long, a quarter more or less. */
export function mailDelay(attempts: number, random = Math.random()): number {
  return Math.round(Math.min(backoffMs.longest, backoffMs.first * 2 ** (attempts - 1)) * (0.75 + random / 2))
}
