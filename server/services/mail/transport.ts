import { createTransport } from 'nodemailer'
import type { Transporter } from 'nodemailer'
import { config } from '../../core/config'
import type { MailConfig } from '../../core/mailConfig'
import { metrics } from '../../core/metrics'
import { brandName } from './email'
import type { Email } from './email'
import { outcomeOf } from './mailOutcome'
import type { MailOutcome } from './mailOutcome'

/** A delivery is several steps, each with its own time; all of them together take no longer than this many. */
const stepsAtMost = 3

let transport: Transporter | undefined

/** Hands an e-mail to the SMTP server. Never throws, and ends within `sendDeadlineMs`. */
export async function sendEmail(email: Email): Promise<MailOutcome> {
  const { mail } = config()
  if (!mail) return { state: 'retry', reason: 'off' }
  transport ??= open(mail)
  const { to, subject, text, html, headers } = email
  try {
    await transport.sendMail({
      from: { name: brandName(), address: mail.from },
      // Not a text that is read for addresses: this is one, whatever is in it.
      to: { name: '', address: to },
      subject, text, html, headers,
      signal: AbortSignal.timeout(sendDeadlineMs(mail)),
    })
    metrics.mails.inc()
    return { state: 'sent' }
  }
  catch (error) {
    metrics.mailFailures.inc()
    return outcomeOf(error)
  }
}

export function sendDeadlineMs({ timeoutMs }: Pick<MailConfig, 'timeoutMs'>): number {
  return timeoutMs * stepsAtMost
}

/** A certificate is checked always; without `plain` nothing is said to a server that does not encrypt. */
function open({ host, port, secure, plain, user, password, origin, timeoutMs }: MailConfig): Transporter {
  return createTransport({
    host, port, secure,
    requireTLS: !secure && !plain,
    ignoreTLS: plain,
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    ...(user && { auth: { user, pass: password } }),
    name: new URL(origin).hostname,
    dnsTimeout: timeoutMs, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs,
    socketCloseTimeout: 1000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}
